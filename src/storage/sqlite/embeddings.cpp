#include "storage/sqlite/embeddings.h"

#include "storage/index/vector_index.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

RowId row_of(Connection& connection, VectorModel const& model) {
    auto const dimensions = static_cast<std::int64_t>(model.dimensions);
    connection.run("INSERT INTO embedding_models(name, dimensions) VALUES(?, ?) ON CONFLICT DO NOTHING", model.name,
                   dimensions);
    return connection.number("SELECT id FROM embedding_models WHERE name = ? AND dimensions = ?", model.name,
                             dimensions);
}

/// The row of a model whose vectors the store takes: its own, or the first one that comes.
std::optional<RowId> taken_model(Connection& connection, VectorModel const& model) {
    auto const own = vector_model(connection);
    if (own && *own != model) return std::nullopt;
    auto const row = row_of(connection, model);
    if (!own) connection.run("INSERT INTO store_state(key, value) VALUES('embedding_model', ?)", row);
    return row;
}

bool fits(Vector const& vector, VectorModel const& model) {
    return !vector.empty() && vector.size() == model.dimensions;
}

}  // namespace

std::optional<VectorModel> vector_model(Connection& connection) {
    auto rows = connection.query(
        "SELECT name, dimensions FROM embedding_models WHERE id = (SELECT value FROM store_state WHERE key = 'embedding_model')");
    if (!rows.next()) return std::nullopt;
    return VectorModel{rows.text(0), static_cast<std::size_t>(rows.integer(1))};
}

void add_embedding(Connection& connection, RowId version, RowId memory, std::optional<Vector> const& vector,
                   VectorModel const& model) {
    auto const row = vector && fits(*vector, model) ? taken_model(connection, model) : std::nullopt;
    connection.run("INSERT INTO embeddings(version, memory, model, vector) VALUES(?, ?, ?, ?)", version, memory, row,
                   row ? std::optional(Blob{to_half(*vector)}) : std::nullopt);
}

std::vector<TextToEmbed> texts_to_embed(Connection& connection, RowId after, int limit) {
    auto rows = connection.query(
        "SELECT e.version, v.text, coalesce(t.speaker, '') FROM embeddings e JOIN versions v ON v.id = e.version "
        "JOIN memories m ON m.id = e.memory LEFT JOIN sources x ON m.kind = 'turn' AND x.memory = m.id "
        "LEFT JOIN turns t ON t.id = x.turn WHERE e.vector IS NULL AND e.version > ? ORDER BY e.version LIMIT ?",
        after, limit);
    std::vector<TextToEmbed> found;
    while (rows.next()) found.push_back({rows.integer(0), spoken(rows.text(2), rows.text(1))});
    return found;
}

int fill_embeddings(Connection& connection, VectorModel const& model, std::span<EmbeddedText const> texts) {
    auto const row = taken_model(connection, model);
    if (!row) return 0;
    int filled = 0;
    CountedChanges changes(connection);
    for (auto const& [version, vector] : texts) {
        if (!fits(vector, model)) continue;
        auto memory = connection.query(
            "UPDATE embeddings SET model = ?2, vector = ?3 WHERE version = ?1 AND vector IS NULL RETURNING memory",
            version, *row, Blob{to_half(vector)});
        if (!memory.next()) continue;  // somebody else was first, or the memory is erased
        auto const memory_row = memory.integer(0);
        ++filled;
        // The index follows what has changed.
        connection.run("UPDATE memories SET change = ? WHERE id = ?", changes.of(memory_row), memory_row);
    }
    return filled;
}

void reset_embeddings(Connection& connection, VectorModel const& model) {
    if (vector_model(connection) == model) return;
    connection.run("INSERT OR REPLACE INTO store_state(key, value) VALUES('embedding_model', ?)",
                   row_of(connection, model));
    connection.run("UPDATE embeddings SET model = NULL, vector = NULL WHERE vector IS NOT NULL");
    // No index may keep a vector of the old model.
    connection.run("UPDATE users SET changes = changes + 1, last_erasure = changes + 1");
}

}  // namespace keepsake::storage::sqlite

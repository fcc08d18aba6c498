#include "storage/sqlite/entities.h"

#include "core/identity.h"
#include "core/text/graph_names.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

/// The row under which a name is known now; one written just so wins over one that differs in case.
std::optional<RowId> row_of_name(Connection& connection, RowId user, std::string const& name, std::string const& key) {
    auto rows = connection.query(
        "SELECT id FROM entities WHERE user = ? AND key = ? AND removed_at IS NULL ORDER BY name <> ?, id LIMIT 1",
        user, key, name);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::int64_t count_change_of(Connection& connection, RowId entity) {
    return count_change(connection, connection.number("SELECT user FROM entities WHERE id = ?", entity));
}

/// Nothing is said of a row, and nobody keeps it by hand.
constexpr char const* is_unsaid =
    "event IS NULL AND NOT EXISTS (SELECT 1 FROM relations WHERE source = entities.id) AND NOT EXISTS (SELECT 1 FROM relations WHERE "
    "target = entities.id) AND NOT EXISTS (SELECT 1 FROM entity_memories WHERE entity = entities.id)";

}  // namespace

RowId ensure_entity(Connection& connection, EntityMention const& mention) {
    auto const key = core::entity_key(mention.name);
    if (auto const known = row_of_name(connection, mention.user, mention.name, key)) {
        connection.run(
            "UPDATE entities SET type = CASE type WHEN '' THEN ?2 ELSE type END, place = coalesce(place, id), last_seen_at = ?3, change = ?4 WHERE id = ?1",
            *known, mention.type, to_ms(mention.now), mention.change);
        return *known;
    }
    // The user is one entity, whatever word was used first.
    bool const is_user = key == core::entity_key("user");
    connection.run(
        "INSERT INTO entities(uuid, user, name, key, type, created_at, last_seen_at, change) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)",
        core::new_uuid(), mention.user, is_user ? key : mention.name, key,
        is_user && mention.type.empty() ? "person" : mention.type, to_ms(mention.now), mention.change);
    auto const row = connection.last_row();
    connection.run("UPDATE entities SET place = id WHERE id = ?", row);
    return row;
}

std::vector<RowId> rows_named(Connection& connection, RowId user, std::string const& name) {
    auto const row = row_of_name(connection, user, name, core::entity_key(name));
    if (!row) return {};
    return row_ids(connection.query("SELECT id FROM entities WHERE id = ?1 OR same_as = ?1 ORDER BY id",
                                    self_of(connection, *row)));
}

RowId self_of(Connection& connection, RowId entity) {
    return connection.number("SELECT coalesce(same_as, id) FROM entities WHERE id = ?", entity);
}

void merge_entity(Connection& connection, RowId name, RowId into) {
    auto const self = self_of(connection, into);
    auto const merged = self_of(connection, name);
    if (self == merged) return;
    auto const change = count_change_of(connection, into);
    // No chain: what was the same as it is the same as the other now.
    connection.run("UPDATE entities SET same_as = ?2, is_apart = 0, change = ?3 WHERE same_as = ?1 OR id = ?1", merged,
                   self, change);
    connection.run(
        "UPDATE entities SET type = CASE type WHEN '' THEN (SELECT type FROM entities WHERE id = ?2) ELSE type END, change = ?3 WHERE id = ?1",
        self, merged, change);
}

bool split_entity(Connection& connection, RowId name) {
    auto const self = self_of(connection, name);
    if (self == name) return false;
    connection.run("UPDATE entities SET same_as = NULL, is_apart = 1, change = ?2 WHERE id = ?1", name,
                   count_change_of(connection, name));
    return true;
}

RowId move_relations(Connection& connection, RowId entity, std::span<RowId const> relations,
                     std::string const& new_name, Timestamp now) {
    auto const self = self_of(connection, entity);
    auto const change = count_change_of(connection, entity);
    connection.run(
        "INSERT INTO entities(uuid, user, name, key, type, created_at, last_seen_at, is_apart, change) "
        "SELECT ?2, user, ?3, ?4, type, ?5, ?5, 1, ?6 FROM entities WHERE id = ?1",
        self, core::new_uuid(), new_name, core::entity_key(new_name), to_ms(now), change);
    auto const made = connection.last_row();
    connection.run("UPDATE entities SET place = id WHERE id = ?", made);
    for (auto const relation : relations) {
        for (auto const* const end : {"source", "target"}) {
            connection.run(std::string("UPDATE relations SET ") + end + " = ?2, change = ?4 WHERE id = ?1 AND " + end +
                               " IN (SELECT id FROM entities WHERE id = ?3 OR same_as = ?3)",
                           relation, made, self, change);
        }
    }
    auto const user = connection.number("SELECT user FROM entities WHERE id = ?", made);
    if (drop_unsaid_entities(connection, user, change))
        connection.run("UPDATE users SET last_erasure = ? WHERE id = ?", change, user);
    return made;
}

bool drop_unsaid_entities(Connection& connection, RowId user, std::int64_t change) {
    auto const unsaid = row_ids(connection.query(
        std::string("SELECT id FROM entities WHERE user = ? AND same_as IS NULL AND ") + is_unsaid, user));
    for (auto const row : unsaid) {
        static std::string const next_name =
            std::string("SELECT id FROM entities WHERE same_as = ? AND NOT (") + is_unsaid + ") ORDER BY id LIMIT 1";
        auto const names = row_ids(connection.query(next_name, row));
        if (names.empty()) continue;
        connection.run("UPDATE entities SET same_as = nullif(?2, id), change = ?3 WHERE same_as = ?1", row,
                       names.front(), change);
    }
    static std::string const removal =
        std::string("DELETE FROM entities WHERE user = ? AND ") + is_unsaid + " RETURNING id";
    return !row_ids(connection.query(removal, user)).empty();
}

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/relations.h"

#include <algorithm>

#include "core/text/unicode.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr int most_known = 20;

RowId ensure_entity(Connection& connection, RelationNote const& note, std::string const& name,
                    std::string const& type) {
    return connection.number(
        "INSERT INTO entities(user, name, folded_name, type, created_at) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET type = CASE type WHEN '' THEN excluded.type ELSE type END RETURNING id",
        note.user, name, core::fold(name), type, to_ms(note.now));
}

void note_result(Connection& connection, RowId event, RowId relation, ChangeEvent change) {
    connection.run("INSERT INTO relation_results(event, relation, change) VALUES(?, ?, ?)", event, relation,
                   name_of(change));
}

/// Whether the relation was current.
bool close(Connection& connection, RowId user, RowId relation, Timestamp at, Timestamp now) {
    auto closed = connection.query(
        "UPDATE relations SET valid_to = max(valid_from, ?3), closed_at = ?4 WHERE id = ?1 AND user = ?2 AND valid_to IS NULL RETURNING id",
        relation, user, to_ms(at), to_ms(now));
    return closed.next();
}

bool is_current(Connection& connection, RowId user, RowId relation) {
    return connection.number("SELECT count(*) FROM relations WHERE id = ? AND user = ? AND valid_to IS NULL", relation,
                             user) != 0;
}

struct Found {
    RowId row;
    ChangeEvent change;  ///< `none`: it was there
};

Found find_or_add(Connection& connection, RelationNote const& note, RelationChange const& change) {
    auto const& triple = change.triple;
    auto const source = ensure_entity(connection, note, triple.source, triple.source_type);
    auto const target = ensure_entity(connection, note, triple.target, triple.target_type);
    {
        auto same = connection.query(
            "SELECT id FROM relations WHERE source = ? AND target = ? AND folded(relation) = folded(?) AND valid_to IS NULL",
            source, target, triple.relation);
        if (same.next()) return {same.integer(0), ChangeEvent::none};
    }
    connection.run(
        "INSERT INTO relations(uuid, user, source, relation, target, valid_from, learned_at, confidence, event, actor, reason) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        core::new_uuid(), note.user, source, triple.relation, target, to_ms(change.valid_from.value_or(change.said_at)),
        to_ms(note.now), change.confidence, note.event, note.actor, change.reason);
    return {connection.last_row(), ChangeEvent::add};
}

}  // namespace

RowId write_relation(Connection& connection, RelationNote const& note, RelationChange const& change,
                     std::optional<RowId> memory) {
    bool const confirms =
        change.kind == RelationChange::Kind::confirm && is_current(connection, note.user, change.known);
    for (auto const ended : change.ends) {
        if (confirms && ended == change.known) continue;
        if (close(connection, note.user, ended, change.valid_from.value_or(change.said_at), note.now))
            note_result(connection, note.event, ended, ChangeEvent::end);
    }
    auto const [row, event] = confirms ? Found{change.known, ChangeEvent::none} : find_or_add(connection, note, change);
    if (memory) {
        connection.run("INSERT INTO relation_memories(relation, memory) VALUES(?, ?) ON CONFLICT DO NOTHING", row,
                       *memory);
    }
    for (auto const turn : change.sources) {
        connection.run("INSERT INTO relation_sources(relation, turn) VALUES(?, ?) ON CONFLICT DO NOTHING", row, turn);
    }
    note_result(connection, note.event, row, event);
    return row;
}

void add_relations(Connection& connection, RelationNote const& note, Addition const& addition,
                   AddedParts const& parts) {
    for (auto change : addition.relations) {
        for (auto& source : change.sources) source = parts.turns.at(static_cast<std::size_t>(source));
        write_relation(connection, note, change,
                       change.fact ? std::optional(parts.memories.at(*change.fact)) : std::nullopt);
    }
}

void close_relations_of(Connection& connection, RowId memory, Ending const& ending, std::set<RowId> const& kept) {
    std::vector<std::pair<RowId, RowId>> unsaid;
    {
        auto rows = connection.query(
            "SELECT r.id, r.user FROM relation_memories x JOIN relations r ON r.id = x.relation WHERE x.memory = ? AND r.valid_to IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM relation_memories o JOIN memories m ON m.id = o.memory WHERE o.relation = r.id AND m.valid_to IS NULL)",
            memory);
        while (rows.next()) unsaid.emplace_back(rows.integer(0), rows.integer(1));
    }
    for (auto const& [relation, user] : unsaid) {
        if (kept.contains(relation)) continue;
        close(connection, user, relation, ending.at, ending.recorded_at);
        if (ending.event) note_result(connection, *ending.event, relation, ChangeEvent::end);
    }
}

std::vector<KnownRelation> known_relations(Connection& connection, RowId user, RelationTriple const& triple) {
    // What says the most about the triple comes first; of equals, what was learned last.
    auto rows = connection.query(
        "WITH ends(id) AS (SELECT id FROM entities WHERE user = ?1 AND folded_name IN (?2, ?4)) "
        "SELECT r.id, a.name, a.type, r.relation, b.name, b.type, r.valid_from FROM relations r JOIN entities a ON a.id = r.source "
        "JOIN entities b ON b.id = r.target WHERE r.valid_to IS NULL AND (r.source IN (SELECT id FROM ends) OR r.target IN (SELECT id FROM ends)) "
        "ORDER BY CASE WHEN a.folded_name = ?2 AND folded(r.relation) = ?3 THEN 0 WHEN a.folded_name = ?2 THEN 1 WHEN b.folded_name = ?4 THEN 2 ELSE 3 END, "
        "r.id DESC LIMIT ?5",
        user, core::fold(triple.source), core::fold(triple.relation), core::fold(triple.target), most_known);
    std::vector<KnownRelation> found;
    while (rows.next()) {
        found.push_back({rows.integer(0),
                         {rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)},
                         from_ms(rows.integer(6))});
    }
    return found;
}

std::vector<EventRelation> event_relations(Connection& connection, RowId event) {
    auto rows = connection.query(
        "SELECT a.name, r.relation, b.name, x.change FROM relation_results x JOIN relations r ON r.id = x.relation "
        "JOIN entities a ON a.id = r.source JOIN entities b ON b.id = r.target WHERE x.event = ? ORDER BY x.id",
        event);
    std::vector<EventRelation> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1), rows.text(2), change_named(rows.view(3))});
    return found;
}

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/relations.h"

#include <algorithm>

#include "core/text/graph_names.h"
#include "storage/sqlite/entities.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr int most_known = 20;

std::string to_json_array(std::vector<RowId> const& rows) {
    std::string json;
    for (auto const row : rows) json += (json.empty() ? "" : ",") + std::to_string(row);
    return "[" + json + "]";
}

RowId ensure_end(Connection& connection, RelationNote const& note, std::string const& name, std::string const& type) {
    return ensure_entity(connection, {note.user, name, type, note.event, note.change, note.now});
}

/// By whichever of its names.
bool names_entity(Connection& connection, core::NamingText const& text, RowId entity) {
    auto rows = connection.query("SELECT key FROM entities WHERE id = ?1 OR same_as = ?1", self_of(connection, entity));
    while (rows.next()) {
        if (text.names(rows.view(0))) return true;
    }
    return false;
}

void note_result(Connection& connection, RowId event, RowId relation, ChangeEvent change, bool is_stated = false) {
    connection.run("INSERT INTO relation_results(event, relation, change, is_stated) VALUES(?, ?, ?, ?)", event,
                   relation, name_of(change), is_stated ? 1 : 0);
}

/// When a relation ends, and when that was learned.
struct RelationEnd {
    Timestamp at;
    Timestamp now;
    std::int64_t change;
};

/// Whether the relation was current.
bool close(Connection& connection, RowId user, RowId relation, RelationEnd const& end) {
    auto closed = connection.query(
        "UPDATE relations SET valid_to = max(valid_from, ?3), closed_at = ?4, change = ?5 WHERE id = ?1 AND user = ?2 AND valid_to IS NULL RETURNING id",
        relation, user, to_ms(end.at), to_ms(end.now), end.change);
    return closed.next();
}

bool is_current(Connection& connection, RowId user, RowId relation) {
    return connection.number("SELECT count(*) FROM relations WHERE id = ? AND user = ? AND valid_to IS NULL", relation,
                             user) != 0;
}

/// The current relation that says the same of the same two, under whichever of their names.
std::optional<RowId> same_relation(Connection& connection, RowId source, RowId target, std::string const& name) {
    auto same = connection.query(
        "SELECT r.id FROM entities a JOIN relations r ON r.source = a.id JOIN entities b ON b.id = r.target "
        "WHERE (a.id = ?1 OR a.same_as = ?1) AND (b.id = ?2 OR b.same_as = ?2) AND r.relation = ?3 AND r.valid_to IS NULL ORDER BY r.id LIMIT 1",
        self_of(connection, source), self_of(connection, target), name);
    return same.next() ? std::optional(same.integer(0)) : std::nullopt;
}

/// Said again, it is the surer.
void strengthen(Connection& connection, RelationNote const& note, RowId relation, double confidence) {
    connection.run(
        "UPDATE relations SET confidence = confidence + (1 - confidence) * ?2 / 2, change = ?3 WHERE id = ?1", relation,
        confidence, note.change);
}

struct Found {
    RowId row;
    ChangeEvent change;  ///< `none`: it was there
};

/// Ends the current relations whose place the change takes, and returns when one that began later takes its own: what is
/// told late does not end what came after it.
std::optional<Timestamp> take_place(Connection& connection, RelationNote const& note, RelationChange const& change,
                                    RowId source, RowId target) {
    std::optional<Timestamp> ends;
    auto const since = change.valid_from.value_or(change.said_at);
    for (auto const& name : change.replaces) {
        std::vector<std::pair<RowId, Timestamp>> others;
        {
            auto rows = connection.query(
                "SELECT r.id, r.valid_from FROM entities a JOIN relations r ON r.source = a.id JOIN entities b ON b.id = r.target "
                "WHERE (a.id = ?1 OR a.same_as = ?1) AND b.id <> ?2 AND coalesce(b.same_as, 0) <> ?2 AND r.relation = ?3 "
                "AND r.valid_to IS NULL",
                self_of(connection, source), self_of(connection, target), name);
            while (rows.next()) others.emplace_back(rows.integer(0), from_ms(rows.integer(1)));
        }
        for (auto const& [row, began] : others) {
            if (began > since) ends = std::min(ends.value_or(began), began);
            else if (close(connection, note.user, row, {since, note.now, note.change}))
                note_result(connection, note.event, row, ChangeEvent::end);
        }
    }
    return ends;
}

Found find_or_add(Connection& connection, RelationNote const& note, RelationChange const& change) {
    auto const& triple = change.triple;
    auto const source = ensure_end(connection, note, triple.source, triple.source_type);
    auto const target = ensure_end(connection, note, triple.target, triple.target_type);
    auto const name = core::relation_name(triple.relation);
    if (auto const same = same_relation(connection, source, target, name)) {
        strengthen(connection, note, *same, change.confidence);
        return {*same, ChangeEvent::none};
    }
    auto const ends = take_place(connection, note, change, source, target);
    connection.run(
        "INSERT INTO relations(uuid, user, source, relation, wording, target, valid_from, valid_to, learned_at, closed_at, confidence, event, "
        "actor, reason, change) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, iif(?8 IS NULL, NULL, ?9), ?10, ?11, ?12, ?13, ?14)",
        core::new_uuid(), note.user, source, name, triple.relation, target,
        to_ms(change.valid_from.value_or(change.said_at)), to_ms(ends), to_ms(note.now), change.confidence, note.event,
        note.actor, change.reason, note.change);
    auto const row = connection.last_row();
    join_if_same(connection, source, note.change);
    join_if_same(connection, target, note.change);
    return {row, ChangeEvent::add};
}

}  // namespace

RowId write_relation(Connection& connection, RelationNote const& note, RelationChange const& change,
                     std::optional<RowId> memory) {
    bool const confirms =
        change.kind == RelationChange::Kind::confirm && is_current(connection, note.user, change.known);
    for (auto const ended : change.ends) {
        if (confirms && ended == change.known) continue;
        if (close(connection, note.user, ended, {change.valid_from.value_or(change.said_at), note.now, note.change}))
            note_result(connection, note.event, ended, ChangeEvent::end);
    }
    if (confirms) strengthen(connection, note, change.known, change.confidence);
    auto const [row, event] = confirms ? Found{change.known, ChangeEvent::none} : find_or_add(connection, note, change);
    if (memory) {
        connection.run("INSERT INTO relation_memories(relation, memory) VALUES(?, ?) ON CONFLICT DO NOTHING", row,
                       *memory);
    }
    for (auto const turn : change.sources) {
        connection.run("INSERT INTO relation_sources(relation, turn) VALUES(?, ?) ON CONFLICT DO NOTHING", row, turn);
    }
    note_result(connection, note.event, row, event, !memory && change.sources.empty());
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

void close_relations_of(Connection& connection, RowId memory, Ending const& ending, std::int64_t change,
                        std::set<RowId> const& kept) {
    std::vector<std::pair<RowId, RowId>> unsaid;
    {
        auto rows = connection.query(
            "SELECT r.id, r.user FROM relation_memories x JOIN relations r ON r.id = x.relation WHERE x.memory = ?1 AND r.valid_to IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM relation_memories o JOIN memories m ON m.id = o.memory WHERE o.relation = r.id AND o.memory <> ?1 "
            "AND m.valid_to IS NULL) AND NOT EXISTS (SELECT 1 FROM relation_results s WHERE s.relation = r.id AND s.is_stated)",
            memory);
        while (rows.next()) unsaid.emplace_back(rows.integer(0), rows.integer(1));
    }
    for (auto const& [relation, user] : unsaid) {
        if (kept.contains(relation)) continue;
        close(connection, user, relation, {ending.at, ending.recorded_at, change});
        if (ending.event) note_result(connection, *ending.event, relation, ChangeEvent::end);
    }
}

void follow_new_text(Connection& connection, MemoryRecord const& memory, Ending const& ending, std::int64_t change,
                     std::set<RowId> const& said_now) {
    core::NamingText const text(memory.content.text);
    std::set<RowId> kept = said_now;
    std::vector<RowId> gone;
    {
        auto rows = connection.query(
            "SELECT r.id, r.source, r.target FROM relation_memories x JOIN relations r ON r.id = x.relation "
            "WHERE x.memory = ? AND r.valid_to IS NULL",
            memory.row);
        while (rows.next()) {
            if (said_now.contains(rows.integer(0))) continue;
            bool const is_said =
                names_entity(connection, text, rows.integer(1)) && names_entity(connection, text, rows.integer(2));
            if (is_said) kept.insert(rows.integer(0));
            else gone.push_back(rows.integer(0));
        }
    }
    close_relations_of(connection, memory.row, ending, change, kept);
    // What others say too goes on without this memory; one that has ended stays in its history.
    for (auto const relation : gone) {
        connection.run(
            "DELETE FROM relation_memories WHERE relation = ?1 AND memory = ?2 AND (SELECT valid_to IS NULL FROM relations WHERE id = ?1)",
            relation, memory.row);
        connection.run("UPDATE relations SET change = ?2 WHERE id = ?1", relation, change);
    }
}

std::vector<KnownRelation> known_relations(Connection& connection, RowId user, RelationTriple const& triple) {
    auto const sources = to_json_array(rows_named(connection, user, triple.source));
    auto const targets = to_json_array(rows_named(connection, user, triple.target));
    // What says the most about the triple comes first; of equals, what was learned last.
    auto rows = connection.query(
        "WITH sources(id) AS (SELECT value FROM json_each(?1)), targets(id) AS (SELECT value FROM json_each(?2)) "
        "SELECT r.id, a.name, a.type, r.relation, b.name, b.type, r.valid_from FROM relations r JOIN entities s ON s.id = r.source "
        "JOIN entities a ON a.id = coalesce(s.same_as, s.id) JOIN entities t ON t.id = r.target JOIN entities b ON b.id = coalesce(t.same_as, t.id) "
        "WHERE r.valid_to IS NULL AND (r.source IN sources OR r.target IN sources OR r.source IN targets OR r.target IN targets) "
        "ORDER BY CASE WHEN r.source IN sources AND r.relation = ?3 THEN 0 WHEN r.source IN sources THEN 1 WHEN r.target IN targets THEN 2 ELSE 3 END, "
        "r.id DESC LIMIT ?4",
        sources, targets, core::relation_name(triple.relation), most_known);
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
        "JOIN entities s ON s.id = r.source JOIN entities a ON a.id = coalesce(s.same_as, s.id) JOIN entities t ON t.id = r.target "
        "JOIN entities b ON b.id = coalesce(t.same_as, t.id) WHERE x.event = ? ORDER BY x.id",
        event);
    std::vector<EventRelation> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1), rows.text(2), change_named(rows.view(3))});
    return found;
}

}  // namespace keepsake::storage::sqlite

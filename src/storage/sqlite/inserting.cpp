#include "storage/sqlite/inserting.h"

#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

RowId add_turn(Connection& connection, RowId scope, RowId event, NewTurn const& turn, bool is_context) {
    connection.run(
        "INSERT INTO turns(scope, event, role, speaker, text, said_at, is_context) VALUES(?, ?, ?, ?, ?, ?, ?)", scope,
        event, turn.role, turn.speaker, turn.text, to_ms(turn.said_at), is_context ? 1 : 0);
    return connection.last_row();
}

}  // namespace

ScopeRow ensure_scope(Connection& connection, Scope const& scope) {
    auto const& [org, project] = scope.tenant;
    connection.run("INSERT INTO users(org, project, name) VALUES(?, ?, ?) ON CONFLICT DO NOTHING", org, project,
                   scope.user);
    auto const user =
        connection.number("SELECT id FROM users WHERE org = ? AND project = ? AND name = ?", org, project, scope.user);
    connection.run("INSERT INTO scopes(user, agent, app, session) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING", user,
                   scope.agent, scope.app, scope.session);
    auto const row = connection.number("SELECT id FROM scopes WHERE user = ? AND agent = ? AND app = ? AND session = ?",
                                       user, scope.agent, scope.app, scope.session);
    return {user, row};
}

RowId add_event(Connection& connection, RowId scope, EventId const& id, EventStatus status, Extraction extraction,
                Timestamp now) {
    // What succeeds at once has been tried once.
    connection.run(
        "INSERT INTO events(uuid, scope, status, wants_extraction, was_queued, attempts, created_at, started_at, completed_at) "
        "SELECT ?1, ?2, ?3, ?4, ?5, iif(?3 = 'SUCCEEDED', 1, 0), ?6, iif(?3 = 'SUCCEEDED', ?6, NULL), iif(?3 = 'SUCCEEDED', ?6, NULL)",
        id.text, scope, name_of(status), extraction == Extraction::unwanted ? 0 : 1,
        extraction == Extraction::queued ? 1 : 0, to_ms(now));
    return connection.last_row();
}

RowId add_version(Connection& connection, RowId memory, int version, Content const& content, VersionNote const& note) {
    connection.run(
        "INSERT INTO versions(memory, version, change, event, text, categories, metadata, confidence, event_date, expires_at, valid_from, "
        "recorded_at, actor, reason) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        memory, version, name_of(note.change), note.event, content.text, to_json_array(content.categories),
        content.metadata, content.confidence, content.event_date, to_ms(content.expires_at), to_ms(note.valid_from),
        to_ms(note.recorded_at), note.actor, note.reason);
    return connection.last_row();
}

AddedMemory add_memory(Connection& connection, ScopeRow const& scope, MemoryId const& id, MemoryKind kind,
                       Content const& content, VersionNote const& note, std::int64_t change) {
    connection.run(
        "INSERT INTO memories(uuid, scope, user, kind, text, categories, metadata, confidence, event_date, expires_at, valid_from, "
        "created_at, updated_at, version, change) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, 1, ?13)",
        id.text, scope.scope, scope.user, name_of(kind), content.text, to_json_array(content.categories),
        content.metadata, content.confidence, content.event_date, to_ms(content.expires_at), to_ms(note.valid_from),
        to_ms(note.recorded_at), change);
    auto const row = connection.last_row();
    return {row, add_version(connection, row, 1, content, note)};
}

void add_source(Connection& connection, RowId memory, RowId turn, int version) {
    connection.run(
        "INSERT INTO sources(memory, turn, version) VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version",
        memory, turn, version);
}

AddedParts add_parts(Connection& connection, ScopeRow const& scope, RowId event, Addition const& addition,
                     std::vector<bool> const& is_context, std::int64_t change, Timestamp now) {
    AddedParts parts;
    for (std::size_t i = 0; i < addition.turns.size(); ++i) {
        bool const context = i < is_context.size() && is_context[i];
        parts.turns.push_back(add_turn(connection, scope.scope, event, addition.turns[i], context));
    }
    for (auto const& memory : addition.memories) {
        parts.ids.push_back({core::new_uuid()});
        auto const [row, version] =
            add_memory(connection, scope, parts.ids.back(), memory.kind, memory.content,
                       {ChangeEvent::add, event, memory.valid_from, now, addition.actor, memory.reason}, change);
        add_embedding(connection, version, row, memory.vector, addition.vector_model);
        for (auto const place : memory.sources) add_source(connection, row, parts.turns.at(place), 1);
        parts.memories.push_back(row);
    }
    return parts;
}

}  // namespace keepsake::storage::sqlite

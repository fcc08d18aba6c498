#include "storage/sqlite/writing.h"

#include <algorithm>
#include <map>

#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

struct ScopeRow {
    RowId user;
    RowId scope;
};

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

RowId add_event(Connection& connection, ScopeRow const& scope, EventId const& id, Addition const& addition,
                Timestamp now) {
    connection.run(
        "INSERT INTO events(uuid, scope, status, wants_extraction, attempts, created_at, started_at, completed_at) "
        "VALUES(?1, ?2, 'SUCCEEDED', ?3, 1, ?4, ?4, ?4)",
        id.text, scope.scope, addition.wants_extraction ? 1 : 0, to_ms(now));
    return connection.last_row();
}

RowId add_turn(Connection& connection, ScopeRow const& scope, RowId event, NewTurn const& turn) {
    connection.run("INSERT INTO turns(scope, event, role, speaker, text, said_at) VALUES(?, ?, ?, ?, ?, ?)",
                   scope.scope, event, turn.role, turn.speaker, turn.text, to_ms(turn.said_at));
    return connection.last_row();
}

struct VersionNote {
    ChangeEvent change;
    std::optional<RowId> event;
    Timestamp valid_from;
    Timestamp recorded_at;
    std::string const& actor;
    std::string const& reason;
};

/// Returns the row of the version.
RowId add_version(Connection& connection, RowId memory, int version, Content const& content, VersionNote const& note) {
    connection.run(
        "INSERT INTO versions(memory, version, change, event, text, categories, metadata, confidence, event_date, expires_at, valid_from, "
        "recorded_at, actor, reason) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        memory, version, name_of(note.change), note.event, content.text, to_json_array(content.categories),
        content.metadata, content.confidence, content.event_date, to_ms(content.expires_at), to_ms(note.valid_from),
        to_ms(note.recorded_at), note.actor, note.reason);
    return connection.last_row();
}

RowId add_memory(Connection& connection, ScopeRow const& scope, MemoryId const& id, NewMemory const& memory,
                 std::int64_t change, Timestamp now) {
    auto const& content = memory.content;
    connection.run(
        "INSERT INTO memories(uuid, scope, user, kind, text, categories, metadata, confidence, event_date, expires_at, valid_from, "
        "created_at, updated_at, version, change) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, 1, ?13)",
        id.text, scope.scope, scope.user, name_of(memory.kind), content.text, to_json_array(content.categories),
        content.metadata, content.confidence, content.event_date, to_ms(content.expires_at), to_ms(memory.valid_from),
        to_ms(now), change);
    return connection.last_row();
}

RowId user_of(Connection& connection, RowId memory) {
    return connection.number("SELECT user FROM memories WHERE id = ?", memory);
}

core::Error has_ended(MemoryRecord const& memory) {
    return {core::ErrorKind::conflict, "The memory " + memory.id.text + " ended at " +
                                           core::format_time(*memory.valid_to) +
                                           " and cannot be changed; add what is true now with add_memory."};
}

}  // namespace

std::int64_t count_change(Connection& connection, RowId user) {
    return connection.number("UPDATE users SET changes = changes + 1 WHERE id = ? RETURNING changes", user);
}

std::int64_t CountedChanges::of(RowId memory) {
    auto const user = user_of(connection_, memory);
    auto const [change, is_new] = of_user_.try_emplace(user, 0);
    if (is_new) change->second = count_change(connection_, user);
    return change->second;
}

std::optional<MemoryRecord> find(Connection& connection, MemoryId const& id, ScopeFilter const& visible) {
    // The id decides; the users are joined to it, not searched through.
    static std::string const by_id =
        " AND m.id = (SELECT id FROM memories WHERE uuid = ?7) AND u.id = (SELECT user FROM memories WHERE uuid = ?7)";
    auto rows = query_visible(connection, select_memories + "WHERE " + visible_in(visible) + by_id, visible, id.text);
    return rows.next() ? std::optional(read_memory(rows)) : std::nullopt;
}

Added add(Connection& connection, Addition const& addition, Timestamp now) {
    auto const scope = ensure_scope(connection, addition.scope);
    Added added{{core::new_uuid()}, {}};
    auto const event = add_event(connection, scope, added.event, addition, now);
    std::vector<RowId> turns;
    for (auto const& turn : addition.turns) turns.push_back(add_turn(connection, scope, event, turn));

    auto const change = addition.memories.empty() ? 0 : count_change(connection, scope.user);
    for (auto const& memory : addition.memories) {
        MemoryId const id{core::new_uuid()};
        auto const row = add_memory(connection, scope, id, memory, change, now);
        auto const version =
            add_version(connection, row, 1, memory.content,
                        {ChangeEvent::add, event, memory.valid_from, now, addition.actor, memory.reason});
        add_embedding(connection, version, row, memory.vector, addition.vector_model);
        for (auto const place : memory.sources) {
            connection.run("INSERT INTO sources(memory, turn) VALUES(?, ?)", row, turns.at(place));
        }
        added.memories.push_back(id);
    }
    return added;
}

core::Result<MemoryRecord> revise(Connection& connection, Revision const& revision, Timestamp now) {
    auto memory = find(connection, revision.id, revision.visible);
    if (!memory) return no_such_memory(revision.id);
    if (revision.expected_version && *revision.expected_version != memory->version) {
        return core::Error{core::ErrorKind::conflict,
                           "expected_version: the memory " + memory->id.text + " is at version " +
                               std::to_string(memory->version) + ", not " + std::to_string(*revision.expected_version) +
                               "; somebody changed it. Read it with get_memory and decide again."};
    }
    if (memory->valid_to) return has_ended(*memory);

    auto& content = memory->content;
    bool const new_text = revision.text && *revision.text != content.text;
    if (revision.text) content.text = *revision.text;
    if (revision.metadata) content.metadata = *revision.metadata;
    if (revision.categories) content.categories = *revision.categories;
    if (revision.expires_at) content.expires_at = revision.expires_at;
    // What is said anew holds from now; a change of the rest leaves the time as it is.
    if (revision.text) memory->valid_from = std::max(memory->valid_from, now);
    memory->updated_at = now;
    ++memory->version;

    connection.run(
        "UPDATE memories SET text = ?2, categories = ?3, metadata = ?4, expires_at = ?5, valid_from = ?6, updated_at = ?7, version = ?8, "
        "change = ?9 WHERE id = ?1",
        memory->row, content.text, to_json_array(content.categories), content.metadata, to_ms(content.expires_at),
        to_ms(memory->valid_from), to_ms(now), memory->version,
        count_change(connection, user_of(connection, memory->row)));
    auto const version =
        add_version(connection, memory->row, memory->version, content,
                    {ChangeEvent::update, std::nullopt, memory->valid_from, now, revision.actor, revision.reason});
    if (new_text) add_embedding(connection, version, memory->row, revision.vector, revision.vector_model);
    return std::move(*memory);
}

core::Result<MemoryRecord> rate(Connection& connection, MemoryId const& id, ScopeFilter const& visible, int feedback) {
    auto memory = find(connection, id, visible);
    if (!memory) return no_such_memory(id);
    connection.run("UPDATE memories SET feedback = ?, change = ? WHERE id = ?", feedback,
                   count_change(connection, user_of(connection, memory->row)), memory->row);
    return std::move(*memory);
}

core::Result<std::vector<MemoryRecord>> targets(Connection& connection, Removal const& removal) {
    std::vector<MemoryRecord> found;
    if (!removal.ids.empty()) {
        std::map<MemoryId, bool> seen;
        for (auto const& id : removal.ids) {
            if (!seen.try_emplace(id, true).second) continue;
            auto memory = find(connection, id, removal.visible);
            if (!memory) return no_such_memory(id);
            found.push_back(std::move(*memory));
        }
        return found;
    }
    auto rows = query_visible(connection, select_memories + "WHERE " + visible_in(removal.visible), removal.visible);
    while (rows.next()) found.push_back(read_memory(rows));
    return found;
}

void end_memory(Connection& connection, MemoryRecord const& memory, Ending const& ending, CountedChanges& changes) {
    auto const ends_at = std::max(memory.valid_from, ending.at);
    connection.run("UPDATE memories SET valid_to = ?2, updated_at = ?3, version = ?4, change = ?5 WHERE id = ?1",
                   memory.row, to_ms(ends_at), to_ms(ending.recorded_at), memory.version + 1, changes.of(memory.row));
    add_version(connection, memory.row, memory.version + 1, memory.content,
                {ChangeEvent::end, std::nullopt, ends_at, ending.recorded_at, ending.actor, ending.reason});
}

core::Result<int> end(Connection& connection, Removal const& removal, Timestamp now) {
    auto const chosen = targets(connection, removal);
    if (!chosen) return chosen.error();
    Ending const ending{now, now, removal.actor, removal.reason};
    CountedChanges changes(connection);
    int ended = 0;
    for (auto const& memory : chosen.value()) {
        if (memory.valid_to) continue;
        end_memory(connection, memory, ending, changes);
        ++ended;
    }
    return ended;
}

}  // namespace keepsake::storage::sqlite

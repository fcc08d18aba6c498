#include "storage/sqlite/writing.h"

#include <algorithm>
#include <map>

#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/relations.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

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

std::int64_t CountedChanges::of(RowId memory) { return of_user(user_of(connection_, memory)); }

std::int64_t CountedChanges::of_user(RowId user) {
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

std::optional<MemoryRecord> memory_of_row(Connection& connection, RowId row) {
    auto rows =
        connection.query(select_memories + "WHERE m.id = ?1 AND u.id = (SELECT user FROM memories WHERE id = ?1)", row);
    return rows.next() ? std::optional(read_memory(rows)) : std::nullopt;
}

Added add(Connection& connection, Addition const& addition, Timestamp now) {
    auto const scope = ensure_scope(connection, addition.scope);
    EventId const id{core::new_uuid()};
    auto const event = add_event(connection, scope.scope, id, EventStatus::succeeded,
                                 addition.wants_extraction ? Extraction::later : Extraction::unwanted, now);
    bool const changes = !addition.memories.empty() || !addition.relations.empty();
    auto const change = changes ? count_change(connection, scope.user) : 0;
    auto parts = add_parts(connection, scope, event, addition, {}, change, now);
    add_relations(connection, {scope.user, event, addition.actor, now, change}, addition, parts);
    return {id, std::move(parts.ids), event_relations(connection, event)};
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
    auto const change = count_change(connection, user_of(connection, memory->row));
    replace_content(connection, *memory,
                    {{ChangeEvent::update, std::nullopt, memory->valid_from, now, revision.actor, revision.reason},
                     new_text,
                     revision.vector,
                     revision.vector_model},
                    change);
    if (new_text)
        follow_new_text(connection, *memory, {memory->valid_from, now, revision.actor, revision.reason}, change);
    return std::move(*memory);
}

void replace_content(Connection& connection, MemoryRecord& memory, Replacement const& replacement,
                     std::int64_t change) {
    auto const& content = memory.content;
    memory.updated_at = replacement.note.recorded_at;
    ++memory.version;
    connection.run(
        "UPDATE memories SET text = ?2, categories = ?3, metadata = ?4, confidence = ?5, event_date = ?6, expires_at = ?7, valid_from = ?8, "
        "updated_at = ?9, version = ?10, change = ?11 WHERE id = ?1",
        memory.row, content.text, to_json_array(content.categories), content.metadata, content.confidence,
        content.event_date, to_ms(content.expires_at), to_ms(memory.valid_from), to_ms(memory.updated_at),
        memory.version, change);
    auto const version = add_version(connection, memory.row, memory.version, content, replacement.note);
    if (replacement.is_new_text)
        add_embedding(connection, version, memory.row, replacement.vector, replacement.vector_model);
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
                {ChangeEvent::end, ending.event, ends_at, ending.recorded_at, ending.actor, ending.reason});
}

void end_with_traces(Connection& connection, MemoryRecord const& memory, Ending const& ending,
                     CountedChanges& changes) {
    end_memory(connection, memory, ending, changes);
    close_relations_of(connection, memory.row, ending, changes.of(memory.row));
    forget_turns_of(connection, memory.row, changes.of(memory.row), ending.recorded_at);
}

core::Result<int> end(Connection& connection, Removal const& removal, Timestamp now) {
    auto const chosen = targets(connection, removal);
    if (!chosen) return chosen.error();
    Ending const ending{now, now, removal.actor, removal.reason};
    CountedChanges changes(connection);
    int ended = 0;
    for (auto const& memory : chosen.value()) {
        if (memory.valid_to) continue;
        end_with_traces(connection, memory, ending, changes);
        ++ended;
    }
    return ended;
}

}  // namespace keepsake::storage::sqlite

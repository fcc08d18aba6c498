#include "storage/sqlite/event_reading.h"

#include "storage/sqlite/relations.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

/// In the order they were written. The turns of a conversation that was to be extracted are no results of it.
std::vector<EventResult> event_results(Connection& connection, RowId event) {
    auto rows = connection.query(
        "SELECT m.uuid, v.text, v.change, (SELECT o.text FROM versions o WHERE o.memory = v.memory AND o.version = v.version - 1), v.id AS place, 0 AS noted "
        "FROM versions v JOIN memories m ON m.id = v.memory JOIN events e ON e.id = v.event WHERE v.event = ?1 "
        "AND NOT (e.was_queued AND m.kind = 'turn' AND v.version = 1) UNION ALL "
        "SELECT m.uuid, v.text, 'NOOP', NULL, n.last_version, n.id FROM unchanged n JOIN memories m ON m.id = n.memory "
        "JOIN versions v ON v.memory = n.memory AND v.version = n.version WHERE n.event = ?1 ORDER BY place, noted",
        event);
    std::vector<EventResult> results;
    while (rows.next())
        results.push_back({{rows.text(0)}, rows.text(1), change_named(rows.view(2)), rows.text_or_null(3)});
    return results;
}

}  // namespace

std::optional<EventRecord> find_event(Connection& connection, EventId const& id, ScopeFilter const& visible) {
    auto rows = query_visible(
        connection,
        "SELECT e.id, e.status, e.attempts, e.error, e.created_at, e.started_at, e.completed_at FROM events e "
        "JOIN scopes s ON s.id = e.scope JOIN users u ON u.id = s.user WHERE e.uuid = ?7 AND " +
            visible_in(visible),
        visible, id.text);
    if (!rows.next()) return std::nullopt;
    return EventRecord{
        .id = id,
        .status = status_named(rows.view(1)),
        .attempts = static_cast<int>(rows.integer(2)),
        .error = rows.text_or_null(3),
        .results = event_results(connection, rows.integer(0)),
        .relations = event_relations(connection, rows.integer(0)),
        .created_at = from_ms(rows.integer(4)),
        .started_at = from_ms(rows.integer_or_null(5)),
        .completed_at = from_ms(rows.integer_or_null(6)),
    };
}

}  // namespace keepsake::storage::sqlite

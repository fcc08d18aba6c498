#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

std::string const backlog_condition =
    "e.wants_extraction = 1 AND e.was_queued = 0 AND EXISTS (SELECT 1 FROM turns t WHERE t.event = e.id AND t.is_extracted = 0) ";

/// Of jobs: those that wait, run, and have failed.
std::string const select_sums =
    "SELECT coalesce(sum(j.dead_letter IS NULL AND j.owner IS NULL), 0), coalesce(sum(j.owner IS NOT NULL), 0), "
    "coalesce(sum(j.dead_letter IS NOT NULL), 0) FROM jobs j ";

Scope read_scope(Rows const& rows, int first) {
    return {{rows.text(first), rows.text(first + 1)},
            rows.text(first + 2),
            rows.text(first + 3),
            rows.text(first + 4),
            rows.text(first + 5)};
}

std::vector<NewTurn> turns_of(Connection& connection, RowId event) {
    auto rows = connection.query(
        "SELECT role, speaker, text, said_at FROM turns WHERE event = ? AND is_extracted = 0 ORDER BY id", event);
    std::vector<NewTurn> turns;
    while (rows.next()) turns.push_back({rows.text(0), rows.text(1), rows.text(2), from_ms(rows.integer(3))});
    return turns;
}

/// What the memories of one call have in common.
Content shared_content(Connection& connection, RowId event) {
    auto rows = connection.query(
        "SELECT m.categories, m.metadata, m.expires_at FROM versions v JOIN memories m ON m.id = v.memory WHERE v.event = ? ORDER BY v.id LIMIT 1",
        event);
    Content content;
    if (!rows.next()) return content;
    content.categories = from_json_array(rows.view(0));
    content.metadata = rows.text(1);
    content.expires_at = from_ms(rows.integer_or_null(2));
    return content;
}

}  // namespace

std::vector<JobSummary> list_jobs(Connection& connection) {
    auto rows = connection.query(
        "SELECT e.uuid, u.org, u.project, u.name, s.agent, s.app, s.session, e.status, e.attempts, "
        "(SELECT count(*) FROM turns t WHERE t.event = e.id AND t.is_extracted = 0 AND t.is_context = 0), e.created_at, j.due_at, "
        "coalesce(e.error, '') FROM jobs j JOIN events e ON e.id = j.event JOIN scopes s ON s.id = e.scope JOIN users u ON u.id = s.user "
        "ORDER BY j.event");
    std::vector<JobSummary> found;
    while (rows.next()) {
        found.push_back({.event = {rows.text(0)},
                         .scope = read_scope(rows, 1),
                         .status = status_named(rows.view(7)),
                         .attempts = static_cast<int>(rows.integer(8)),
                         .turns = static_cast<int>(rows.integer(9)),
                         .created_at = from_ms(rows.integer(10)),
                         .due_at = from_ms(rows.integer(11)),
                         .error = rows.text(12)});
    }
    return found;
}

JobQueue::Counts count_jobs(Connection& connection) {
    auto rows = connection.query(select_sums);
    rows.next();
    return {.waiting = rows.integer(0),
            .running = rows.integer(1),
            .failed = rows.integer(2),
            .backlog = connection.number("SELECT count(*) FROM events e WHERE " + backlog_condition)};
}

Extractions count_extractions(Connection& connection, ScopeFilter const& visible) {
    auto rows = query_visible(connection,
                              select_sums +
                                  "CROSS JOIN events e ON e.id = j.event CROSS JOIN scopes s ON s.id = e.scope "
                                  "CROSS JOIN users u ON u.id = s.user WHERE " +
                                  visible_in(visible),
                              visible);
    rows.next();
    return {rows.integer(0), rows.integer(1), rows.integer(2)};
}

std::vector<BacklogEntry> backlog(Connection& connection, RowId after, int limit) {
    std::vector<BacklogEntry> found;
    {
        auto rows = connection.query(
            "SELECT e.id, e.uuid, u.org, u.project, u.name, s.agent, s.app, s.session, e.created_at FROM events e JOIN scopes s ON s.id = e.scope "
            "JOIN users u ON u.id = s.user WHERE e.id > ? AND " +
                backlog_condition + "ORDER BY e.id LIMIT ?",
            after, limit);
        while (rows.next()) {
            found.push_back({.job = rows.integer(0),
                             .event = {rows.text(1)},
                             .scope = read_scope(rows, 2),
                             .created_at = from_ms(rows.integer(8)),
                             .shared = {},
                             .turns = {}});
        }
    }
    for (auto& entry : found) {
        entry.shared = shared_content(connection, entry.job);
        entry.turns = turns_of(connection, entry.job);
    }
    return found;
}

}  // namespace keepsake::storage::sqlite

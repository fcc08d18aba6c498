#include <algorithm>
#include <set>

#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr int recent_turns = 10;

struct FirstJob {
    RowId row;
    RowId user;
    bool is_running;
    Timestamp due_at;
};

/// Of each user the oldest job that waits or runs, the oldest first. Visits users, not jobs: a backlog may be long.
std::vector<FirstJob> first_jobs(Connection& connection) {
    auto rows = connection.query(
        "WITH RECURSIVE busy(user) AS (SELECT min(user) FROM jobs WHERE dead_letter IS NULL UNION ALL "
        "SELECT (SELECT min(n.user) FROM jobs n WHERE n.dead_letter IS NULL AND n.user > busy.user) FROM busy WHERE busy.user IS NOT NULL) "
        "SELECT j.event, j.user, j.owner IS NOT NULL, j.due_at FROM busy CROSS JOIN jobs j ON j.event = "
        "(SELECT min(o.event) FROM jobs o WHERE o.dead_letter IS NULL AND o.user = busy.user) ORDER BY j.event");
    std::vector<FirstJob> found;
    while (rows.next())
        found.push_back({rows.integer(0), rows.integer(1), rows.integer(2) != 0, from_ms(rows.integer(3))});
    return found;
}

/// Users with a job that somebody works on.
std::set<RowId> busy_users(Connection& connection, IsAlive const& is_alive) {
    auto rows = connection.query("SELECT user, owner FROM jobs WHERE owner IS NOT NULL");
    std::set<RowId> users;
    while (rows.next()) {
        if (is_alive(rows.text(1))) users.insert(rows.integer(0));
    }
    return users;
}

std::optional<RowId> returning_dead_letter(Connection& connection, std::set<RowId> const& busy, Timestamp now) {
    auto rows = connection.query(
        "SELECT event, user FROM jobs WHERE retry_at IS NOT NULL AND retry_at <= ? ORDER BY event", to_ms(now));
    while (rows.next()) {
        if (!busy.contains(rows.integer(1))) return rows.integer(0);
    }
    return std::nullopt;
}

std::vector<JobTurn> read_turns(Rows rows) {
    std::vector<JobTurn> turns;
    while (rows.next()) {
        turns.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), from_ms(rows.integer(4)),
                         rows.integer(5) != 0});
    }
    return turns;
}

void read_conversation(Connection& connection, LeasedJob& job, RowId scope) {
    // Context in front of what is new is read as what was said before.
    job.turns = read_turns(connection.query(
        "SELECT id, role, speaker, text, said_at, is_context FROM turns WHERE event = ?1 AND is_extracted = 0 AND id >= "
        "(SELECT min(id) FROM turns WHERE event = ?1 AND is_extracted = 0 AND is_context = 0) ORDER BY id",
        job.lease.job));
    if (job.turns.empty()) return;
    auto const first = job.turns.front().row;
    constexpr char const* columns = "SELECT id, role, speaker, text, said_at, is_context FROM turns WHERE ";
    constexpr char const* before = " = ? AND id < ? ORDER BY id DESC LIMIT ?";
    bool const of_session = !job.scope.session.empty();
    job.recent = read_turns(connection.query(std::string(columns) + (of_session ? "scope" : "event") + before,
                                             of_session ? scope : job.lease.job, first, recent_turns));
    std::ranges::reverse(job.recent);
}

std::string summary_of(Connection& connection, RowId scope) {
    auto rows = connection.query("SELECT text FROM summaries WHERE scope = ?", scope);
    return rows.next() ? rows.text(0) : "";
}

LeasedJob read_job(Connection& connection, Lease const& lease) {
    LeasedJob job;
    job.lease = lease;
    RowId scope = 0;
    {
        auto rows = connection.query(
            "SELECT e.uuid, s.id, u.org, u.project, u.name, s.agent, s.app, s.session, j.actor, j.order_text, j.extraction, "
            "j.extraction_until FROM jobs j JOIN events e ON e.id = j.event JOIN scopes s ON s.id = e.scope JOIN users u ON u.id = s.user "
            "WHERE j.event = ?",
            lease.job);
        rows.next();
        job.event = {rows.text(0)};
        scope = rows.integer(1);
        job.scope = {{rows.text(2), rows.text(3)}, rows.text(4), rows.text(5), rows.text(6), rows.text(7)};
        job.actor = rows.text(8);
        job.order = rows.text(9);
        job.extraction = rows.text_or_null(10);
        job.extraction_until = rows.integer(11);
    }
    read_conversation(connection, job, scope);
    if (!job.scope.session.empty()) job.summary = summary_of(connection, scope);
    return job;
}

}  // namespace

std::vector<std::string> owners_of_running_jobs(Connection& connection) {
    auto rows = connection.query("SELECT DISTINCT owner FROM jobs WHERE owner IS NOT NULL");
    std::vector<std::string> owners;
    while (rows.next()) owners.push_back(rows.text(0));
    return owners;
}

std::optional<RowId> next_job(Connection& connection, IsAlive const& is_alive, Timestamp now) {
    auto const busy = busy_users(connection, is_alive);
    for (auto const& job : first_jobs(connection)) {
        // A running job of a user who is not busy has lost its owner.
        if (!busy.contains(job.user) && (job.is_running || job.due_at <= now)) return job.row;
    }
    return returning_dead_letter(connection, busy, now);
}

LeasedJob take_job(Connection& connection, RowId job, std::string const& owner, Timestamp now) {
    // One sequence for the whole store: the number of a row may come back after an erasure, that of a lease never.
    auto const fence = connection.number(
        "INSERT INTO store_state(key, value) VALUES('fence', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value");
    connection.run(
        "UPDATE jobs SET owner = ?2, fence = ?3, dead_letter = NULL, provider = NULL, retry_at = NULL WHERE event = ?1",
        job, owner, fence);
    connection.run(
        "UPDATE events SET status = 'RUNNING', attempts = attempts + 1, started_at = ?2, completed_at = NULL, error = NULL WHERE id = ?1",
        job, to_ms(now));
    return read_job(connection, {job, fence});
}

bool has_work(Connection& connection) {
    return connection.number(
               "SELECT EXISTS (SELECT 1 FROM jobs WHERE dead_letter IS NULL) OR EXISTS (SELECT 1 FROM jobs WHERE retry_at IS NOT NULL)") !=
           0;
}

}  // namespace keepsake::storage::sqlite

#include <algorithm>
#include <limits>

#include "storage/sqlite/inserting.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/relations.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

using std::chrono::seconds;

constexpr std::int64_t most_joined_turns = 200;
constexpr seconds longest_gathering{30};

core::Error others_added() {
    return {core::ErrorKind::conflict,
            "Somebody else added to this session at the same time; nothing was stored. Add it again."};
}

bool is_context(NewJob const& job, std::size_t turn) { return turn < job.is_context.size() && job.is_context[turn]; }

std::size_t count_extractable(NewJob const& job, std::size_t turns) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < turns; ++i) count += is_context(job, i) ? 0 : 1;
    return count;
}

struct WaitingJob {
    RowId row;
    EventId event;
    Timestamp created_at;
    Timestamp due_at;
};

/// The session's last waiting job, when new turns may still be taken into it.
std::optional<WaitingJob> joinable_job(Connection& connection, ScopeRow const& scope, Addition const& addition,
                                       NewJob const& job, Timestamp now) {
    if (addition.scope.session.empty() || job.has_facts || !addition.relations.empty()) return std::nullopt;
    auto rows = connection.query(
        "SELECT e.id, e.uuid, e.created_at, j.due_at, (SELECT count(*) FROM turns t WHERE t.event = e.id), j.order_text, "
        "j.owner IS NULL AND e.attempts = 0 AND j.has_facts = 0 FROM jobs j CROSS JOIN events e ON e.id = j.event "
        "WHERE j.user = ? AND j.dead_letter IS NULL AND e.scope = ? ORDER BY j.event DESC LIMIT 1",
        scope.user, scope.scope);
    if (!rows.next()) return std::nullopt;
    auto const created_at = from_ms(rows.integer(2));
    bool const takes_more = rows.integer(4) + std::ssize(addition.turns) <= most_joined_turns &&
                            now <= created_at + longest_gathering && rows.view(5) == job.order && rows.integer(6) != 0;
    if (!takes_more) return std::nullopt;
    return WaitingJob{rows.integer(0), {rows.text(1)}, created_at, from_ms(rows.integer(3))};
}

/// The quiet window begins anew; a job that may begin already is not held up.
void move_due_time(Connection& connection, WaitingJob const& waiting, NewJob const& job, Timestamp now) {
    if (waiting.due_at <= now) return;
    connection.run("UPDATE jobs SET due_at = ? WHERE event = ?",
                   to_ms(std::min<Timestamp>(job.due_at, waiting.created_at + longest_gathering)), waiting.row);
}

void add_job(Connection& connection, RowId event, RowId user, std::string const& actor, NewJob const& job) {
    connection.run("INSERT INTO jobs(event, user, actor, order_text, has_facts, due_at) VALUES(?, ?, ?, ?, ?, ?)",
                   event, user, actor, job.order, job.has_facts ? 1 : 0, to_ms(job.due_at));
}

/// Jobs that wait for a limit or a provider have said so, and go on waiting.
void begin_at_once(Connection& connection, RowId event, RowId user, Timestamp now) {
    connection.run(
        "UPDATE jobs SET due_at = ?3 WHERE user = ?2 AND event <= ?1 AND due_at > ?3 AND dead_letter IS NULL AND owner IS NULL "
        "AND (SELECT error FROM events WHERE id = jobs.event) IS NULL",
        event, user, to_ms(now));
}

/// `waiting`: the job that the addition joins.
Submitted store(Connection& connection, ScopeRow const& scope, Addition const& addition, NewJob const& job,
                std::optional<WaitingJob> const& waiting, Timestamp now) {
    bool const is_idle = count_extractable(job, addition.turns.size()) == 0 && !job.has_facts;
    auto const status = is_idle ? EventStatus::succeeded : EventStatus::pending;
    EventId const id = waiting ? waiting->event : EventId{core::new_uuid()};
    auto const event = waiting ? waiting->row : add_event(connection, scope.scope, id, status, Extraction::queued, now);
    bool const changes = !addition.memories.empty() || !addition.relations.empty();
    auto const change = changes ? count_change(connection, scope.user) : 0;
    auto const parts = add_parts(connection, scope, event, addition, job.is_context, change, now);
    add_relations(connection, {scope.user, event, addition.actor, now, change}, addition, parts);
    if (is_idle) {
        mark_extracted(connection, event, std::numeric_limits<RowId>::max(), change);
        return {id, status};
    }
    waiting ? move_due_time(connection, *waiting, job, now)
            : add_job(connection, event, scope.user, addition.actor, job);
    if (job.is_waited_for) begin_at_once(connection, event, scope.user, now);
    return {id, status};
}

}  // namespace

core::Result<Submitted> submit(Connection& connection, Addition const& addition, NewJob const& job, Timestamp now) {
    auto const scope = ensure_scope(connection, addition.scope);
    if (!addition.turns.empty() && last_turn(connection, scope.scope) != job.last_turn_seen) return others_added();
    bool const has_new = count_extractable(job, addition.turns.size()) > 0;
    auto const waiting = has_new ? joinable_job(connection, scope, addition, job, now) : std::nullopt;
    return store(connection, scope, addition, job, waiting, now);
}

bool queue_backlog(Connection& connection, BacklogEntry const& entry, NewJob const& job, Timestamp now) {
    RowId user = 0;
    std::string actor;
    {
        auto rows = connection.query(
            "SELECT s.user, (SELECT v.actor FROM versions v WHERE v.event = e.id ORDER BY v.id LIMIT 1) FROM events e "
            "JOIN scopes s ON s.id = e.scope WHERE e.id = ? AND e.uuid = ? AND e.wants_extraction = 1 AND e.was_queued = 0",
            entry.job, entry.event.text);
        if (!rows.next()) return false;
        user = rows.integer(0);
        actor = rows.text(1);
    }
    auto const turns =
        row_ids(connection.query("SELECT id FROM turns WHERE event = ? AND is_extracted = 0 ORDER BY id", entry.job));
    if (turns.size() != entry.turns.size()) return false;  // something of it was erased meanwhile
    for (std::size_t i = 0; i < turns.size(); ++i) {
        if (is_context(job, i)) connection.run("UPDATE turns SET is_context = 1 WHERE id = ?", turns[i]);
    }
    connection.run(
        "UPDATE events SET status = 'PENDING', was_queued = 1, attempts = 0, started_at = NULL, completed_at = NULL WHERE id = ?",
        entry.job);
    add_job(connection, entry.job, user, actor, job);
    auto const change = count_change(connection, user);
    make_turns_of_texts(connection, entry.job, change);
    if (count_extractable(job, turns.size()) == 0 && !job.has_facts) finish_job(connection, entry.job, change, now);
    return true;
}

}  // namespace keepsake::storage::sqlite

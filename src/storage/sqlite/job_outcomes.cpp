#include <algorithm>
#include <limits>
#include <set>

#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr std::chrono::milliseconds longest_pause{std::chrono::minutes{10}};
/// A job that fails again each time its provider has answered others is not helped by the provider.
constexpr int most_comebacks = 3;
/// Of a job j and its event e: it waits for a limit or a provider, and says so.
constexpr char const* is_postponed = "(e.status = 'PENDING' AND e.error IS NOT NULL)";

void set_status(Connection& connection, RowId event, EventStatus status, std::optional<std::string> const& error) {
    connection.run("UPDATE events SET status = ?2, error = ?3, completed_at = NULL WHERE id = ?1", event,
                   name_of(status), error);
}

/// By hand, or because somebody sent it again: as if it had never failed.
void wait_again(Connection& connection, RowId job, Timestamp now) {
    connection.run(
        "UPDATE jobs SET dead_letter = NULL, provider = NULL, retry_at = NULL, pause = NULL, comebacks = 0, due_at = ?2 WHERE event = ?1",
        job, to_ms(now));
    set_status(connection, job, EventStatus::pending, std::nullopt);
}

bool has_job(Connection& connection, RowId event) {
    return connection.number("SELECT count(*) FROM jobs WHERE event = ?", event) != 0;
}

}  // namespace

bool holds(Connection& connection, Lease const& lease) {
    return connection.number("SELECT count(*) FROM jobs WHERE event = ? AND fence = ? AND owner IS NOT NULL", lease.job,
                             lease.fence) != 0;
}

bool keep_extraction(Connection& connection, Lease const& lease, std::string const& reply, RowId until) {
    if (!holds(connection, lease)) return false;
    connection.run("UPDATE jobs SET extraction = ?2, extraction_until = ?3 WHERE event = ?1", lease.job, reply, until);
    return true;
}

bool postpone(Connection& connection, Lease const& lease, Timestamp due_at, std::string const& why) {
    if (!holds(connection, lease)) return false;
    connection.run("UPDATE jobs SET owner = NULL, due_at = ?2 WHERE event = ?1", lease.job, to_ms(due_at));
    set_status(connection, lease.job, EventStatus::pending, why);
    return true;
}

bool fail(Connection& connection, Lease const& lease, Failure const& failure, Timestamp now) {
    if (!holds(connection, lease)) return false;
    auto const last_pause = [&] {
        auto rows = connection.query("SELECT pause FROM jobs WHERE event = ?", lease.job);
        return rows.next() ? rows.integer_or_null(0) : std::nullopt;
    }();
    bool const is_outage = failure.kind == DeadLetterKind::outage;
    auto const pause = last_pause ? std::chrono::milliseconds(*last_pause) * 2 : failure.first_pause;
    auto const pause_ms = is_outage ? std::optional(std::min(pause, longest_pause).count()) : last_pause;
    connection.run(
        "UPDATE jobs SET owner = NULL, dead_letter = ?2, provider = ?3, pause = ?4, "
        "retry_at = CASE WHEN ?2 = 'outage' AND comebacks < ?5 THEN ?6 + ?4 END WHERE event = ?1",
        lease.job, is_outage ? "outage" : "reply", failure.provider, pause_ms, most_comebacks, to_ms(now));
    set_status(connection, lease.job, EventStatus::failed, failure.error);
    connection.run("UPDATE events SET completed_at = ?2 WHERE id = ?1", lease.job, to_ms(now));
    return true;
}

bool awaits_provider(Connection& connection, std::string const& provider) {
    return connection.number("SELECT EXISTS (SELECT 1 FROM jobs WHERE provider = ? AND retry_at IS NOT NULL)",
                             provider) != 0;
}

int provider_answers(Connection& connection, std::string const& provider, Timestamp now) {
    auto const jobs =
        row_ids(connection.query("SELECT event FROM jobs WHERE provider = ? AND retry_at IS NOT NULL", provider));
    for (auto const job : jobs) {
        connection.run(
            "UPDATE jobs SET dead_letter = NULL, provider = NULL, retry_at = NULL, comebacks = comebacks + 1, due_at = ?2 WHERE event = ?1",
            job, to_ms(now));
        set_status(connection, job, EventStatus::pending, std::nullopt);
    }
    return static_cast<int>(jobs.size());
}

core::Result<int> retry(Connection& connection, std::optional<EventId> const& event, Timestamp now) {
    if (!event) {
        auto const jobs = row_ids(connection.query(
            "SELECT j.event FROM jobs j JOIN events e ON e.id = j.event WHERE j.dead_letter IS NOT NULL OR " +
            std::string(is_postponed)));
        for (auto const job : jobs) wait_again(connection, job, now);
        return static_cast<int>(jobs.size());
    }
    RowId row = 0;
    std::string status;
    bool may_be_retried = false;
    {
        auto rows = connection.query("SELECT e.id, e.status, e.status = 'FAILED' OR " + std::string(is_postponed) +
                                         " FROM events e LEFT JOIN jobs j ON j.event = e.id WHERE e.uuid = ?",
                                     event->text);
        if (!rows.next()) {
            return core::Error{core::ErrorKind::not_found,
                               "There is no job \"" + event->text + "\"; `keepsake jobs` lists those there are."};
        }
        row = rows.integer(0);
        status = rows.text(1);
        may_be_retried = rows.integer(2) != 0;
    }
    if (!may_be_retried) {
        return core::Error{core::ErrorKind::conflict,
                           "The job " + event->text + " has not failed, it is " + status +
                               "; only failed jobs can be retried. `keepsake jobs` lists them."};
    }
    wait_again(connection, row, now);
    return 1;
}

EventStatus revive(Connection& connection, EventId const& event, Timestamp now) {
    RowId row = 0;
    auto status = EventStatus::succeeded;
    {
        auto rows = connection.query("SELECT id, status FROM events WHERE uuid = ?", event.text);
        if (!rows.next()) return status;  // erased meanwhile: nothing of it is left to be done
        row = rows.integer(0);
        status = status_named(rows.view(1));
    }
    if (status != EventStatus::failed) return status;
    wait_again(connection, row, now);
    return EventStatus::pending;
}

void make_turns_of_texts(Connection& connection, RowId event, std::int64_t change) {
    connection.run(
        "UPDATE memories SET kind = 'turn', change = ?2 WHERE kind = 'fact' AND id IN ("
        "SELECT m.id FROM turns t JOIN sources x ON x.turn = t.id JOIN memories m ON m.id = x.memory WHERE t.event = ?1 AND m.text = t.text "
        "AND 1 = (SELECT count(*) FROM sources o WHERE o.memory = m.id) "
        "AND EXISTS (SELECT 1 FROM versions v WHERE v.memory = m.id AND v.version = 1 AND v.event = ?1))",
        event, change);
}

void mark_extracted(Connection& connection, RowId event, RowId until, std::int64_t change) {
    connection.run(
        "UPDATE memories SET is_extracted = 1, change = ?3 WHERE kind = 'turn' AND id IN ("
        "SELECT x.memory FROM turns t JOIN sources x ON x.turn = t.id WHERE t.event = ?1 AND t.id <= ?2 AND t.is_extracted = 0)",
        event, until, change);
    connection.run("UPDATE turns SET is_extracted = 1 WHERE event = ?1 AND id <= ?2 AND is_extracted = 0", event,
                   until);
}

void finish_job(Connection& connection, RowId event, std::int64_t change, Timestamp now) {
    mark_extracted(connection, event, std::numeric_limits<RowId>::max(), change);
    connection.run("DELETE FROM jobs WHERE event = ?", event);
    connection.run("UPDATE events SET status = 'SUCCEEDED', completed_at = ?2, error = NULL WHERE id = ?1", event,
                   to_ms(now));
}

void begin_anew(Connection& connection, RowId event, std::int64_t change, Timestamp now) {
    bool const has_more =
        connection.number(
            "SELECT EXISTS (SELECT 1 FROM turns WHERE event = ?1 AND is_extracted = 0 AND is_context = 0) "
            "OR (SELECT has_facts FROM jobs WHERE event = ?1)",
            event) != 0;
    if (!has_more) return finish_job(connection, event, change, now);
    connection.run("UPDATE jobs SET extraction = NULL, extraction_until = NULL, owner = NULL WHERE event = ?", event);
    connection.run("UPDATE events SET status = 'PENDING' WHERE id = ? AND status = 'RUNNING'", event);
}

void forget_turns_of(Connection& connection, RowId memory, std::int64_t change, Timestamp now) {
    std::set<RowId> events;
    {
        auto rows = connection.query(
            "UPDATE turns SET is_extracted = 1 WHERE is_extracted = 0 AND id IN (SELECT turn FROM sources WHERE memory = ?) "
            "AND NOT EXISTS (SELECT 1 FROM sources x JOIN memories m ON m.id = x.memory WHERE x.turn = turns.id AND m.kind = 'turn' "
            "AND m.valid_to IS NULL) RETURNING event",
            memory);
        while (rows.next()) events.insert(rows.integer(0));
    }
    for (auto const event : events) {
        if (has_job(connection, event)) begin_anew(connection, event, change, now);
    }
}

}  // namespace keepsake::storage::sqlite

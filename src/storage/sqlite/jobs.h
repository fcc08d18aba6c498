#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/job_queue.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// Conversations that wait for extraction; see JobQueue for the meaning. What changes something is run inside one write
/// transaction.

Repetitions repetitions(Connection& connection, Scope const& scope, std::span<NewTurn const> turns);
/// 0: the scope has none.
RowId last_turn(Connection& connection, RowId scope);

core::Result<Submitted> submit(Connection& connection, Addition const& addition, NewJob const& job, Timestamp now);
bool queue_backlog(Connection& connection, BacklogEntry const& entry, NewJob const& job, Timestamp now);

/// Whether the process of that name works on its jobs.
using IsAlive = std::function<bool(std::string const& owner)>;
std::vector<std::string> owners_of_running_jobs(Connection& connection);
std::optional<RowId> next_job(Connection& connection, IsAlive const& is_alive, Timestamp now);
LeasedJob take_job(Connection& connection, RowId job, std::string const& owner, Timestamp now);
bool has_work(Connection& connection);

bool holds(Connection& connection, Lease const& lease);
bool keep_extraction(Connection& connection, Lease const& lease, std::string const& reply, RowId until);
bool postpone(Connection& connection, Lease const& lease, Timestamp due_at, std::string const& why);
struct Failure {
    std::string const& error;
    DeadLetterKind kind;
    std::string const& provider;
    std::chrono::milliseconds first_pause;
};
bool fail(Connection& connection, Lease const& lease, Failure const& failure, Timestamp now);
bool awaits_provider(Connection& connection, std::string const& provider);
int provider_answers(Connection& connection, std::string const& provider, Timestamp now);
core::Result<int> retry(Connection& connection, std::optional<EventId> const& event, Timestamp now);
EventStatus revive(Connection& connection, EventId const& event, Timestamp now);

/// Texts that were stored as they stand, when there was no model, become the turns that they are.
void make_turns_of_texts(Connection& connection, RowId event, std::int64_t change);
/// From now on facts stand for the event's turns up to `until`, and for the memories that are those turns.
void mark_extracted(Connection& connection, RowId event, RowId until, std::int64_t change);
/// The job is done; its turns are extracted.
void finish_job(Connection& connection, RowId event, std::int64_t change, Timestamp now);
/// What a model said of the job's turns is forgotten, and whoever works on it is overtaken: something of them is gone. A
/// job that has nothing left to do is done.
void begin_anew(Connection& connection, RowId event, std::int64_t change, Timestamp now);
/// Of the turns that no current memory keeps any more, now that this one has ended, nothing is made later.
void forget_turns_of(Connection& connection, RowId memory, std::int64_t change, Timestamp now);

std::vector<JobSummary> list_jobs(Connection& connection);
JobQueue::Counts count_jobs(Connection& connection);
Extractions count_extractions(Connection& connection, ScopeFilter const& visible);
std::vector<BacklogEntry> backlog(Connection& connection, RowId after, int limit);

Applied apply(Connection& connection, Consolidation const& consolidation, Timestamp now);

}  // namespace keepsake::storage::sqlite

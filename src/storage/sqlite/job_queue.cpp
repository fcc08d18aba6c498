#include "storage/job_queue.h"

#include <map>

#include "storage/sqlite/database.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/model_calls.h"
#include "storage/sqlite/relations.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage {

using sqlite::Connection;

namespace {

std::optional<UserRecord> user_of(Connection& connection, Scope const& scope) {
    auto rows =
        connection.query("SELECT id, changes, last_erasure FROM users WHERE org = ? AND project = ? AND name = ?",
                         scope.tenant.org, scope.tenant.project, scope.user);
    if (!rows.next()) return std::nullopt;
    return UserRecord{rows.integer(0), rows.integer(1), rows.integer(2)};
}

}  // namespace

template <typename Work>
auto JobQueue::read(Work&& work) const {
    return store_.database().read(std::forward<Work>(work));
}
template <typename Work>
auto JobQueue::write(Work&& work) {
    return store_.database().write([&](Connection& connection) { return work(connection, clock_.now()); });
}

Repetitions JobQueue::repetitions(Scope const& scope, std::span<NewTurn const> turns) const {
    return read([&](Connection& connection) { return sqlite::repetitions(connection, scope, turns); });
}

core::Result<Submitted> JobQueue::submit(Addition const& addition, NewJob const& job) {
    return write([&](Connection& connection, Timestamp now) { return sqlite::submit(connection, addition, job, now); });
}

EventStatus JobQueue::revive(EventId const& event) {
    return write([&](Connection& connection, Timestamp now) { return sqlite::revive(connection, event, now); });
}

std::optional<LeasedJob> JobQueue::lease(std::string const& owner,
                                         std::function<bool(std::string const&)> const& is_alive) {
    std::map<std::string, bool> alive;
    for (auto const& other : read(sqlite::owners_of_running_jobs)) alive[other] = other == owner || is_alive(other);
    // Somebody who has taken a job since then has just shown to be alive.
    auto const seems_alive = [&](std::string const& other) {
        auto const known = alive.find(other);
        return known == alive.end() || known->second;
    };
    bool const found = read(
        [&](Connection& connection) { return sqlite::next_job(connection, seems_alive, clock_.now()).has_value(); });
    if (!found) return std::nullopt;
    return write([&](Connection& connection, Timestamp now) -> std::optional<LeasedJob> {
        auto const job = sqlite::next_job(connection, seems_alive, now);
        if (!job) return std::nullopt;
        return sqlite::take_job(connection, *job, owner, now);
    });
}

bool JobQueue::has_work() const { return read(sqlite::has_work); }

bool JobQueue::keep_extraction(Lease const& lease, std::string const& reply, RowId until) {
    return write(
        [&](Connection& connection, Timestamp) { return sqlite::keep_extraction(connection, lease, reply, until); });
}

Applied JobQueue::apply(Consolidation const& consolidation) {
    return write([&](Connection& connection, Timestamp now) { return sqlite::apply(connection, consolidation, now); });
}

bool JobQueue::postpone(Lease const& lease, Timestamp due_at, std::string const& why) {
    return write([&](Connection& connection, Timestamp) { return sqlite::postpone(connection, lease, due_at, why); });
}

bool JobQueue::fail(Lease const& lease, std::string const& error, DeadLetterKind kind, std::string const& provider,
                    std::chrono::milliseconds first_pause) {
    return write([&](Connection& connection, Timestamp now) {
        return sqlite::fail(connection, lease, {error, kind, provider, first_pause}, now);
    });
}

int JobQueue::provider_answers(std::string const& provider) {
    bool const awaited = read([&](Connection& connection) { return sqlite::awaits_provider(connection, provider); });
    if (!awaited) return 0;
    return write(
        [&](Connection& connection, Timestamp now) { return sqlite::provider_answers(connection, provider, now); });
}

core::Result<int> JobQueue::retry(std::optional<EventId> const& event) {
    return write([&](Connection& connection, Timestamp now) { return sqlite::retry(connection, event, now); });
}

std::int64_t JobQueue::changes(Scope const& scope) const {
    return read([&](Connection& connection) {
        auto const user = user_of(connection, scope);
        return user ? user->changes : 0;
    });
}

std::vector<std::vector<KnownRelation>> JobQueue::known_relations(Scope const& scope,
                                                                  std::span<RelationTriple const> triples) const {
    return read([&](Connection& connection) {
        std::vector<std::vector<KnownRelation>> found(triples.size());
        auto const user = user_of(connection, scope);
        for (std::size_t i = 0; user && i < triples.size(); ++i)
            found[i] = sqlite::known_relations(connection, user->row, triples[i]);
        return found;
    });
}

std::vector<JobSummary> JobQueue::list() const { return read(sqlite::list_jobs); }
JobQueue::Counts JobQueue::counts() const { return read(sqlite::count_jobs); }

void JobQueue::note_call(ModelCall const& call) {
    write([&](Connection& connection, Timestamp now) {
        sqlite::note_call(connection, call, now);
        return true;
    });
}

JobQueue::Spent JobQueue::spent(Timestamp calls_since, Timestamp tokens_since) const {
    return read([&](Connection& connection) { return sqlite::spent(connection, calls_since, tokens_since); });
}

std::vector<ModelUse> JobQueue::usage() const { return read(sqlite::usage); }

ModelUse JobQueue::usage_of(RowId job) const {
    return read([&](Connection& connection) { return sqlite::usage_of(connection, job); });
}

void JobQueue::note_handed_out(core::Tenant const& tenant, std::string const& user,
                               std::span<std::int64_t const> digests, Timestamp at) {
    // Most is known; a write would hold up others.
    auto const unknown =
        read([&](Connection& connection) { return sqlite::new_digests(connection, tenant, user, digests); });
    if (unknown.empty()) return;
    write([&](Connection& connection, Timestamp) {
        sqlite::note_handed_out(connection, tenant, user, unknown, at);
        return true;
    });
}

std::vector<bool> JobQueue::handed_out(Scope const& scope, std::span<std::int64_t const> digests,
                                       Timestamp until) const {
    return read([&](Connection& connection) { return sqlite::handed_out(connection, scope, digests, until); });
}

std::vector<BacklogEntry> JobQueue::backlog(RowId after, int limit) const {
    return read([&](Connection& connection) { return sqlite::backlog(connection, after, limit); });
}

bool JobQueue::queue_backlog(BacklogEntry const& entry, NewJob const& job) {
    return write(
        [&](Connection& connection, Timestamp now) { return sqlite::queue_backlog(connection, entry, job, now); });
}

}  // namespace keepsake::storage

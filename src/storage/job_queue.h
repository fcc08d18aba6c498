#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/job_records.h"
#include "storage/store.h"

namespace keepsake::storage {

/// The conversations that wait for extraction, in the store's own file, shared by all processes on it. Safe from many
/// threads. Throws StoreFailure when the store cannot do its work.
class JobQueue {
public:
    JobQueue(Store& store, core::Clock const& clock) : store_(store), clock_(clock) {}

    /// What of the scope's session the turns repeat.
    Repetitions repetitions(Scope const& scope, std::span<NewTurn const> turns) const;

    /// Stores turns (each a memory of kind `turn`) and the job, one transaction. The turns join the session's waiting job
    /// with the same order when that has not begun and brings no facts, up to 200 turns and 30 s after it came; then that
    /// job's event is answered. `conflict` when the session has other turns than those the caller saw.
    core::Result<Submitted> submit(Addition const& addition, NewJob const& job);
    /// Turns of a failed job are tried again because somebody sent them again; of others nothing changes. An event that is
    /// gone has succeeded.
    EventStatus revive(EventId const& event);

    /// Takes over the next job: of each user the oldest that waits, if none of the user's is running; jobs whose owner is
    /// not alive are free. `owner` names this process, `is_alive` tells of others. When no job waits, the oldest dead letter
    /// of an outage whose pause is over is tried. Nothing when there is nothing to do now.
    std::optional<LeasedJob> lease(std::string const& owner, std::function<bool(std::string const&)> const& is_alive);
    /// Whether a job waits, runs, or will come back by itself: the next look is worth it soon.
    bool has_work() const;

    /// Keeps a reply, so that a failure behind it does not cost it. False when overtaken.
    bool keep_extraction(Lease const& lease, std::string const& reply, RowId until);
    Applied apply(Consolidation const& consolidation);
    /// The job waits again, until `due_at`; `why` is shown meanwhile. False when overtaken.
    bool postpone(Lease const& lease, Timestamp due_at, std::string const& why);
    /// The job becomes a dead letter. One of an outage comes back by itself, the pause doubling each time from
    /// `first_pause` to ten minutes; but when provider_answers() has brought it back three times in vain, it waits for
    /// retry(). False when overtaken.
    bool fail(Lease const& lease, std::string const& error, DeadLetterKind kind, std::string const& provider,
              std::chrono::milliseconds first_pause);
    /// All dead letters of outages of a provider that has answered: they wait again. Returns how many. Cheap when there
    /// are none.
    int provider_answers(std::string const& provider);
    /// One dead letter or postponed job, or all, by hand. `not_found` or `conflict` (it is none) for one. Returns how many.
    core::Result<int> retry(std::optional<EventId> const& event);

    /// The user's change counter: see UserRecord::changes.
    std::int64_t changes(Scope const& scope) const;
    /// Current relations of the user that share an entity with one of these; at most 20 for each, those with the same
    /// source and relation first, then the same source, then the same target.
    std::vector<std::vector<KnownRelation>> known_relations(Scope const& scope,
                                                            std::span<RelationTriple const> triples) const;

    /// Waiting, running and failed jobs, oldest first.
    std::vector<JobSummary> list() const;
    struct Counts {
        std::int64_t waiting = 0;
        std::int64_t running = 0;
        std::int64_t failed = 0;
        std::int64_t backlog = 0;  ///< calls whose turns were stored without a model
    };
    Counts counts() const;

    void note_call(ModelCall const& call);
    struct Spent {
        std::int64_t calls = 0;               ///< after `calls_since`
        std::optional<Timestamp> first_call;  ///< of those
        std::int64_t tokens = 0;              ///< since `tokens_since`
    };
    Spent spent(Timestamp calls_since, Timestamp tokens_since) const;
    std::vector<ModelUse> usage() const;
    /// Of one job so far, all models together; purpose and model stay empty.
    ModelUse usage_of(RowId job) const;

    /// Digests (core::words_digest) of memories that were returned to the user's assistants at that time.
    void note_handed_out(core::Tenant const& tenant, std::string const& user, std::span<std::int64_t const> digests,
                         Timestamp at);
    /// For each digest, whether it was handed out by then.
    std::vector<bool> handed_out(Scope const& scope, std::span<std::int64_t const> digests, Timestamp until) const;

    std::vector<BacklogEntry> backlog(RowId after, int limit) const;
    /// Makes a job of a backlog entry. False when another process was first.
    bool queue_backlog(BacklogEntry const& entry, NewJob const& job);

private:
    template <typename Work>
    auto read(Work&& work) const;
    template <typename Work>
    auto write(Work&& work);

    Store& store_;
    core::Clock const& clock_;
};

}  // namespace keepsake::storage

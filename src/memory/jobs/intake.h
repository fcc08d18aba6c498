#pragma once

#include "core/settings/llm_settings.h"
#include "memory/handed_out.h"
#include "memory/jobs/job_workers.h"
#include "memory/requests.h"

namespace keepsake::memory {

/// Brings conversations to the queue, past the gate: what may become facts is stored with a job, the rest as context, and
/// what its session has given before not again. Safe from many threads.
class Intake {
public:
    Intake(storage::JobQueue& queue, HandedOut& handed_out, JobWorkers& workers, core::LlmSettings const& settings,
           core::Clock const& clock)
        : queue_(queue), handed_out_(handed_out), workers_(workers), settings_(settings), clock_(clock) {}

    /// Returns in a few milliseconds. A call that brings nothing new gets the event that brought it; when that has failed,
    /// it is tried again.
    storage::Submitted take(AddRequest const& request);

    /// Makes jobs of what was stored without a model; returns how many.
    int take_backlog();

private:
    storage::NewJob job_for(AddRequest const& request, storage::Addition const& addition,
                            storage::Repetitions const& repetitions);
    /// The event of the last turn that is given again.
    storage::Submitted given_before(storage::Repetitions const& repetitions, std::vector<bool> const& repeated);
    /// Turns that must not become facts.
    std::vector<bool> context_among(Scope const& scope, std::vector<storage::NewTurn> const& turns, Timestamp arrived);

    storage::JobQueue& queue_;
    HandedOut& handed_out_;
    JobWorkers& workers_;
    core::LlmSettings const& settings_;
    core::Clock const& clock_;
};

}  // namespace keepsake::memory

#pragma once

#include "memory/consolidation/consolidator.h"
#include "memory/extraction/extractor.h"
#include "memory/text_vectors.h"

namespace keepsake::memory {

/// Brings a leased job to its end: extracts, finds what is known, decides, writes; stretch by stretch where a
/// conversation is too long for one question. What fails becomes a dead letter, what must wait waits; a job that somebody
/// else has taken over is left alone. Nothing is locked while a model works. Safe from many threads.
class JobRunner {
public:
    JobRunner(Extractor const& extractor, Consolidator const& consolidator, SurroundingsFinder const& finder,
              TextVectors const& vectors, storage::JobQueue& queue, core::LlmSettings const& settings,
              core::Clock const& clock);

    /// Throws what the store throws; the job is then still leased.
    void run(storage::LeasedJob job, std::stop_token stop);

private:
    struct Progress;
    struct Failed {
        CallFailure failure;
        std::string provider;
    };
    enum class Step { more, over };

    Step take_step(Progress& progress, std::stop_token const& stop);
    /// What the next stretch proposes; the stretch gets shorter when its reply is too long.
    std::variant<Proposal, Failed> extract(Progress& progress, std::stop_token const& stop);
    void add_vectors(Proposal& proposal, storage::VectorModel& model, std::stop_token const& stop) const;
    Step consolidate(Progress& progress, Proposal proposal, std::stop_token const& stop);
    void give_up(storage::Lease const& lease, Failed const& failed);

    Extractor const& extractor_;
    Consolidator const& consolidator_;
    SurroundingsFinder const& finder_;
    TextVectors const& vectors_;
    storage::JobQueue& queue_;
    core::LlmSettings const& settings_;
    core::Clock const& clock_;
};

}  // namespace keepsake::memory

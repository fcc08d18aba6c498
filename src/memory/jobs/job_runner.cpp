#include "memory/jobs/job_runner.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using storage::Applied;

/// Of the prompt: tokens of Latin text have about four bytes.
constexpr std::size_t bytes_per_token = 4;
/// Times that others may write between the look at what is known and the decision about it, before the job waits.
constexpr int most_rounds = 20;
constexpr auto pause_among_writers = 1s;
/// A dead letter of an outage is tried again after so many times the base of the backoff: 30 s by default.
constexpr int outage_pause_factor = 30;

void append(Proposal& all, Proposal more) {
    auto const shift = all.facts.size();
    for (auto& relation : more.relations) {
        if (relation.fact) *relation.fact += shift;
    }
    std::move(more.facts.begin(), more.facts.end(), std::back_inserter(all.facts));
    std::move(more.relations.begin(), more.relations.end(), std::back_inserter(all.relations));
}

}  // namespace

/// How far a job has come.
struct JobRunner::Progress {
    storage::LeasedJob job;
    JobOrder order;
    std::size_t most_bytes;
    Stretch stretch = {};

    explicit Progress(storage::LeasedJob leased, std::size_t bytes)
        : job(std::move(leased)), order(read_job_order(job.order)), most_bytes(bytes) {}

    void begin_stretch() { stretch = next_stretch(job.recent, job.turns, most_bytes, kept_until()); }
    storage::RowId kept_until() const { return job.extraction ? job.extraction_until : 0; }

    /// Whether nothing new is left behind the stretch.
    bool is_last() const {
        return std::none_of(job.turns.begin(), job.turns.end(),
                            [&](auto const& turn) { return !turn.is_context && turn.row > stretch.until; });
    }
    storage::RowId until() const { return is_last() && !job.turns.empty() ? job.turns.back().row : stretch.until; }

    void end_stretch(std::string summary) {
        auto const end = std::find_if(job.turns.begin(), job.turns.end(),
                                      [&](auto const& turn) { return turn.row > stretch.until; });
        job.recent.insert(job.recent.end(), job.turns.begin(), end);
        job.turns.erase(job.turns.begin(), end);
        job.extraction.reset();
        if (!summary.empty()) job.summary = std::move(summary);
    }
};

JobRunner::JobRunner(Extractor const& extractor, Consolidator const& consolidator, SurroundingsFinder const& finder,
                     TextVectors const& vectors, storage::JobQueue& queue, core::LlmSettings const& settings,
                     core::Clock const& clock)
    : extractor_(extractor),
      consolidator_(consolidator),
      finder_(finder),
      vectors_(vectors),
      queue_(queue),
      settings_(settings),
      clock_(clock) {}

void JobRunner::run(storage::LeasedJob job, std::stop_token stop) {
    Progress progress(std::move(job), settings_.prompt_tokens * bytes_per_token);
    while (take_step(progress, stop) == Step::more) {}
}

JobRunner::Step JobRunner::take_step(Progress& progress, std::stop_token const& stop) {
    progress.begin_stretch();
    Proposal proposal;
    if (!progress.stretch.is_empty()) {
        auto extracted = extract(progress, stop);
        if (auto const* const failed = std::get_if<Failed>(&extracted)) {
            give_up(progress.job.lease, *failed);
            return Step::over;
        }
        proposal = std::get<Proposal>(std::move(extracted));
    }
    if (progress.is_last()) append(proposal, stated_proposal(progress.order, clock_.now()));
    if (!settings_.keeps_relations) proposal.relations.clear();
    return consolidate(progress, std::move(proposal), stop);
}

std::variant<Proposal, JobRunner::Failed> JobRunner::extract(Progress& progress, std::stop_token const& stop) {
    auto& job = progress.job;
    while (true) {
        if (!job.extraction) {
            auto asked = extractor_.ask(progress.stretch, job.summary, progress.order, job.lease.job, stop);
            if (auto const* const failure = std::get_if<CallFailure>(&asked)) {
                if (failure->kind != CallFailure::Kind::cut || progress.stretch.turns.size() < 2)
                    return Failed{*failure, extractor_.model().provider()};
                progress.most_bytes = progress.stretch.bytes() / 2;
                progress.begin_stretch();
                continue;
            }
            job.extraction = std::get<std::string>(std::move(asked));
            if (!queue_.keep_extraction(job.lease, *job.extraction, progress.stretch.until)) {
                CallFailure const overtaken{CallFailure::Kind::stopped, "Somebody else has taken the job over."};
                return Failed{overtaken, {}};
            }
        }
        auto read = Extractor::proposal(*job.extraction, progress.stretch, job.summary, progress.order, job.scope.user);
        if (read) return std::move(read).value();
        job.extraction.reset();  // kept by a version that read it otherwise
    }
}

void JobRunner::add_vectors(Proposal& proposal, storage::VectorModel& model, std::stop_token const& stop) const {
    std::vector<std::string> texts;
    for (auto const& fact : proposal.facts) texts.push_back(fact.content.text);
    auto made = vectors_.of_memories(
        texts, stop, [](std::size_t) {}, models::Urgency::soon);
    model = made.model;
    for (std::size_t i = 0; i < texts.size(); ++i) proposal.facts[i].vector = std::move(made.vectors[i]);
}

JobRunner::Step JobRunner::consolidate(Progress& progress, Proposal proposal, std::stop_token const& stop) {
    auto& job = progress.job;
    storage::Consolidation result;
    result.lease = job.lease;
    result.actor = (progress.stretch.is_empty() ? consolidator_.model() : extractor_.model()).model();
    result.until = progress.until();
    result.finishes = progress.is_last();
    add_vectors(proposal, result.vector_model, stop);
    if (!proposal.summary.empty()) result.summary = proposal.summary;

    std::optional<ConsolidationReply> reply;
    Surroundings asked;
    for (int round = 0; round < most_rounds; ++round) {
        auto known = finder_.find(job.scope, proposal, stop);
        if (!reply || !known.says_the_same(asked)) {
            auto answer = consolidator_.ask(proposal, known, job.lease.job, stop);
            if (auto const* const failure = std::get_if<CallFailure>(&answer)) {
                give_up(job.lease, {*failure, consolidator_.model().provider()});
                return Step::over;
            }
            reply = std::get<ConsolidationReply>(std::move(answer));
        }
        asked = std::move(known);
        auto changes = carried_out(proposal, asked, *reply);
        result.seen_changes = asked.seen_changes;
        result.facts = std::move(changes.facts);
        result.relations = std::move(changes.relations);
        auto const applied = queue_.apply(result);
        if (applied == Applied::overtaken) return Step::over;
        if (applied == Applied::done) {
            if (result.finishes) return Step::over;
            progress.end_stretch(proposal.summary);
            return Step::more;
        }
    }
    (void)queue_.postpone(job.lease, clock_.now() + pause_among_writers,
                          "Others keep changing this user's memories; it is tried again.");
    return Step::over;
}

void JobRunner::give_up(storage::Lease const& lease, Failed const& failed) {
    using Kind = CallFailure::Kind;
    auto const& [failure, provider] = failed;
    // The lease ends with the process; the next one goes on.
    if (failure.kind == Kind::stopped) return;
    if (failure.kind == Kind::postponed) {
        (void)queue_.postpone(lease, *failure.until, failure.message);
        return;
    }
    spdlog::warn("a conversation could not be extracted, it is kept for another try: {}", failure.message);
    auto const kind = failure.kind == Kind::outage ? storage::DeadLetterKind::outage : storage::DeadLetterKind::reply;
    (void)queue_.fail(lease, failure.message, kind, provider, settings_.retry_base * outage_pause_factor);
}

}  // namespace keepsake::memory

#include "app/jobs.h"

#include <filesystem>
#include <ostream>

#include "core/process.h"
#include "storage/job_queue.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

char const* shown(storage::EventStatus status) {
    using enum storage::EventStatus;
    return status == failed ? "FAILED" : status == running ? "RUNNING" : "PENDING";
}

std::string with_count(std::int64_t count, std::string const& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string whose(storage::Scope const& scope) {
    return scope.user + (scope.session.empty() ? "" : ", session " + scope.session);
}

void show(storage::JobSummary const& job, std::ostream& out) {
    out << job.event.text << "  " << shown(job.status) << "  " << core::format_time(job.created_at) << "  "
        << with_count(job.turns, "turn") << " of " << whose(job.scope) << ", begun " << with_count(job.attempts, "time")
        << "\n";
    if (!job.error.empty()) out << "    " << job.error << "\n";
}

void list(storage::JobQueue const& queue, bool has_model, std::ostream& out) {
    auto const counts = queue.counts();
    for (auto const& job : queue.list()) show(job, out);
    out << counts.waiting << " waiting, " << counts.running << " running, " << counts.failed << " failed\n";
    if (counts.failed > 0)
        out << "What has failed is kept. `keepsake jobs retry --all` has all of it tried again; after an outage it comes "
               "back by itself.\n";
    if (counts.waiting > 0 && !has_model)
        out << "No language model is configured here (KEEPSAKE_LLM_PROVIDER); a server that has one does the work.\n";
    if (counts.backlog > 0)
        out << with_count(counts.backlog, "call") << " stored without a language model; `keepsake extract --backlog` "
            << "extracts facts from them.\n";
}

/// Calls `work(queue)` when there is a store.
template <typename Work>
int with_queue(core::Settings const& settings, std::ostream& errors, Work work) {
    core::create_files_for_owner_only();
    if (!storage::Store::is_in(settings.data_dir)) {
        errors << settings.data_dir.string() << " has no store, so there are no jobs.\n";
        return 1;
    }
    try {
        core::SystemClock const clock;
        storage::Store store(settings.data_dir, clock);
        storage::JobQueue queue(store, clock);
        return work(queue);
    } catch (storage::StoreFailure const& failure) {
        errors << failure.what() << "\n";
        return 1;
    }
}

}  // namespace

int list_jobs(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    return with_queue(settings, errors, [&](storage::JobQueue& queue) {
        list(queue, settings.llm.is_configured(), out);
        return 0;
    });
}

int retry_jobs(core::Settings const& settings, std::optional<std::string> const& event, std::ostream& out,
               std::ostream& errors) {
    return with_queue(settings, errors, [&](storage::JobQueue& queue) {
        auto const retried = queue.retry(event ? std::optional(storage::EventId{*event}) : std::nullopt);
        if (!retried) {
            errors << retried.error().message << "\n";
            return 1;
        }
        out << with_count(retried.value(), "job")
            << (retried.value() == 0 ? ": nothing has failed.\n" : " waiting again; a running server does the work.\n");
        return 0;
    });
}

}  // namespace keepsake::app

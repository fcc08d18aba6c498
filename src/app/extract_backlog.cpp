#include "app/extract_backlog.h"

#include <chrono>
#include <filesystem>
#include <ostream>

#include "app/embedder_choice.h"
#include "app/extraction.h"
#include "core/process.h"
#include "models/backoff.h"
#include "models/curl_http_client.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_index_bytes = 256u << 20;
constexpr auto pause_between_looks = 100ms;

/// Says how much is left whenever that has changed, until nothing waits or runs.
storage::JobQueue::Counts wait_for_end(storage::JobQueue const& queue, std::ostream& out) {
    std::int64_t shown = -1;
    while (true) {
        auto const counts = queue.counts();
        auto const left = counts.waiting + counts.running;
        if (left != shown)
            out << left << " left" << (counts.failed > 0 ? ", " + std::to_string(counts.failed) + " failed" : "")
                << std::endl;
        if (left == 0) return counts;
        shown = left;
        models::pause(pause_between_looks, {});
    }
}

int extract(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    store.open();
    storage::JobQueue queue(store, clock);
    storage::IndexCache indexes(store, most_index_bytes);
    models::CurlHttpClient http;
    auto const embedder = make_embedder(settings, http);
    embedder->start();
    memory::TextVectors vectors(store, *embedder);
    memory::HandedOut handed_out(queue, clock);
    memory::Housekeeping housekeeping(store, vectors, handed_out, settings.data_dir);
    memory::Neighbours const neighbours(store, indexes, vectors, clock);
    Extraction extraction(settings, store, queue, neighbours, vectors, housekeeping, handed_out, http, clock);

    auto const taken = extraction.intake().take_backlog();
    out << taken << (taken == 1 ? " call was" : " calls were") << " stored without a language model."
        << (taken == 0 ? " There is nothing to extract." : "") << std::endl;
    extraction.workers().start();
    auto const counts = wait_for_end(queue, out);
    if (counts.failed == 0) return 0;
    errors << counts.failed << " could not be extracted; `keepsake jobs` says why.\n";
    return 1;
}

}  // namespace

int extract_backlog(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    core::create_files_for_owner_only();
    if (!settings.llm.is_configured()) {
        errors
            << "No language model is configured: set KEEPSAKE_LLM_PROVIDER and what belongs to it (keepsake --help).\n";
        return 1;
    }
    if (!storage::Store::is_in(settings.data_dir)) {
        errors << settings.data_dir.string() << " has no store, so there is nothing to extract.\n";
        return 1;
    }
    try {
        return extract(settings, out, errors);
    } catch (storage::StoreFailure const& failure) {
        errors << failure.what() << "\n";
        return 1;
    }
}

}  // namespace keepsake::app

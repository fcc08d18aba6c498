#include "app/reembed.h"

#include <filesystem>
#include <mutex>
#include <ostream>
#include <string>

#include "app/embedder_choice.h"
#include "core/process.h"
#include "memory/housekeeping.h"
#include "models/curl_http_client.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

std::string with_count(std::int64_t texts) { return std::to_string(texts) + (texts == 1 ? " text" : " texts"); }

int reembed(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    if (!storage::Store::is_in(settings.data_dir)) {
        errors << settings.data_dir.string() << " has no store, so there are no texts to make vectors of.\n";
        return 1;
    }
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    store.open();
    models::CurlHttpClient http;
    auto const embedder = make_embedder(settings, http);
    memory::TextVectors vectors(store, *embedder);

    auto const model = vectors.take_over_store();
    if (!model) {
        errors << "Nothing was changed: " << model.error().message << "\n";
        return 1;
    }
    core::FileLock others(memory::housekeeping_lock(settings.data_dir));
    if (!others.try_lock()) {
        out << "Another process is making vectors; waiting for it to end." << std::endl;
        others.lock();
    }
    std::lock_guard const alone(others, std::adopt_lock);
    auto const all = store.count_texts_to_embed();
    out << "Embedding model " << model.value().name << ", " << model.value().dimensions << " dimensions: "
        << (all == 0 ? "every text has its vector; there is nothing to do." : with_count(all) + " without a vector.")
        << std::endl;
    if (all == 0) return 0;
    auto const made = vectors.make_missing({}, [&](std::int64_t done) { out << done << " of " << all << std::endl; });
    if (!made) {
        errors << made.error().message
               << "\nThe vectors made so far are kept; `keepsake reembed` goes on from there.\n";
        return 1;
    }
    out << "Done: search by meaning finds all memories." << std::endl;
    return 0;
}

}  // namespace

int run_reembed(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    core::create_files_for_owner_only();
    try {
        return reembed(settings, out, errors);
    } catch (storage::StoreFailure const& failure) {
        errors << failure.what() << "\n";
        return 1;
    }
}

}  // namespace keepsake::app

#include "app/reembed.h"

#include <mutex>
#include <ostream>

#include "app/embedder_choice.h"
#include "core/process.h"
#include "memory/housekeeping.h"
#include "models/curl_http_client.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

int reembed(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
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
    std::lock_guard const alone(others);
    auto const all = store.count_texts_to_embed();
    out << "Model " << model.value().name << ", " << model.value().dimensions << " dimensions: " << all
        << " texts wait for their vector." << std::endl;
    auto const made = vectors.make_missing({}, [&](std::int64_t done) { out << done << " of " << all << std::endl; });
    if (!made) {
        errors << made.error().message << "\nWhat is made is kept; run `keepsake reembed` again to go on.\n";
        return 1;
    }
    out << "Done: " << made.value() << " vectors made." << std::endl;
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

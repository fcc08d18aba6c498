#include "app/doctor.h"

#include <chrono>
#include <ostream>

#include "app/embedder_choice.h"
#include "memory/index_check.h"
#include "memory/text_vectors.h"
#include "models/curl_http_client.h"
#include "storage/store.h"
#include "storage/store_failure.h"
#include "tools/tool_set.h"

namespace keepsake::app {
namespace {

/// Writes one line per check and remembers whether one failed.
class Report {
public:
    explicit Report(std::ostream& out) : out_(out) {}
    void fine(std::string const& what, std::string const& line) { out_ << "ok    " << what << ": " << line << "\n"; }
    void note(std::string const& what, std::string const& line) { out_ << "note  " << what << ": " << line << "\n"; }
    void fail(std::string const& what, std::string const& line) {
        out_ << "FAIL  " << what << ": " << line << "\n";
        failed_ = true;
    }
    int exit_code() const { return failed_ ? 1 : 0; }

private:
    std::ostream& out_;
    bool failed_ = false;
};

void check_settings(Report& report, core::Settings const& settings, std::string const& problem) {
    if (!problem.empty()) return report.fail("settings", problem);
    report.fine("settings", "user \"" + settings.user_id + "\"" + (settings.bind_user ? " only" : "") + ", tools " +
                                settings.tools + ", log " + settings.log);
    for (auto const& warning : settings.warnings) report.note("settings", warning);
}

void check_store(Report& report, core::Settings const& settings) {
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    store.open();
    auto const counts = store.statistics();
    auto broken = store.check();
    for (auto& difference : memory::index_differences(store)) broken.push_back(std::move(difference));
    auto const size = std::to_string(counts.memories) + " memories of " + std::to_string(counts.users) + " users, " +
                      std::to_string(counts.turns) + " turns, " + std::to_string(counts.bytes >> 10) + " KiB";
    if (broken.empty()) report.fine("store", size + "; integrity, versions, sources and index agree");
    for (auto const& rule : broken)
        report.fail("store", rule + ". Keep a copy of the folder, then put a backup in its place.");
}

/// Asks the configured model for one vector, so that all that a search needs has been tried.
void check_meaning(Report& report, core::Settings const& settings) {
    if (settings.embedder.provider == core::EmbedderProvider::none)
        return report.note("embedding model",
                           "none, as KEEPSAKE_EMBEDDER_PROVIDER says: memories are found by their words only");
    models::CurlHttpClient http;
    auto const embedder = make_embedder(settings, http);
    std::vector<std::string> const sample = {"Where does Ana live?"};
    auto const began = std::chrono::steady_clock::now();
    auto const vectors = embedder->embed(sample, models::Urgency::background, {});
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    if (!vectors) return report.fail("embedding model", vectors.error().message);
    report.fine("embedding model", embedder->model().name + ", " + std::to_string(vectors.value().front().size()) +
                                       " dimensions, first vector after " + std::to_string(took.count()) + " ms");
    if (!std::filesystem::exists(settings.data_dir / "keepsake.db")) return;
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    if (auto const problem = memory::TextVectors(store, *embedder).mismatch()) return report.fail("vectors", *problem);
    auto const waiting = store.count_texts_to_embed();
    if (waiting > 0)
        return report.note("vectors", std::to_string(waiting) + (waiting == 1 ? " text has" : " texts have") +
                                          " none yet and can be found by words only; a running server makes them by "
                                          "itself, `keepsake reembed` at once");
    report.fine("vectors", "every text has one");
}

}  // namespace

int run_doctor(core::Settings const& settings, std::string const& problem, std::ostream& out) {
    Report report(out);
    report.fine("program", "keepsake " KEEPSAKE_VERSION);
    check_settings(report, settings, problem);
    try {
        if (std::filesystem::exists(settings.data_dir / "keepsake.db")) {
            report.fine("data folder", settings.data_dir.string());
            check_store(report, settings);
        } else {
            report.note("data folder", settings.data_dir.string() + " has no store yet; the first memory makes it");
        }
        if (problem.empty()) check_meaning(report, settings);
    } catch (storage::StoreFailure const& failure) {
        report.fail("store", failure.what());
    } catch (std::exception const& error) {
        report.fail("store", error.what());
    }
    report.note("language model", "this version uses none: conversations are kept and found as they were said");
    return report.exit_code();
}

}  // namespace keepsake::app

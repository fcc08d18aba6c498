#include "app/doctor.h"

#include <ostream>

#include "app/doctor_models.h"
#include "memory/index_check.h"
#include "storage/store.h"
#include "storage/store_failure.h"
#include "tools/tool_set.h"

namespace keepsake::app {
namespace {

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

}  // namespace

int run_doctor(core::Settings const& settings, std::string const& problem, std::ostream& out) {
    Report report(out);
    report.fine("program", "keepsake " KEEPSAKE_VERSION);
    check_settings(report, settings, problem);
    try {
        if (storage::Store::is_in(settings.data_dir)) {
            report.fine("data folder", settings.data_dir.string());
            check_store(report, settings);
        } else {
            report.note("data folder", settings.data_dir.string() + " has no store yet; the first memory makes it");
        }
        if (problem.empty()) {
            check_meaning(report, settings);
            check_language_models(report, settings);
            show_extraction(report, settings);
        }
    } catch (storage::StoreFailure const& failure) {
        report.fail("store", failure.what());
    } catch (std::exception const& error) {
        report.fail("store", error.what());
    }
    return report.exit_code();
}

}  // namespace keepsake::app

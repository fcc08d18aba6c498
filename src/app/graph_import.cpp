#include "app/graph_import.h"

#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <ostream>

#include "app/graph_lines.h"
#include "core/process.h"
#include "storage/store_failure.h"

namespace keepsake::app {
namespace {

std::string with_count(std::size_t count, std::string const& one, std::string const& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::optional<storage::KeptGraph> read(std::string const& file, std::istream& in, std::ostream& errors) {
    std::ifstream opened;
    bool const is_input = file == "-";
    auto const name = is_input ? "The input" : file;
    if (!is_input) {
        opened.open(file, std::ios::binary);
        if (!opened || std::filesystem::is_directory(file)) {
            errors << name << " cannot be read. Nothing was imported.\n";
            return std::nullopt;
        }
    }
    auto graph = read_graph_lines(is_input ? in : opened);
    if (!graph) {
        errors << name << " is not a file of a knowledge graph; nothing was imported:\n" << graph.error().message;
        return std::nullopt;
    }
    return std::move(graph).value();
}

storage::Scope scope_of(core::Settings const& settings) {
    return {.tenant = {}, .user = settings.user_id, .agent = {}, .app = {}, .session = {}};
}

/// Calls `work(keeper)` over the store of the data folder.
template <typename Work>
int with_keeper(core::Settings const& settings, std::ostream& errors, Work const& work) {
    core::create_files_for_owner_only();
    try {
        core::SystemClock const clock;
        storage::Store store(settings.data_dir, clock);
        storage::EntityKeeper keeper(store, clock);
        return work(keeper);
    } catch (storage::StoreFailure const& failure) {
        errors << failure.what() << "\n";
        return 1;
    }
}

}  // namespace

int import_graph(core::Settings const& settings, std::string const& file, std::istream& in, std::ostream& out,
                 std::ostream& errors) {
    auto const graph = read(file, in, errors);
    if (!graph) return 1;
    return with_keeper(settings, errors, [&](storage::EntityKeeper& keeper) {
        auto const imported = keeper.import({scope_of(settings), "keepsake import"}, *graph);
        out << "Imported for " << settings.user_id << ": " << with_count(imported.entities, "entity", "entities")
            << ", " << with_count(imported.relations, "relation", "relations") << ", "
            << with_count(imported.observations, "observation", "observations")
            << ". What was there already stays as it was.\n";
        return 0;
    });
}

int export_graph(core::Settings const& settings, std::ostream& out, std::ostream& errors) {
    if (!storage::Store::is_in(settings.data_dir)) {
        errors << settings.data_dir.string() << " has no store, so there is nothing to export.\n";
        return 1;
    }
    return with_keeper(settings, errors, [&](storage::EntityKeeper& keeper) {
        write_graph_lines(keeper.read({.tenant = {}, .user = settings.user_id, .agent = {}, .app = {}, .session = {}}),
                          out);
        out.flush();
        if (out) return 0;
        errors << "The output could not be written to its end.\n";
        return 1;
    });
}

}  // namespace keepsake::app

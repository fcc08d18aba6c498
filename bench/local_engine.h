#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "memory/engine.h"
#include "sample_user.h"
#include "samples.h"

namespace keepsake::bench {

/// An engine in this process over the store in a folder, put together as the server does it.
class LocalEngine {
public:
    /// The embedder must outlive the engine.
    LocalEngine(std::filesystem::path const& directory, models::Embedder& embedder);
    /// Another engine on the store of another one. While other processes use a store, this one must not open it
    /// twice: to close any file gives up all locks that the process has on it (fcntl(2)).
    LocalEngine(LocalEngine& owner, models::Embedder& embedder);
    LocalEngine(LocalEngine const&) = delete;
    LocalEngine& operator=(LocalEngine const&) = delete;

    storage::Store& store() { return *store_; }
    storage::IndexCache& indexes() { return indexes_; }

    /// Ten results for the default user, as the tool asks for them.
    memory::SearchAnswer search(std::string const& query) const;
    /// Searches with other weights; lives as long as the engine.
    memory::Retriever retriever_with(std::map<std::string, double> const& weights);

private:
    LocalEngine(std::shared_ptr<storage::Store> store, std::filesystem::path directory, models::Embedder& embedder);

    std::filesystem::path directory_;
    std::shared_ptr<storage::Store> store_;
    storage::GraphStore graph_store_;
    storage::IndexCache indexes_;
    memory::TextVectors vectors_;
    storage::JobQueue queue_;
    memory::HandedOut handed_out_;
    memory::Housekeeping housekeeping_;
    memory::Retriever retriever_;
    memory::Neighbours neighbours_;
    memory::Engine engine_;
};

core::ScopeFilter default_user_filter();

/// Whether the text that a question was made from is among the results.
bool has_source(memory::SearchAnswer const& answer, SampleQuestion const& question);

}  // namespace keepsake::bench

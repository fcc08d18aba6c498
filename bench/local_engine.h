#pragma once

#include <filesystem>
#include <string>

#include "app/embedder_choice.h"
#include "memory/engine.h"
#include "models/curl_http_client.h"
#include "sample_user.h"
#include "samples.h"

namespace keepsake::bench {

/// An engine in this process over the store in a folder, put together as the server does it.
class LocalEngine {
public:
    explicit LocalEngine(std::filesystem::path const& directory);
    LocalEngine(LocalEngine const&) = delete;
    LocalEngine& operator=(LocalEngine const&) = delete;

    storage::Store& store() { return store_; }
    storage::IndexCache& indexes() { return indexes_; }

    /// Ten results for the default user, as the tool asks for them.
    memory::SearchAnswer search(std::string const& query) const;
    /// Whether the text that a question was made from is among its ten results.
    bool finds(SampleQuestion const& question) const;

private:
    core::SystemClock clock_;
    storage::Store store_;
    storage::IndexCache indexes_;
    models::CurlHttpClient http_;
    std::unique_ptr<models::Embedder> embedder_;
    memory::TextVectors vectors_;
    memory::Housekeeping housekeeping_;
    memory::Retriever retriever_;
    memory::Neighbours neighbours_;
    memory::Engine engine_;
};

core::ScopeFilter default_user_filter();

}  // namespace keepsake::bench

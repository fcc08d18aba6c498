#pragma once

#include <memory>

#include "core/settings.h"
#include "models/embedding/local_embedder.h"
#include "models/http_client.h"

namespace keepsake::app {

/// The embedding model that lies beside the program, its compiled form in the data folder.
models::LocalEmbedderOptions local_model_options(core::Settings const& settings);

/// The embedder that the settings name; it asks servers through `http`.
std::unique_ptr<models::Embedder> make_embedder(core::Settings const& settings, models::HttpClient& http);

}  // namespace keepsake::app

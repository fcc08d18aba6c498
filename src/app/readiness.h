#pragma once

#include <string>

#include "core/settings.h"
#include "memory/engine.h"
#include "models/embedding/embedder.h"

namespace keepsake::app {

/// Whether the server can do all that it is configured for.
struct Readiness {
    bool is_ready = false;
    std::string store;            ///< "open", or why not
    std::string embedding_model;  ///< "loaded", "loading", "off", "asked for over HTTP", or why not
};

/// Looks; may take a moment the first time, as the store is opened. Safe from many threads.
Readiness look_at_readiness(memory::Engine& engine, models::Embedder& embedder, core::EmbedderProvider provider);

}  // namespace keepsake::app

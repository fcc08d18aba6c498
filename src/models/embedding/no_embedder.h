#pragma once

#include "models/embedding/embedder.h"

namespace keepsake::models {

/// Search by meaning is switched off.
class NoEmbedder final : public Embedder {
public:
    EmbeddingModel model() const override { return {}; }
    core::Result<std::vector<Embedding>> embed(std::span<std::string const>, Urgency, std::stop_token) override {
        return core::Error{core::ErrorKind::unavailable,
                           "no embedding model is configured (KEEPSAKE_EMBEDDER_PROVIDER is \"none\")"};
    }
    bool understands(std::string_view) const override { return true; }
};

}  // namespace keepsake::models

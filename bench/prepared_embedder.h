#pragma once

#include <cstdint>
#include <vector>

#include "models/embedding/embedder.h"

namespace keepsake::bench {

/// Answers at once with directions that were drawn before, under the local model's name: a search with it is everything
/// but the work of the model.
class PreparedEmbedder final : public models::Embedder {
public:
    explicit PreparedEmbedder(std::uint64_t seed);

    models::EmbeddingModel model() const override;
    core::Result<std::vector<models::Embedding>> embed(std::span<std::string const> texts, models::Urgency urgency,
                                                       std::stop_token stop) override;
    bool understands(std::string_view) const override { return true; }

private:
    std::vector<models::Embedding> directions_;
};

}  // namespace keepsake::bench

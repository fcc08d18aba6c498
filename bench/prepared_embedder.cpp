#include "prepared_embedder.h"

#include <functional>
#include <string>

#include "local_model.h"
#include "sample_vectors.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t direction_count = 256;

}  // namespace

PreparedEmbedder::PreparedEmbedder(std::uint64_t seed) {
    Random random(seed);
    while (directions_.size() < direction_count) directions_.push_back(random_direction(random));
}

models::EmbeddingModel PreparedEmbedder::model() const {
    auto const model = local_vector_model();
    return {model.name, model.dimensions};
}

core::Result<std::vector<models::Embedding>> PreparedEmbedder::embed(std::span<std::string const> texts,
                                                                     models::Urgency, std::stop_token) {
    std::vector<models::Embedding> vectors;
    for (auto const& text : texts) vectors.push_back(directions_[std::hash<std::string>()(text) % direction_count]);
    return vectors;
}

}  // namespace keepsake::bench

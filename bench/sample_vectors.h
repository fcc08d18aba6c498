#pragma once

#include <unordered_map>

#include "models/embedding/embedder.h"
#include "storage/records.h"
#include "vocabulary.h"

namespace keepsake::bench {

/// Any direction, as good as equally likely.
storage::Vector random_direction(Random& random);

/// `share` of the way from one direction to another, of length 1.
storage::Vector between(storage::Vector const& from, storage::Vector const& to, float share);

/// Gives memories vectors that point anywhere, under the local model's name: as many numbers to compute with as real ones,
/// made at once.
class RandomVectors {
public:
    explicit RandomVectors(std::uint64_t seed) : random_(seed) {}

    void operator()(storage::Addition& addition);

private:
    Random random_;
};

/// Gives memories the vectors that the local model makes of their texts, up to `most_embedded` different texts; later ones
/// get one of those, moved a little.
class ModelVectors {
public:
    ModelVectors(models::Embedder& model, std::size_t most_embedded) : model_(model), most_embedded_(most_embedded) {}

    void operator()(storage::Addition& addition);

private:
    void embed(std::vector<std::string> const& texts);
    storage::Vector of(std::string const& text);

    models::Embedder& model_;
    std::size_t most_embedded_;
    std::vector<storage::Vector> made_;
    std::unordered_map<std::string, std::size_t> places_;  ///< in `made_`
    Random random_{17};
};

}  // namespace keepsake::bench

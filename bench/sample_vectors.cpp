#include "sample_vectors.h"

#include <stdexcept>

#include "local_model.h"

namespace keepsake::bench {
namespace {

constexpr float moved_share = .3f;

storage::Vector of_length_one(storage::Vector vector) {
    if (!models::normalise(vector)) throw std::runtime_error("a sample vector has no direction");
    return vector;
}

/// The text that a memory's vector is of.
std::string embedded_text(storage::Addition const& addition, storage::NewMemory const& memory) {
    if (memory.kind != storage::MemoryKind::turn) return memory.content.text;
    return storage::spoken(addition.turns[memory.sources.front()].speaker, memory.content.text);
}

}  // namespace

storage::Vector random_direction(Random& random) {
    static auto const dimensions = local_vector_model().dimensions;
    storage::Vector vector(dimensions);
    for (std::size_t i = 0; i < dimensions; i += 4) {
        // Four numbers of 16 bits each; the sum of so many hides that they are not normally distributed.
        auto bits = random();
        for (std::size_t j = i; j < std::min(i + 4, dimensions); ++j, bits >>= 16) {
            vector[j] = static_cast<float>(bits & 0xffff) - 32767.5f;
        }
    }
    return of_length_one(std::move(vector));
}

storage::Vector between(storage::Vector const& from, storage::Vector const& to, float share) {
    storage::Vector vector(from.size());
    for (std::size_t i = 0; i < vector.size(); ++i) vector[i] = (1 - share) * from[i] + share * to[i];
    return of_length_one(std::move(vector));
}

void RandomVectors::operator()(storage::Addition& addition) {
    addition.vector_model = local_vector_model();
    for (auto& memory : addition.memories) memory.vector = random_direction(random_);
}

void ModelVectors::operator()(storage::Addition& addition) {
    std::vector<std::string> texts;
    for (auto const& memory : addition.memories) texts.push_back(embedded_text(addition, memory));
    embed(texts);
    addition.vector_model = local_vector_model();
    for (std::size_t i = 0; i < texts.size(); ++i) addition.memories[i].vector = of(texts[i]);
}

void ModelVectors::embed(std::vector<std::string> const& texts) {
    std::vector<std::string> unknown;
    for (auto const& text : texts) {
        if (places_.size() == most_embedded_) break;
        if (places_.try_emplace(text, places_.size()).second) unknown.push_back(text);
    }
    if (unknown.empty()) return;
    auto made = model_.embed(unknown, models::Urgency::background, {});
    if (!made) throw std::runtime_error(made.error().message);
    for (auto& vector : made.value()) made_.push_back(std::move(vector));
}

storage::Vector ModelVectors::of(std::string const& text) {
    if (auto const place = places_.find(text); place != places_.end()) return made_[place->second];
    return between(one_of(random_, made_), random_direction(random_), moved_share);
}

}  // namespace keepsake::bench

#include "clustered_vectors.h"

#include <cmath>
#include <numeric>

namespace keepsake::bench {
namespace {

constexpr std::size_t topic_count = 300;
constexpr std::size_t vectors_of_subject = 30;

// Shares of the square of a vector's length.
constexpr float common_share = .1f;
constexpr float topic_share = .2f;
constexpr float least_subject_share = .2f;
constexpr float most_subject_share = .4f;

void add(storage::Vector& sum, storage::Vector const& direction, float share) {
    auto const length = std::sqrt(share);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += length * direction[i];
}

double cosine(storage::Vector const& one, storage::Vector const& other) {
    return std::inner_product(one.begin(), one.end(), other.begin(), 0.0);
}

}  // namespace

ClusteredVectors::ClusteredVectors(std::size_t count, std::uint64_t seed)
    : random_(seed), common_(random_direction(random_)) {
    for (std::size_t i = 0; i < topic_count; ++i) topics_.push_back(random_direction(random_));
    for (std::size_t i = 0; i < count / vectors_of_subject; ++i)
        subjects_.push_back({pick(random_, topic_count), random_direction(random_)});
}

storage::Vector ClusteredVectors::of_subject(std::size_t subject) {
    auto const& [topic, direction] = subjects_[subject];
    auto const place = static_cast<float>(random_() % 1'000) / 1'000;
    auto const subject_share = least_subject_share + place * (most_subject_share - least_subject_share);
    auto vector = random_direction(random_);
    auto const rest = std::sqrt(1 - common_share - topic_share - subject_share);
    for (auto& number : vector) number *= rest;
    add(vector, common_, common_share);
    add(vector, topics_[topic], topic_share);
    add(vector, direction, subject_share);
    if (!models::normalise(vector)) return common_;
    return vector;
}

double ClusteredVectors::unrelated_cosine() { return cosine(next(), next()); }

double ClusteredVectors::cosine_within_subject() {
    auto const subject = pick(random_, subjects_.size());
    return cosine(of_subject(subject), of_subject(subject));
}

}  // namespace keepsake::bench

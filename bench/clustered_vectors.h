#pragma once

#include <cstdint>
#include <vector>

#include "sample_vectors.h"

namespace keepsake::bench {

/// Vectors that lie to each other as those of a sentence model do: all share a direction (cosines of unrelated ones about
/// .1), those of one topic another (about .3), those of one subject within a topic a third (.5 to .7); the rest of each
/// points anywhere.
class ClusteredVectors {
public:
    /// So many subjects that each has about thirty of `count` vectors.
    ClusteredVectors(std::size_t count, std::uint64_t seed);

    storage::Vector next() { return of_subject(pick(random_, subjects_.size())); }

    /// Cosines as they turn out.
    double unrelated_cosine();
    double cosine_within_subject();

private:
    struct Subject {
        std::size_t topic;
        storage::Vector direction;
    };

    storage::Vector of_subject(std::size_t subject);

    Random random_;
    storage::Vector common_;
    std::vector<storage::Vector> topics_;
    std::vector<Subject> subjects_;
};

}  // namespace keepsake::bench

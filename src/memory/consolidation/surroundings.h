#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "memory/extraction/extractor.h"
#include "memory/retrieval/neighbours.h"
#include "storage/job_queue.h"

namespace keepsake::memory {

/// A fact that is known, in the version that was looked at.
struct KnownFact {
    storage::RowId row = 0;
    int version = 1;
    std::string text;
    Timestamp since;
    bool operator==(KnownFact const&) const = default;
};

/// What is known near the candidates of a proposal. Places in the lists are the numbers that a model is given.
struct Surroundings {
    std::int64_t seen_changes = 0;  ///< the user's counter before anything was looked for
    std::vector<KnownFact> memories;
    std::vector<std::vector<std::size_t>> near;  ///< of each fact: places in `memories`, the most likely first
    std::vector<storage::KnownRelation> relations;
    std::vector<std::vector<std::size_t>> near_relations;  ///< of each relation: places in `relations`

    /// Whether a decision made by the one stands by the other.
    bool says_the_same(Surroundings const& other) const;
};

/// Looks for what a candidate may change or repeat.
class SurroundingsFinder {
public:
    SurroundingsFinder(storage::Store const& store, storage::JobQueue const& queue, Neighbours const& neighbours)
        : store_(store), queue_(queue), neighbours_(neighbours) {}

    Surroundings find(Scope const& scope, Proposal const& proposal, std::stop_token stop) const;

private:
    storage::Store const& store_;
    storage::JobQueue const& queue_;
    Neighbours const& neighbours_;
};

}  // namespace keepsake::memory

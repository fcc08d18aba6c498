#pragma once

#include <cstddef>
#include <vector>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

constexpr int most_depth = 4;

/// What is around an entity, nearest first and, at the same distance, newest first; the entity itself comes first.
struct Surroundings {
    std::vector<storage::EntityPlace> entities;
    std::vector<storage::RelationPlace> relations;
    bool truncated = false;  ///< there are more relations than the limit, or the budget did not reach to the end
};

/// Relations of the entity and of what is less than `depth` relations away from it.
Surroundings surroundings_of(GraphView const& view, storage::EntityPlace start, int depth, Follow const& follow,
                             std::size_t limit, StepBudget& budget);

}  // namespace keepsake::memory

#pragma once

#include <cstddef>
#include <vector>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// Ways between two entities, as the relations on them, in the order in which they are gone.
struct PathsFound {
    std::vector<std::vector<storage::RelationPlace>> paths;
    bool truncated = false;  ///< there are more than the limit, or the budget did not reach to the end
};

/// All ways from one entity to another that take as few relations as possible and at most `depth`, oldest relations first.
/// The two are different.
PathsFound shortest_paths(GraphView const& view, storage::EntityPlace from, storage::EntityPlace to, int depth,
                          Follow const& follow, std::size_t limit, StepBudget& budget);

}  // namespace keepsake::memory

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// What a query speaks of in a view of a graph, best first.
struct GraphFound {
    /// Whose name or alias is the query; then those that it names; then those that share words with it.
    std::vector<storage::EntityPlace> entities;
    /// Of the entities that it names, or of all when it names none: those with most of its words come first, then the newest.
    std::vector<storage::RelationPlace> relations;
    bool truncated =
        false;  ///< there are more than the limit of one of the two, or the budget did not reach to the end
};

GraphFound search_in(GraphView const& view, std::string_view query, std::size_t limit, StepBudget& budget);

}  // namespace keepsake::memory

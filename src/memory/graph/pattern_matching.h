#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "memory/graph/graph_view.h"
#include "memory/graph/pattern_reading.h"

namespace keepsake::memory {

/// Ways to fill the variables of a query.
struct Matches {
    /// For each variable the place of an entity, or of a relation's name; no row comes twice.
    std::vector<std::vector<std::uint32_t>> rows;
    /// That show the rows to be so, one for each pattern, each once, in the order of the rows.
    std::vector<storage::RelationPlace> relations;
    bool truncated = false;  ///< there are more rows than the limit, or the budget did not reach to the end
};

/// `entities`: those that the query names.
Matches match_patterns(GraphView const& view, ReadQuery const& query, std::span<storage::EntityPlace const> entities,
                       std::size_t limit, StepBudget& budget);

}  // namespace keepsake::memory

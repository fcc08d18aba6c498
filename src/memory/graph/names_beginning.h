#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// The first of the entities' names, aliases too, that begin so in any case.
std::set<std::string> names_beginning_with(GraphView const& view, std::string_view begun, std::size_t limit,
                                           StepBudget& budget);

}  // namespace keepsake::memory

#pragma once

#include <string>

#include "core/result.h"
#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// For a person who names what there is not: the closest names of what is shown.
core::Error unknown_entity(GraphView const& view, std::string const& name);

}  // namespace keepsake::memory

#pragma once

#include <string>

#include "memory/graph/graph_excerpts.h"

namespace keepsake::app {

/// The excerpt as a GraphML document (http://graphml.graphdrawing.org/specification.html), everything that is known of
/// each node and edge in it.
std::string graphml(memory::GraphExcerpt const& excerpt);

}  // namespace keepsake::app

#pragma once

#include <iosfwd>

#include "app/graph_words.h"
#include "core/settings.h"

namespace keepsake::app {

/// Shows the graph of the configured user, or corrects which names in it are one entity. Returns the exit code.
int run_graph(core::Settings const& settings, GraphOrder const& order, std::ostream& out, std::ostream& errors);

}  // namespace keepsake::app

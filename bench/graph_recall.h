#pragma once

#include "report.h"

namespace keepsake::bench {

/// Questions of a generated world that need two facts, of which the second shares no name with the question: how many of
/// them ten results hold, without the graph and with it.
void measure_graph_recall(Report& report);

}  // namespace keepsake::bench

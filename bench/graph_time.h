#pragma once

#include "report.h"

namespace keepsake::bench {

/// What questions about a graph of 100,000 relations take.
void measure_graph(Report& report);

}  // namespace keepsake::bench

#pragma once

#include "report.h"

namespace keepsake::bench {

/// What one search takes inside the process, whole and in parts, by the number of the user's memories.
void measure_search(Report& report);

}  // namespace keepsake::bench

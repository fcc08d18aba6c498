#pragma once

#include "report.h"

namespace keepsake::bench {

/// How many memories a second get through the real server, from its standard input to the disk.
void measure_writes(Report& report);

}  // namespace keepsake::bench

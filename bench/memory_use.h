#pragma once

#include "report.h"

namespace keepsake::bench {

/// What the server holds in memory: before the model is there, with it, and with many memories of one user.
void measure_memory(Report& report);

}  // namespace keepsake::bench

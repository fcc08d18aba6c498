#pragma once

#include "report.h"

namespace keepsake::bench {

/// How long a client waits for a server that it has just started, and what that server then holds in memory.
void measure_startup(Report& report);

}  // namespace keepsake::bench

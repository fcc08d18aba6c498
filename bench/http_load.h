#pragma once

#include "report.h"

namespace keepsake::bench {

/// Searching and adding over HTTP: one client against the engine itself, and 64 clients at once.
void measure_http(Report& report);

}  // namespace keepsake::bench

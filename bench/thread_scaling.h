#pragma once

#include "report.h"

namespace keepsake::bench {

/// How searches of one process share the cores, alone and while another process writes for the same user.
void measure_threads(Report& report);

}  // namespace keepsake::bench

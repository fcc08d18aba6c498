#pragma once

#include "report.h"

namespace keepsake::bench {

/// How long add_memory takes when a language model is configured.
void measure_adds(Report& report);

}  // namespace keepsake::bench

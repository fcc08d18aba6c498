#pragma once

#include "report.h"

namespace keepsake::bench {

/// How long the two questions about ten messages are.
void measure_prompts(Report& report);

}  // namespace keepsake::bench

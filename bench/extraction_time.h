#pragma once

#include "report.h"

namespace keepsake::bench {

/// Searching and adding while conversations are extracted.
void measure_extraction(Report& report);

}  // namespace keepsake::bench

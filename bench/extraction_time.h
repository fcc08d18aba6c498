#pragma once

#include "report.h"

namespace keepsake::bench {

/// Searching and adding while conversations are extracted, and what the language model is sent.
void measure_extraction(Report& report);

}  // namespace keepsake::bench

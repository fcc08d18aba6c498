#pragma once

#include "report.h"

namespace keepsake::bench {

/// The scan of everything against lists of near vectors, from 10,000 to 1,000,000 vectors.
Table measure_lists();

}  // namespace keepsake::bench

#pragma once

#include "report.h"

namespace keepsake::bench {

/// A scan of 1,000,000 vectors next to a plain reading of as many bytes.
Table measure_scan();

}  // namespace keepsake::bench

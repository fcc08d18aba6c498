#pragma once

#include "report.h"

namespace keepsake::bench {

/// A user's searches while four conversations are extracted, against those while nothing else is done.
void measure_searches_meanwhile(Report& report);

}  // namespace keepsake::bench

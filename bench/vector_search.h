#pragma once

#include "report.h"

namespace keepsake::bench {

/// What the cosines of one question with a user's vectors take: against the machine's memory bandwidth, and from how many
/// vectors on lists of near ones are worth what they lose.
void measure_vectors(Report& report);

}  // namespace keepsake::bench

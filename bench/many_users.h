#pragma once

#include "report.h"

namespace keepsake::bench {

/// What a user's searches lose when the store holds ten thousand others.
void measure_many_users(Report& report);

}  // namespace keepsake::bench

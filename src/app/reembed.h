#pragma once

#include <iosfwd>

#include "core/settings.h"

namespace keepsake::app {

/// Makes the vectors of all memories with the configured model, one line per step. Stopped at any time, it goes on from
/// there when it is run again; a server that runs meanwhile finds by words what has no vector yet. Returns the exit code.
int run_reembed(core::Settings const& settings, std::ostream& out, std::ostream& errors);

}  // namespace keepsake::app

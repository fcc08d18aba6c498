#pragma once

#include <iosfwd>

#include "core/settings.h"

namespace keepsake::app {

/// Has facts extracted from the conversations that were stored without a language model, and stays until no job waits.
/// Returns the exit code.
int extract_backlog(core::Settings const& settings, std::ostream& out, std::ostream& errors);

}  // namespace keepsake::app

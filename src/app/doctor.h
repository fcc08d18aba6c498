#pragma once

#include <iosfwd>
#include <string>

#include "core/settings.h"

namespace keepsake::app {

/// Checks data folder, store and settings; one line each, with what to do. Returns the exit code.
int run_doctor(core::Settings const& settings, std::string const& problem, std::ostream& out);

}  // namespace keepsake::app

#pragma once

#include <iosfwd>
#include <string>

#include "core/settings.h"

namespace keepsake::app {

/// Adds what a file of the official memory server holds to the graph of the configured user, all of it or nothing. `file`
/// "-" is `in`. Returns the exit code.
int import_graph(core::Settings const& settings, std::string const& file, std::istream& in, std::ostream& out,
                 std::ostream& errors);

/// Writes the graph of the configured user as such a file. Returns the exit code.
int export_graph(core::Settings const& settings, std::ostream& out, std::ostream& errors);

}  // namespace keepsake::app

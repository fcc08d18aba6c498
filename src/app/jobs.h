#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "core/settings.h"

namespace keepsake::app {

/// Lists the conversations that wait for extraction, are at work, or could not be extracted. Returns the exit code.
int list_jobs(core::Settings const& settings, std::ostream& out, std::ostream& errors);

/// Has one that could not be extracted tried again, or all; a running server does it. Returns the exit code.
int retry_jobs(core::Settings const& settings, std::optional<std::string> const& event, std::ostream& out,
               std::ostream& errors);

}  // namespace keepsake::app

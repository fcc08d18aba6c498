#pragma once

#include <string>

#include "core/settings.h"

namespace keepsake::core {

/// Sends the log to stderr: stdout belongs to the protocol. Texts of memories never go into it at info and above.
void start_log(std::string const& level, LogFormat format);

}  // namespace keepsake::core

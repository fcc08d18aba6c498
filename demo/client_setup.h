#pragma once

#include <filesystem>

#include "terminal.h"

namespace keepsake::demo {

/// Prints what to paste so that Claude Desktop, Cursor and Claude Code start this server.
void show_client_setup(Terminal const& terminal, std::filesystem::path const& server);

}  // namespace keepsake::demo

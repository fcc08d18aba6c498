#pragma once

#include <functional>

#include "mcp/connection.h"
#include "mcp/prompt.h"
#include "mcp/tool.h"

namespace keepsake::conformance {

/// What the conformance suites (0.1.16, 0.2.0-alpha.12) look for by name, but for the extension of tasks.

/// Every kind of content, an error, schemas that must arrive as they are.
void add_content_tools(mcp::ToolSet& tools);
/// What is said while a call runs: logs, progress, changed lists, a stream that pauses.
void add_running_tools(mcp::ToolSet& tools, std::function<void(mcp::ListKind)> const& list_changed);
/// Legacy: requests to the client in the middle of a call.
void add_asking_tools(mcp::ToolSet& tools);
/// Modern: calls that are made again with what was missing (multi round-trip requests).
void add_round_trip_tools(mcp::ToolSet& tools);

void add_prompts(mcp::PromptSet& prompts);

}  // namespace keepsake::conformance

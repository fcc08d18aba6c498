#pragma once

#include "mcp/prompt.h"
#include "tools/tool_environment.h"

namespace keepsake::tools {

/// What a person can have asked in one word: `recall`, `remember`. Over one environment, which must live longer.
mcp::PromptSet make_prompt_set(ToolEnvironment const& environment);

}  // namespace keepsake::tools

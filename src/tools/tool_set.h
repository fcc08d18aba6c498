#pragma once

#include "mcp/tool.h"
#include "tools/memory_tool.h"

namespace keepsake::tools {

/// Which tools a model is shown. `assistant` and `core` differ once there is a graph; `multi_user` also shows the
/// arguments of the scope, `all` also the tools that are otherwise answered without being listed;
/// `knowledge_graph`: those of the official memory server instead of ours.
enum class Profile { assistant, core, multi_user, knowledge_graph, all };

std::optional<Profile> profile_named(std::string_view name);
/// "assistant, core, multi-user, knowledge-graph, all"
std::string profile_names();

/// All tools with their names of other servers, over one environment, which must live longer.
mcp::ToolSet make_tool_set(ToolEnvironment const& environment, Profile profile);

/// For the model, before it has seen any memory.
std::string_view instructions();

}  // namespace keepsake::tools

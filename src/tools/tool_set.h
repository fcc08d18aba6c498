#pragma once

#include "mcp/tool.h"
#include "tools/memory_tool.h"

namespace keepsake::tools {

/// Which tools a model is shown: `core` those of memories, `assistant` also those of the graph, `graph` all of these.
/// `multi_user` also shows the arguments of the scope, `all` also what is otherwise answered without being listed;
/// `knowledge_graph`: the tools of the official memory server instead of ours.
enum class Profile { assistant, core, graph, multi_user, knowledge_graph, all };

std::optional<Profile> profile_named(std::string_view name);
/// "assistant, core, graph, multi-user, knowledge-graph, all"
std::string profile_names();

/// All tools with their names of other servers, over one environment, which must live longer.
mcp::ToolSet make_tool_set(ToolEnvironment const& environment, Profile profile);

/// For the model, before it has seen any memory; they speak of the tools that it is shown.
std::string instructions(ToolEnvironment const& environment, Profile profile);

}  // namespace keepsake::tools

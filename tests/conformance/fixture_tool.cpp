#include "fixture_tool.h"

namespace keepsake::conformance {

void add_tool(mcp::ToolSet& tools, std::string const& name, std::string const& description,
              FixtureTool::Function function) {
    add_tool(tools, name, description, {{"type", "object"}, {"properties", Json::object()}}, std::move(function));
}

void add_tool(mcp::ToolSet& tools, std::string const& name, std::string const& description, Json input,
              FixtureTool::Function function) {
    Json definition = {{"name", name}, {"description", description}, {"inputSchema", std::move(input)}};
    tools.add(std::make_unique<FixtureTool>(std::move(definition), std::move(function)), mcp::ToolSet::Listing::listed);
}

}  // namespace keepsake::conformance

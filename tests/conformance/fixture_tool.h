#pragma once

#include <functional>
#include <string>

#include "mcp/tool.h"

namespace keepsake::conformance {

using mcp::Json;

/// A tool that is one function.
class FixtureTool : public mcp::Tool {
public:
    using Function = std::function<mcp::ToolReply(Json const& arguments, mcp::CallContext const& context)>;

    FixtureTool(Json definition, Function function)
        : definition_(std::move(definition)), function_(std::move(function)) {}

    Json const& definition() const override { return definition_; }
    mcp::ToolReply call(Json const& arguments, mcp::CallContext const& context) const override {
        return function_(arguments, context);
    }

private:
    Json definition_;
    Function function_;
};

/// Adds a tool without arguments.
void add_tool(mcp::ToolSet& tools, std::string const& name, std::string const& description,
              FixtureTool::Function function);
/// Adds a tool whose input schema is `input`.
void add_tool(mcp::ToolSet& tools, std::string const& name, std::string const& description, Json input,
              FixtureTool::Function function);

}  // namespace keepsake::conformance

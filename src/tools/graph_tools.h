#pragma once

#include "memory/graph/graph.h"
#include "tools/memory_tool.h"

namespace keepsake::tools {

/// A tool that asks the graph, as long as there is one.
class GraphTool : public MemoryTool {
public:
    /// `names`: the arguments of the tool besides those of time and scope.
    GraphTool(ToolEnvironment const& environment, Json definition, std::vector<std::string_view> names);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const final;
    virtual Json ask(Arguments const& arguments, mcp::CallContext const& context) const = 0;

    memory::Graph const& graph() const { return environment().graph; }
    /// What the call may see, and of which time.
    memory::GraphScope scope(Arguments const& arguments, mcp::CallContext const& context) const;
};

class SearchGraph final : public GraphTool {
public:
    SearchGraph(ToolEnvironment const& environment, Json definition);

protected:
    Json ask(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class ExploreGraph final : public GraphTool {
public:
    ExploreGraph(ToolEnvironment const& environment, Json definition);

protected:
    Json ask(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class QueryGraph final : public GraphTool {
public:
    QueryGraph(ToolEnvironment const& environment, Json definition);

protected:
    Json ask(Arguments const& arguments, mcp::CallContext const& context) const override;
};

}  // namespace keepsake::tools

#pragma once

#include "mcp/tool.h"
#include "memory/knowledge_graph.h"
#include "tools/memory_tool.h"

/// The tools of the Model Context Protocol's own memory server: what it is asked and what it answers, over our store.
namespace keepsake::tools {

/// Members in the order in which they are put in.
using OrderedJson = nlohmann::ordered_json;

/// {entities: [{name, entityType, observations}], relations: [{from, to, relationType}]}
OrderedJson knowledge_graph_view(memory::KeptGraph const& graph);
/// As that server writes JSON for a model: two blanks for each level.
std::string indented(OrderedJson const& json);

/// What one of its tools is asked, and of whose graph.
struct KnowledgeGraphCall {
    memory::KnowledgeGraph& graph;
    Arguments const& arguments;
    memory::Keeper keeper;
    core::ScopeFilter visible;
};

class KnowledgeGraphTool final : public MemoryTool {
public:
    using Work = Answer (*)(KnowledgeGraphCall const& call);

    /// `argument`: its only one besides the scope; may be empty.
    KnowledgeGraphTool(ToolEnvironment const& environment, std::string const& name, std::string_view argument,
                       Work work);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;

private:
    Work work_;
};

/// Lists all nine. The environment must live longer.
void add_knowledge_graph_tools(mcp::ToolSet& set, ToolEnvironment const& environment);

/// For the model, before it has seen any of the graph.
std::string_view knowledge_graph_instructions();

}  // namespace keepsake::tools

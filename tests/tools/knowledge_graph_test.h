#pragma once

#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::testing {

using tools::Json;

/// The tools of the profile knowledge-graph over a store of Ana's.
class KnowledgeGraphTest : public EngineFixture {
protected:
    /// The CallToolResult.
    Json call(std::string const& name, Json const& arguments, mcp::CallContext const& context = {}) const {
        return std::get<mcp::ToolResult>(tools_.find(name)->call(arguments, context)).json();
    }
    Json call_ok(std::string const& name, Json const& arguments, mcp::CallContext const& context = {}) const {
        auto const result = call(name, arguments, context);
        EXPECT_FALSE(result.value("isError", false)) << result;
        return result.value("structuredContent", Json());
    }
    std::string refusal(std::string const& name, Json const& arguments) const {
        auto const result = call(name, arguments);
        EXPECT_TRUE(result.value("isError", false)) << result;
        EXPECT_FALSE(result.contains("structuredContent"));
        return result.at("content").at(0).at("text");
    }
    static Json entity(std::string name, std::vector<std::string> observations = {}) {
        return {{"name", std::move(name)}, {"entityType", "person"}, {"observations", std::move(observations)}};
    }
    static Json relation(std::string from, std::string type, std::string to) {
        return {{"from", std::move(from)}, {"relationType", std::move(type)}, {"to", std::move(to)}};
    }
    void create(std::vector<Json> const& entities) const { call_ok("create_entities", {{"entities", entities}}); }
    void relate(std::vector<Json> const& relations) const { call_ok("create_relations", {{"relations", relations}}); }
    static std::vector<std::string> names(Json const& graph) {
        std::vector<std::string> found;
        for (auto const& shown : graph.at("entities")) found.push_back(shown.at("name"));
        return found;
    }

    tools::ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {}, .user = "ana", .bound = false, .problem = {}};
    mcp::ToolSet tools_ = make_tool_set(environment_, tools::Profile::knowledge_graph);
};

}  // namespace keepsake::testing

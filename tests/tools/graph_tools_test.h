#pragma once

#include "memory/engine_fixture.h"
#include "support/output_schema.h"
#include "tools/tool_set.h"

namespace keepsake::testing {

using tools::Json;

/// Ana's assistant relates people and places, and asks for them.
class GraphToolsTest : public EngineFixture {
protected:
    Json result(std::string const& tool, Json const& arguments, mcp::CallContext const& context = {}) const {
        auto const set = tools::make_tool_set(environment_, tools::Profile::all);
        return std::get<mcp::ToolResult>(set.find(tool)->call(arguments, context)).json();
    }
    /// What is answered, which fits the tool's schema.
    Json answer(std::string const& tool, Json const& arguments, mcp::CallContext const& context = {}) const {
        auto const shown = result(tool, arguments, context);
        EXPECT_FALSE(shown.value("isError", false)) << tool << arguments << shown;
        auto content = shown.value("structuredContent", Json::object());
        auto const set = tools::make_tool_set(environment_, tools::Profile::all);
        auto const& schema = set.find(tool)->definition().at("outputSchema");
        EXPECT_EQ(violations(schema, content), std::vector<std::string>()) << tool << arguments << content;
        return content;
    }
    std::string refusal(std::string const& tool, Json const& arguments, mcp::CallContext const& context = {}) const {
        auto const shown = result(tool, arguments, context);
        EXPECT_TRUE(shown.value("isError", false)) << tool << arguments << shown;
        return shown.at("content").at(0).at("text");
    }

    static mcp::CallContext of(std::string user) {
        mcp::CallContext context;
        context.caller.user = std::move(user);
        return context;
    }
    static Json relation(std::string source, std::string name, std::string target) {
        return {{"source", std::move(source)}, {"relation", std::move(name)}, {"target", std::move(target)}};
    }
    /// `more`: further arguments of the call.
    void relate(std::vector<Json> const& relations, Json more = Json::object()) const {
        more["relations"] = relations;
        answer("add_memory", more);
    }
    static Json patterns(std::vector<Json> const& asked) { return {{"patterns", asked}}; }
    /// "Ana works_at Acme"
    static std::vector<std::string> said(Json const& relations) {
        std::vector<std::string> found;
        for (auto const& shown : relations) {
            auto const part = [&](char const* name) -> std::string { return shown.at(name); };
            found.push_back(part("source") + " " + part("relation") + " " + part("target"));
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    static std::vector<std::string> names(Json const& entities) {
        std::vector<std::string> found;
        for (auto const& entity : entities) found.push_back(entity.at("name"));
        return found;
    }

    tools::ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {}, .user = "ana", .bound = false, .problem = {}};
};

}  // namespace keepsake::testing

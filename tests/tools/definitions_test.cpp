#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "core/embedded_files.h"
#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::tools {
namespace {

std::string name_of(core::EmbeddedFile const& file) {
    return std::string(file.name.substr(0, file.name.rfind(".json")));
}

/// Calls `visit` with every object inside a JSON value.
void every_object(Json const& json, std::function<void(Json const&)> const& visit) {
    if (json.is_object()) visit(json);
    if (json.is_structured()) {
        for (auto const& part : json) every_object(part, visit);
    }
}

class DefinitionsTest : public ::testing::TestWithParam<core::EmbeddedFile> {
protected:
    Json const definition_ = Json::parse(GetParam().text);
};

TEST_P(DefinitionsTest, IsNamedAsItsFile) {
    EXPECT_TRUE(GetParam().name.ends_with(".json"));
    EXPECT_EQ(definition_.at("name"), name_of(GetParam()));
    EXPECT_FALSE(definition_.at("title").get<std::string>().empty());
}

TEST_P(DefinitionsTest, SaysInAFewWordsWhatItIsFor) {
    auto const description = definition_.at("description").get<std::string>();
    EXPECT_FALSE(description.empty());
    EXPECT_LE(description.size(), 300u);
}

TEST_P(DefinitionsTest, TakesOnePlainObject) {
    auto const& schema = definition_.at("inputSchema");
    EXPECT_EQ(schema.at("type"), "object");
    every_object(schema, [](Json const& part) {
        for (auto const* const keyword : {"anyOf", "oneOf", "allOf", "not", "$ref", "$defs", "if"}) {
            EXPECT_FALSE(part.contains(keyword)) << keyword << " is not understood by every client";
        }
    });
    for (auto const& required : schema.value("required", Json::array())) {
        EXPECT_TRUE(schema.at("properties").contains(required.get<std::string>())) << required;
    }
    for (auto const& [name, property] : schema.at("properties").items()) EXPECT_TRUE(property.contains("type")) << name;
}

TEST_P(DefinitionsTest, AnswersWithAnObject) {
    auto const& schema = definition_.at("outputSchema");
    EXPECT_EQ(schema.at("type"), "object");
    for (auto const& required : schema.value("required", Json::array())) {
        EXPECT_TRUE(schema.at("properties").contains(required.get<std::string>())) << required;
    }
    EXPECT_TRUE(schema.at("properties").contains("ignored")) << "what was not understood is named in every answer";
}

TEST_P(DefinitionsTest, SaysWhetherItChangesAnything) {
    auto const& hints = definition_.at("annotations");
    EXPECT_EQ(hints.at("title"), definition_.at("title"));
    EXPECT_EQ(hints.at("openWorldHint"), false);
    static std::set<std::string> const readers = {"search_memory", "list_memories", "get_memory", "get_event",
                                                  "search_graph",  "explore_graph", "query_graph"};
    EXPECT_EQ(hints.at("readOnlyHint"), readers.contains(name_of(GetParam())));
    if (!readers.contains(name_of(GetParam()))) {
        EXPECT_EQ(hints.at("destructiveHint"), name_of(GetParam()) != "add_memory");
        EXPECT_TRUE(hints.at("idempotentHint").is_boolean());
    }
}

INSTANTIATE_TEST_SUITE_P(Tools, DefinitionsTest,
                         ::testing::ValuesIn(core::embedded_tools().begin(), core::embedded_tools().end()),
                         [](auto const& info) { return name_of(info.param); });

class ToolSetTest : public testing::EngineFixture {
protected:
    std::set<std::string> listed(Profile profile) {
        std::set<std::string> names;
        auto const list = make_tool_set(environment_, profile).list();
        for (auto const& tool : list) names.insert(tool["name"]);
        return names;
    }
    Json properties(Profile profile, std::string const& name) {
        return make_tool_set(environment_, profile).find(name)->definition()["inputSchema"]["properties"];
    }

    ToolEnvironment environment_{engine_, graph_, {}, "ana", false, ""};
};

TEST_F(ToolSetTest, ListsWhatItsProfileShows) {
    std::set<std::string> const six = {"add_memory", "search_memory", "list_memories",
                                       "get_memory", "update_memory", "delete_memory"};
    auto eight = six;
    eight.insert({"search_graph", "explore_graph"});
    auto nine = eight;
    nine.insert("query_graph");
    auto all = nine;
    all.insert("get_event");
    EXPECT_EQ(listed(Profile::assistant), eight);
    EXPECT_EQ(listed(Profile::core), six);
    EXPECT_EQ(listed(Profile::graph), nine);
    EXPECT_EQ(listed(Profile::multi_user), eight);
    EXPECT_EQ(listed(Profile::all), all);
}

TEST_F(ToolSetTest, OfTheGraphAModelIsShownWhatItNeeds) {
    auto const arguments = [&](std::string const& tool) {
        std::set<std::string> names;
        auto const shown = properties(Profile::graph, tool);
        for (auto const& [name, schema] : shown.items()) names.insert(name);
        return names;
    };
    EXPECT_EQ(arguments("search_graph"), (std::set<std::string>{"query", "limit"}));
    EXPECT_EQ(arguments("explore_graph"), (std::set<std::string>{"entity", "depth", "to"}));
    EXPECT_EQ(arguments("query_graph"), (std::set<std::string>{"patterns"}));
}

TEST_F(ToolSetTest, ShowsTheScopeOnlyWhereItIsWanted) {
    EXPECT_FALSE(properties(Profile::assistant, "search_memory").contains("user_id"));
    for (auto const* const part : {"user_id", "agent_id", "app_id", "session_id"}) {
        EXPECT_TRUE(properties(Profile::multi_user, "search_memory").contains(part)) << part;
    }
}

TEST_F(ToolSetTest, AnswersUnderTheNamesOfOtherServers) {
    auto const set = make_tool_set(environment_, Profile::assistant);
    for (auto const* const name :
         {"get_event", "add_memories", "search_memories", "get_memories", "delete_memories", "delete_all_memories"}) {
        EXPECT_NE(set.find(name), nullptr) << name;
    }
    EXPECT_EQ(set.find("drop_table"), nullptr);
}

TEST_F(ToolSetTest, KnowsItsProfilesByName) {
    EXPECT_EQ(profile_named("multi-user"), Profile::multi_user);
    EXPECT_EQ(profile_named("graph"), Profile::graph);
    EXPECT_FALSE(profile_named("everything"));
    EXPECT_EQ(profile_names(), "assistant, core, graph, multi-user, knowledge-graph, all");
}

TEST_F(ToolSetTest, InstructionsSpeakOfWhatIsShown) {
    EXPECT_LE(instructions(environment_, Profile::all).size(), 2048u) << "more does not reach the model";
    EXPECT_NE(instructions(environment_, Profile::assistant).find("explore_graph"), std::string::npos);
    EXPECT_EQ(instructions(environment_, Profile::core).find("explore_graph"), std::string::npos);
    EXPECT_EQ(instructions(environment_, Profile::knowledge_graph).find("explore_graph"), std::string::npos);
}

TEST_F(ToolSetTest, AWrongSettingIsWhatEveryToolAnswers) {
    environment_.problem = "Setting KEEPSAKE_LOG is \"loud\".";
    auto const set = make_tool_set(environment_, Profile::all);
    for (auto const& tool : set.list()) {
        auto const reply = set.find(tool["name"].get<std::string>())->call(Json::object(), {});
        auto const& result = std::get<mcp::ToolResult>(reply).json();
        EXPECT_EQ(result["isError"], true);
        EXPECT_EQ(result["content"][0]["text"], environment_.problem);
    }
}

}  // namespace
}  // namespace keepsake::tools

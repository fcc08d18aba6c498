#include "tools/knowledge_graph_test.h"

#include <set>

#include "tools/knowledge_graph.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;
using Texts = std::vector<std::string>;

class KnowledgeGraphToolTest : public KnowledgeGraphTest {
protected:
    Texts found(std::string const& query) const { return names(call_ok("search_nodes", {{"query", query}})); }
};

TEST_F(KnowledgeGraphToolTest, TheNineAreListedAndOursAreAnswered) {
    std::set<std::string> listed;
    for (auto const& tool : tools_.list()) {
        listed.insert(tool.at("name"));
        EXPECT_LE(tool.at("description").get<std::string>().size(), 300u);
        EXPECT_EQ(tool.at("annotations").at("title"), tool.at("title"));
    }
    EXPECT_EQ(listed, (std::set<std::string>{"create_entities", "create_relations", "add_observations",
                                             "delete_entities", "delete_observations", "delete_relations", "read_graph",
                                             "search_nodes", "open_nodes"}));
    EXPECT_NE(tools_.find("search_memory"), nullptr);
    EXPECT_NE(tools_.find("get_memories"), nullptr);
    EXPECT_EQ(make_tool_set(environment_, Profile::all).find("read_graph"), nullptr);
    EXPECT_LE(knowledge_graph_instructions().size(), 2048u) << "more does not reach the model";
}

TEST_F(KnowledgeGraphToolTest, TheTextIsTheBareListWithTwoBlanksForEachLevel) {
    auto const result = call("create_entities", {{"entities", {entity("Ada", {"sings"})}}});
    EXPECT_EQ(result.at("structuredContent"), (Json{{"entities", {entity("Ada", {"sings"})}}}));
    EXPECT_EQ(
        result.at("content").at(0).at("text"),
        "[\n  {\n    \"name\": \"Ada\",\n    \"entityType\": \"person\",\n    \"observations\": [\n      \"sings\"\n    ]\n  }\n]");
    EXPECT_EQ(call("create_entities", {{"entities", {entity("Ada")}}}).at("content").at(0).at("text"), "[]");
}

TEST_F(KnowledgeGraphToolTest, ADeletionSaysThatItIsDone) {
    create({entity("Ada")});
    auto const result = call("delete_entities", {{"entityNames", {"Ada", "nobody"}}});
    EXPECT_EQ(result.at("structuredContent"), (Json{{"success", true}, {"message", "Entities deleted successfully"}}));
    EXPECT_EQ(result.at("content").at(0).at("text"), "Entities deleted successfully");
    EXPECT_EQ(call_ok("read_graph", Json::object()), (Json{{"entities", Json::array()}, {"relations", Json::array()}}));
}

TEST_F(KnowledgeGraphToolTest, WhatNobodyAskedForIsPassedOver) {
    auto extra = entity("Ada");
    extra["born"] = 1815;
    auto const made = call_ok("create_entities", {{"entities", {extra}}, {"why", "because"}});
    EXPECT_EQ(made, (Json{{"entities", {entity("Ada")}}})) << "the answer has what its schema names, and no more";
}

TEST_F(KnowledgeGraphToolTest, AWrongArgumentIsNamedAndNothingIsStored) {
    auto const ada = entity("Ada");
    for (auto const& [name, arguments, word] : std::vector<std::tuple<std::string, Json, std::string>>{
             {"create_entities", Json::object(), "entities"},
             {"create_entities", {{"entities", "Ada"}}, "entities"},
             {"create_entities",
              {{"entities", {ada, {{"name", "Bo"}, {"observations", Json::array()}}}}},
              "entities[1]"},
             {"create_entities", {{"entities", {ada, entity(std::string(20'000, 'x'))}}}, "entities[1].name"},
             {"create_relations", {{"relations", {relation("Ada", "knows", "Bo"), nullptr}}}, "relations[1]"},
             {"add_observations", {{"observations", {{{"entityName", "Ada"}, {"contents", "tea"}}}}}, "contents"},
             {"delete_entities", {{"entityNames", {1}}}, "entityNames[0]"},
             {"delete_observations", {{"deletions", {{{"entityName", "Ada"}}}}}, "observations"},
             {"search_nodes", {{"query", nullptr}}, "query"},
             {"open_nodes", {{"names", "Ada"}}, "names"}}) {
        auto const text = refusal(name, arguments);
        EXPECT_NE(text.find(word), std::string::npos) << text;
        EXPECT_NE(text.find("Example: "), std::string::npos) << text;
    }
    EXPECT_EQ(names(call_ok("read_graph", Json::object())), Texts{});
}

TEST_F(KnowledgeGraphToolTest, ObservationsOfAnUnknownEntityAreRefusedAltogether) {
    create({entity("Ada")});
    auto const text =
        refusal("add_observations",
                {{"observations",
                  {{{"entityName", "Ada"}, {"contents", {"sings"}}}, {{"entityName", "Bo"}, {"contents", {"rows"}}}}}});
    EXPECT_TRUE(text.starts_with("Entity with name Bo not found")) << text;
    EXPECT_EQ(call_ok("read_graph", Json::object()).at("entities"), Json::array({entity("Ada")}));
}

TEST_F(KnowledgeGraphToolTest, ASearchLooksIntoNamesTypesAndObservationsInEitherCase) {
    create({entity("Zoë", {"likes Tea"}),
            entity("Юлия"),
            {{"name", "x"}, {"entityType", "Team"}, {"observations", Json::array()}}});
    EXPECT_EQ(found("ZOË"), Texts{"Zoë"});
    EXPECT_EQ(found("юЛИЯ"), Texts{"Юлия"});
    EXPECT_EQ(found("tea"), (Texts{"Zoë", "x"}));
    EXPECT_EQ(found(""), (Texts{"Zoë", "Юлия", "x"}));
    EXPECT_EQ(found("%"), Texts{});
}

TEST_F(KnowledgeGraphToolTest, APartShowsTheRelationsThatLeadOutOfIt) {
    create({entity("Ada"), entity("Bo"), entity("Cy")});
    relate({relation("Ada", "knows", "Bo"), relation("Bo", "knows", "Cy"), relation("Cy", "knows", "Rome")});
    auto const part = call_ok("open_nodes", {{"names", {"Ada", "Rome", "ada"}}});
    EXPECT_EQ(names(part), Texts{"Ada"}) << "names are exact, and Rome is no entity";
    EXPECT_EQ(part.at("relations"), Json::array({relation("Ada", "knows", "Bo")}));
    EXPECT_EQ(call_ok("search_nodes", {{"query", "bo"}}).at("relations").size(), 2u);
}

TEST_F(KnowledgeGraphToolTest, BelongsToTheUserOfTheCall) {
    create({entity("Ada")});
    call_ok("create_entities", {{"entities", {entity("Bo")}}, {"user_id", "ben"}});
    mcp::CallContext of_ben;
    of_ben.caller.user = "ben";
    EXPECT_EQ(names(call_ok("read_graph", Json::object())), Texts{"Ada"});
    EXPECT_EQ(names(call_ok("read_graph", Json::object(), of_ben)), Texts{"Bo"});
    EXPECT_EQ(names(call_ok("read_graph", {{"user_id", "ben"}})), Texts{"Bo"});
    EXPECT_TRUE(call("read_graph", {{"user_id", "ana"}}, of_ben).value("isError", false)) << "bound to Ben";
}

TEST_F(KnowledgeGraphToolTest, TheHistoryKnowsWhoKeptIt) {
    mcp::CallContext context;
    context.client = "planner";
    call_ok("create_entities", {{"entities", {entity("Ada", {"sings"})}}}, context);
    auto const memories = store_.page(all_of("ana"), {}, {}, storage::Store::Include::current, 10, {}).memories;
    ASSERT_EQ(memories.size(), 1u);
    EXPECT_EQ(memories[0].content.text, "sings");
    EXPECT_EQ(store_.history(memories[0].row).at(0).actor, "planner");
}

}  // namespace
}  // namespace keepsake::tools

#include "tools/graph_tools_test.h"

#include <map>
#include <set>

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;
using Words = std::vector<std::string>;

TEST_F(GraphToolsTest, AnEmptyGraphAnswersEveryQuestion) {
    EXPECT_EQ(answer("search_graph", {{"query", "Ana"}}),
              (Json{{"entities", Json::array()}, {"relations", Json::array()}}));
    auto const rows = answer("query_graph", patterns({relation("?who", "works_at", "?firm")}));
    EXPECT_EQ(rows.at("rows"), Json::array());
    EXPECT_EQ(rows.at("truncated"), false);
    EXPECT_NE(rows.at("note").get<std::string>().find("works_at"), std::string::npos) << "there is no such relation";
    EXPECT_NE(refusal("explore_graph", {{"entity", "Ana"}}).find("not found"), std::string::npos);
    EXPECT_NE(refusal("query_graph", patterns({relation("Ana", "works_at", "?firm")})).find("not found"),
              std::string::npos);
}

TEST_F(GraphToolsTest, AnEntityIsShownWithItsRelations) {
    auto works = relation("Ana", "works at", "Acme");
    works["source_type"] = "person";
    works["confidence"] = .9;
    works["valid_from"] = "2020-01-01";
    relate({works});
    auto const shown = answer("explore_graph", {{"entity", "ana"}});
    EXPECT_EQ(shown.at("truncated"), false);
    EXPECT_FALSE(shown.contains("paths"));
    EXPECT_FALSE(shown.contains("note"));
    EXPECT_EQ(names(shown.at("entities")), (Words{"Ana", "Acme"}));
    EXPECT_EQ(shown["entities"][0].at("type"), "person");
    EXPECT_FALSE(shown["entities"][1].contains("type"));
    EXPECT_FALSE(shown["entities"][0].contains("aliases"));
    EXPECT_EQ(shown["entities"][0].at("relation_count"), 1);
    ASSERT_EQ(said(shown.at("relations")), Words{"Ana works_at Acme"});
    auto const& found = shown["relations"][0];
    EXPECT_EQ(found.at("valid_from"), "2020-01-01T00:00:00+00:00");
    EXPECT_EQ(found.at("confidence").dump(), "0.9");
    EXPECT_FALSE(found.contains("valid_to"));
    EXPECT_FALSE(found.contains("closed_at"));
    EXPECT_EQ(answer("explore_graph", {{"entity", shown["entities"][0].at("id")}}), shown);
}

TEST_F(GraphToolsTest, ARelationNamesTheFactsThatSayIt) {
    auto const added = answer("add_memory", {{"facts", Json::array({"Ana works at Acme"})},
                                             {"relations", Json::array({relation("Ana", "works_at", "Acme")})}});
    auto const shown = answer("explore_graph", {{"entity", "Ana"}});
    EXPECT_EQ(shown.at("relations").at(0).at("memory_ids"), Json::array({added.at("results").at(0).at("id")}));
}

TEST_F(GraphToolsTest, ExploringTakesDepthDirectionAndRelation) {
    relate({relation("Ana", "works_at", "Acme"), relation("Ben", "works_at", "Acme"), relation("Ana", "likes", "tea"),
            relation("Cleo", "knows", "Ana")});
    auto const explored = [&](Json arguments) {
        arguments["entity"] = "Ana";
        return said(answer("explore_graph", arguments).at("relations"));
    };
    Words const near = {"Ana likes tea", "Ana works_at Acme", "Cleo knows Ana"};
    EXPECT_EQ(explored({{"depth", 1}}), near);
    EXPECT_EQ(explored({{"depth", 2}}), (Words{near[0], near[1], "Ben works_at Acme", near[2]}));
    EXPECT_EQ(explored({{"direction", "both"}}), near);
    EXPECT_EQ(explored({{"direction", "out"}}), (Words{near[0], near[1]}));
    EXPECT_EQ(explored({{"direction", "in"}}), Words{near[2]});
    EXPECT_EQ(explored({{"relation", "works at"}}), Words{near[1]});
    EXPECT_EQ(explored({{"limit", 200}}), near);
    auto const cut = answer("explore_graph", {{"entity", "Ana"}, {"limit", 1}});
    EXPECT_EQ(cut.at("relations").size(), 1u);
    EXPECT_EQ(cut.at("truncated"), true);
}

TEST_F(GraphToolsTest, TwoEntitiesAreConnectedByPathsOfRelations) {
    relate({relation("Ana", "works_at", "Acme"), relation("Ben", "works_at", "Acme")});
    auto const shown = answer("explore_graph", {{"entity", "Ana"}, {"to", "Ben"}});
    ASSERT_EQ(shown.at("paths").size(), 1u);
    std::map<std::string, std::string> sources;
    for (auto const& found : shown.at("relations")) sources[found.at("id")] = found.at("source");
    Words along;
    for (auto const& id : shown["paths"][0]) along.push_back(sources.at(id));
    EXPECT_EQ(along, (Words{"Ana", "Ben"}));
    EXPECT_EQ(answer("explore_graph", {{"entity", "Ana"}, {"to", "Ben"}, {"depth", 1}}).at("paths"), Json::array());
}

TEST_F(GraphToolsTest, APatternIsTakenInEveryUsualForm) {
    relate({relation("Ana", "works_at", "Acme")});
    Json const expected = Json::array({{{"?who", "Ana"}}});
    for (auto const& pattern : {R"({"source": "?who", "relation": "works_at", "target": "Acme"})",
                                R"({"subject": "?who", "predicate": "works_at", "object": "Acme"})",
                                R"({"from": "?who", "relationType": "works_at", "to": "Acme"})",
                                R"({"source": "?who", "relationship": "Works at", "destination": "acme"})",
                                R"(["?who", "works_at", "Acme"])"}) {
        EXPECT_EQ(answer("query_graph", patterns({Json::parse(pattern)})).at("rows"), expected) << pattern;
    }
}

TEST_F(GraphToolsTest, PatternsAreJoined) {
    relate({relation("Ana", "works_at", "Acme"), relation("Ben", "works_at", "Acme"),
            relation("Cleo", "works_at", "Zeta"), relation("Acme", "based_in", "Porto")});
    auto const shown = answer("query_graph", patterns({{"?who", "works_at", "?firm"}, {"?firm", "based_in", "Porto"}}));
    std::set<Json> const rows(shown.at("rows").begin(), shown.at("rows").end());
    EXPECT_EQ(rows, (std::set<Json>{{{"?firm", "Acme"}, {"?who", "Ana"}}, {{"?firm", "Acme"}, {"?who", "Ben"}}}));
    EXPECT_EQ(said(shown.at("relations")), (Words{"Acme based_in Porto", "Ana works_at Acme", "Ben works_at Acme"}));
    EXPECT_EQ(shown.at("truncated"), false);
}

Json firms(std::string name) { return Json::array({{{"?firm", std::move(name)}}}); }

TEST_F(GraphToolsTest, ThePastIsAsked) {
    auto works = relation("Ana", "works_at", "Acme");
    works["valid_from"] = "2020-01-01";
    relate({works});
    auto const before = core::format_time(clock_.now());
    clock_.pass(std::chrono::hours{1});
    works = relation("Ana", "works_at", "Zeta");
    works["valid_from"] = "2023-01-01";
    relate({works});
    auto const firm = [&](Json arguments) {
        arguments["patterns"] = Json::array({relation("Ana", "works_at", "?firm")});
        auto const rows = answer("query_graph", arguments).at("rows");
        arguments.erase("patterns");
        arguments["entity"] = "Ana";
        EXPECT_EQ(answer("explore_graph", arguments).at("relations").size(), rows.size()) << arguments;
        arguments.erase("entity");
        arguments["query"] = "works at";
        EXPECT_EQ(answer("search_graph", arguments).at("relations").size(), rows.size()) << arguments;
        return rows;
    };
    EXPECT_EQ(firm(Json::object()), firms("Zeta"));
    EXPECT_EQ(firm({{"as_of", "2021-01-01"}}), firms("Acme"));
    EXPECT_EQ(firm({{"known_at", before}}), firms("Acme"));
    EXPECT_EQ(firm({{"known_at", before}, {"as_of", "2024-01-01"}}), firms("Acme"));
}

TEST_F(GraphToolsTest, OtherUsersAreAskedOnlyWhenTheyAreNamed) {
    relate({relation("Ben", "keeps", "secret bees")}, {{"user_id", "ben"}});
    relate({relation("Ana", "keeps", "goats")});
    EXPECT_EQ(names(answer("search_graph", {{"query", "bees goats"}}).at("entities")), Words{"goats"});
    EXPECT_EQ(answer("query_graph", patterns({relation("?who", "keeps", "?what")})).at("rows").size(), 1u);
    auto const unknown = refusal("explore_graph", {{"entity", "Ben"}});
    EXPECT_NE(unknown.find("not found"), std::string::npos);
    EXPECT_EQ(unknown.find("bees"), std::string::npos);
    auto const of_ben = answer("explore_graph", {{"entity", "Ben"}, {"user_id", "ben"}});
    EXPECT_EQ(said(of_ben.at("relations")), Words{"Ben keeps secret bees"});
    auto const id = of_ben.at("entities").at(0).at("id");
    EXPECT_EQ(answer("explore_graph", {{"entity", id}}).at("relations"), of_ben.at("relations"));
    for (auto const& context : {of("ana")}) {
        EXPECT_NE(refusal("explore_graph", {{"entity", id}}, context).find("not found"), std::string::npos);
        EXPECT_NE(refusal("search_graph", {{"query", "x"}, {"user_id", "ben"}}, context).find("not found"),
                  std::string::npos);
    }
}

TEST_F(GraphToolsTest, AgentsAndSessionsNarrow) {
    relate({relation("Ana", "keeps", "goats")}, {{"agent_id", "vet"}});
    relate({relation("Ana", "keeps", "books")}, {{"agent_id", "clerk"}, {"session_id", "s1"}});
    auto const kept = [&](Json arguments) {
        arguments["entity"] = "Ana";
        return said(answer("explore_graph", arguments).at("relations"));
    };
    EXPECT_EQ(kept(Json::object()).size(), 2u);
    EXPECT_EQ(kept({{"agent_id", "vet"}, {"user_id", "ana"}}), Words{"Ana keeps goats"});
    EXPECT_EQ(kept({{"run_id", "s1"}, {"user_id", "ana"}}), Words{"Ana keeps books"});
    EXPECT_NE(
        refusal("explore_graph", {{"entity", "books"}, {"agent_id", "vet"}, {"user_id", "ana"}}).find("not found"),
        std::string::npos);
}

TEST_F(GraphToolsTest, ArgumentsThatNobodyKnowsAreNamed) {
    relate({relation("Ana", "keeps", "goats")});
    auto const ignored = answer("explore_graph", {{"entity", "Ana"}, {"dept", 2}}).at("ignored");
    EXPECT_EQ(ignored, Json::array({"dept (did you mean depth?)"}));
}

struct WrongArgument {
    std::string tool;
    std::string arguments;
    std::string complaint;  ///< its beginning
};

class WrongGraphArgument : public GraphToolsTest, public ::testing::WithParamInterface<WrongArgument> {};

TEST_P(WrongGraphArgument, IsRefusedWithAnExample) {
    auto const text = refusal(GetParam().tool, Json::parse(GetParam().arguments));
    EXPECT_EQ(text.substr(0, GetParam().complaint.size()), GetParam().complaint) << text;
    EXPECT_NE(text.find("Example: {"), std::string::npos) << text;
}

std::string const nine = [] {
    auto patterns = Json::array();
    for (int i = 0; i < 9; ++i) patterns.push_back({"Ana", "knows", "?x"});
    return Json{{"patterns", patterns}}.dump();
}();
std::string const long_name(257, 'x');

INSTANTIATE_TEST_SUITE_P(
    Values, WrongGraphArgument,
    ::testing::Values(
        WrongArgument{"search_graph", "{}", "query: expected names or words to look for, got nothing."},
        WrongArgument{"search_graph", R"({"query": " "})", "query: expected text that is not empty"},
        WrongArgument{"search_graph", R"({"query": "x", "limit": 201})",
                      "limit: expected an integer from 1 to 200, got 201."},
        WrongArgument{"search_graph", R"({"query": "x", "as_of": "soon"})", "as_of: expected an ISO 8601 time"},
        WrongArgument{"search_graph", R"({"query": "x", "known_at": []})", "known_at: expected an ISO 8601 time"},
        WrongArgument{"search_graph", R"({"query": "x", "user_id": 5})", "user_id: expected a text, got 5."},
        WrongArgument{"explore_graph", "{}", "entity: expected the name or id of an entity, got nothing."},
        WrongArgument{"explore_graph", R"({"entity": ""})", "entity: expected 1 to 256 bytes"},
        WrongArgument{"explore_graph", R"({"entity": "a\u0001b"})", "entity: expected 1 to 256 bytes without control"},
        WrongArgument{"explore_graph", R"({"entity": ")" + long_name + R"("})", "entity: expected 1 to 256 bytes"},
        WrongArgument{"explore_graph", R"({"entity": "x", "depth": 5})",
                      "depth: expected an integer from 1 to 4, got 5."},
        WrongArgument{"explore_graph", R"({"entity": "x", "depth": 0})",
                      "depth: expected an integer from 1 to 4, got 0."},
        WrongArgument{"explore_graph", R"({"entity": "x", "depth": 1.5})", "depth: expected an integer from 1 to 4"},
        WrongArgument{"explore_graph", R"({"entity": "x", "to": 7})", "to: expected a text, got 7."},
        WrongArgument{"explore_graph", R"({"entity": "x", "relation": ""})", "relation: expected 1 to 256 bytes"},
        WrongArgument{"explore_graph", R"({"entity": "x", "direction": "up"})",
                      "direction: expected one of \"both\", \"out\", \"in\", got \"up\"."},
        WrongArgument{"explore_graph", R"({"entity": "x", "limit": 0})",
                      "limit: expected an integer from 1 to 200, got 0."},
        WrongArgument{"query_graph", "{}", "patterns: expected an array of patterns, got nothing."},
        WrongArgument{"query_graph", R"({"patterns": "x"})", "patterns: expected an array, got \"x\"."},
        WrongArgument{"query_graph", R"({"patterns": []})", "patterns: expected 1 to 8 patterns, got []."},
        WrongArgument{"query_graph", nine, "patterns: expected 1 to 8 patterns"},
        WrongArgument{"query_graph", R"({"patterns": [5]})",
                      "patterns[0]: expected an object with source, relation and target, got 5."},
        WrongArgument{"query_graph", R"({"patterns": [["?a", "b"]]})",
                      "patterns[0]: expected an object with source, relation and target"},
        WrongArgument{"query_graph", R"({"patterns": [["?a", "b", 7]]})", "patterns[0][2]: expected a text, got 7."},
        WrongArgument{"query_graph", R"({"patterns": [{"source": "?a", "relation": "b"}]})",
                      "patterns[0]: expected an object with a target"},
        WrongArgument{"query_graph", R"({"patterns": [{"source": "?a", "relation": "b", "target": ""}]})",
                      "patterns[0].target: expected 1 to 256 bytes"}),
    [](auto const& info) { return info.param.tool + "_" + std::to_string(info.index); });

}  // namespace
}  // namespace keepsake::tools

#include "tools/graph_tools_test.h"
#include "tools/memory_resources.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

/// Somebody has switched the graph off.
class WithoutGraphTest : public GraphToolsTest {
protected:
    WithoutGraphTest() {
        relate({relation("Ana", "works_at", "Acme")});
        environment_.has_graph = false;
    }
};

TEST_F(WithoutGraphTest, ItsToolsAreNotListed) {
    for (auto const profile : {Profile::assistant, Profile::graph, Profile::multi_user, Profile::all}) {
        for (auto const& tool : make_tool_set(environment_, profile).list())
            EXPECT_EQ(tool.at("name").get<std::string>().find("graph"), std::string::npos) << tool;
        EXPECT_EQ(instructions(environment_, profile).find("graph"), std::string::npos);
    }
}

TEST_F(WithoutGraphTest, ItsToolsSayHowToSwitchItOn) {
    for (auto const& [tool, arguments] :
         std::map<std::string, Json>{{"search_graph", {{"query", "Ana"}}},
                                     {"explore_graph", {{"entity", "Ana"}}},
                                     {"query_graph", patterns({relation("Ana", "works_at", "?firm")})}}) {
        EXPECT_EQ(
            refusal(tool, arguments),
            "Nothing can be said of relations here: the graph is switched off; KEEPSAKE_GRAPH=true, or \"graph\": "
            "true in config.json, switches it on.");
    }
}

TEST_F(WithoutGraphTest, RelationsAloneAreRefused) {
    auto const text = refusal("add_memory", {{"relations", Json::array({relation("Ana", "lives_in", "Porto")})}});
    EXPECT_EQ(text.find("relations: "), 0u) << text;
    EXPECT_NE(text.find("KEEPSAKE_GRAPH=true"), std::string::npos) << text;
}

TEST_F(WithoutGraphTest, RelationsBesideAFactAreLeftOutAndNamed) {
    auto const added = answer("add_memory", {{"facts", Json::array({"Ana lives in Porto"})},
                                             {"relations", Json::array({relation("Ana", "lives_in", "Porto")})},
                                             {"xyzzy", 1}});
    EXPECT_EQ(added.at("results").size(), 1u);
    EXPECT_EQ(added.at("relations"), Json::array());
    ASSERT_EQ(added.at("ignored").size(), 2u);
    EXPECT_EQ(added["ignored"][0].get<std::string>().find("relations (the graph is switched off"), 0u);
    EXPECT_EQ(added["ignored"][1], "xyzzy");
    EXPECT_FALSE(answer("add_memory", {{"text", "tea"}, {"relations", Json::array()}}).contains("ignored"));
}

TEST_F(WithoutGraphTest, EntitiesAreNoResources) {
    MemoryResources const resources(environment_);
    EXPECT_EQ(resources.templates().size(), 2u);
    EXPECT_FALSE(resources.read("keepsake://graph/entities/Ana", {}));
    EXPECT_EQ(resources.stamp("keepsake://graph/entities/Ana", {}), "");
    EXPECT_EQ(resources.complete("keepsake://graph/entities/{name}", "name", "", {}).total, 0u);
}

}  // namespace
}  // namespace keepsake::tools

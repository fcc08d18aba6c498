#include "tools/knowledge_graph_resource.h"

#include "tools/knowledge_graph_test.h"
#include "tools/memory_resources.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

class KnowledgeGraphResourceTest : public KnowledgeGraphTest {
protected:
    std::string read(std::string const& user = "") const {
        mcp::CallContext context;
        context.caller.user = user;
        auto const reply = resources_.read(uri_, context);
        if (!reply) return "";
        auto const& contents = std::get<Json>(*reply);
        EXPECT_EQ(contents.at(0).at("uri"), uri_);
        EXPECT_EQ(contents.at(0).at("mimeType"), "application/json");
        return contents.at(0).at("text");
    }
    std::string stamp(std::string const& user = "") const { return resources_.stamp(uri_, {user, ""}); }

    std::string const uri_ = "memory://knowledge-graph";
    MemoryResources others_{environment_};
    KnowledgeGraphResource resources_{environment_, others_};
};

TEST_F(KnowledgeGraphResourceTest, IsTheFirstOfAllResources) {
    auto const all = resources_.list("", {}).resources;
    EXPECT_EQ(all.at(0).at("uri"), uri_);
    EXPECT_EQ(all.size(), others_.list("", {}).resources.size() + 1);
    EXPECT_EQ(resources_.templates(), others_.templates());
    EXPECT_TRUE(resources_.read("keepsake://stats", {}).has_value());
    EXPECT_FALSE(others_.read(uri_, {}).has_value()) << "in its profile only";
}

TEST_F(KnowledgeGraphResourceTest, IsTheWholeGraphOfTheCaller) {
    EXPECT_EQ(read(), "{\n  \"entities\": [],\n  \"relations\": []\n}");
    create({entity("Ada", {"sings"})});
    relate({relation("Ada", "knows", "Bo")});
    EXPECT_EQ(Json::parse(read()), call_ok("read_graph", Json::object()));
    EXPECT_EQ(names(Json::parse(read("ben"))), std::vector<std::string>{});
}

TEST_F(KnowledgeGraphResourceTest, ItsStampFollowsEveryChange) {
    auto last = stamp();
    auto const of_ben = stamp("ben");
    auto const expect_another = [&] {
        EXPECT_NE(stamp(), last);
        last = stamp();
    };
    create({entity("Ada", {"sings"})});
    expect_another();
    relate({relation("Ada", "knows", "Bo")});
    expect_another();
    call_ok("add_observations", {{"observations", {{{"entityName", "Ada"}, {"contents", {"cooks"}}}}}});
    expect_another();
    call_ok("delete_observations", {{"deletions", {{{"entityName", "Ada"}, {"observations", {"cooks"}}}}}});
    expect_another();
    call_ok("delete_relations", {{"relations", {relation("Ada", "knows", "Bo")}}});
    expect_another();
    call_ok("delete_entities", {{"entityNames", {"Ada"}}});
    expect_another();
    create({});
    call_ok("delete_entities", {{"entityNames", {"Ada"}}});
    EXPECT_EQ(stamp(), last) << "nothing has changed";
    EXPECT_EQ(stamp("ben"), of_ben);
}

}  // namespace
}  // namespace keepsake::tools

#include "tools/viewer.h"

#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

class ViewerTest : public EngineFixture {
protected:
    Viewer viewer(mcp::Caller const& caller) const { return Viewer(environment_, caller); }
    std::string refusal(mcp::Caller const& caller) const {
        try {
            viewer(caller);
        } catch (CallRefused const& refused) {
            return refused.what();
        }
        return "";
    }

    ToolEnvironment environment_{
        .engine = engine_, .graph = graph_, .tenant = {"org", "project"}, .user = "ana", .bound = false, .problem = {}};
};

TEST_F(ViewerTest, WithoutAnAddressSeesTheProjectAndOwnsWhatTheConnectionOwns) {
    auto const nobody = viewer({});
    EXPECT_EQ(nobody.all().user, "");
    EXPECT_EQ(nobody.all().tenant, environment_.tenant);
    EXPECT_EQ(nobody.own().user, "ana");
    EXPECT_TRUE(nobody.sees("ben"));
    EXPECT_EQ(nobody.owner({}).user, "ana");
    EXPECT_EQ(nobody.owner(all_of("ben")).user, "ben");
    EXPECT_EQ(nobody.owner(all_of("ben")).tenant, environment_.tenant);
}

TEST_F(ViewerTest, AnAddressBindsToItsUser) {
    auto const ben = viewer({"ben", ""});
    EXPECT_EQ(ben.all().user, "ben");
    EXPECT_EQ(ben.own().user, "ben");
    EXPECT_EQ(ben.narrowed({}).user, "ben");
    EXPECT_EQ(ben.narrowed({}).tenant, environment_.tenant);
    EXPECT_EQ(ben.owner({}).user, "ben");
    EXPECT_FALSE(ben.sees("ana"));
    EXPECT_THROW(ben.narrowed(all_of("ana")), CallRefused);
    EXPECT_THROW(ben.owner(all_of("ana")), CallRefused);
}

TEST_F(ViewerTest, AnAddressDoesNotOpenWhatASettingBinds) {
    environment_.bound = true;
    EXPECT_EQ(refusal({"ben", ""}), "user_id: user \"ben\" not found; this connection sees \"ana\" only.");
    EXPECT_EQ(refusal({"ana", "desk"}), "");
    EXPECT_EQ(viewer({}).all().user, "ana");
    auto const tools = make_tool_set(environment_, Profile::all);
    mcp::CallContext context;
    context.caller.user = "ben";
    auto const reply = tools.find("list_memories")->call(Json::object(), context);
    EXPECT_EQ(std::get<mcp::ToolResult>(reply).json().at("isError"), true);
}

TEST_F(ViewerTest, TheAppOfAnAddressIsForWhatIsAddedOnly) {
    auto const desk = viewer({"ana", "desk"});
    EXPECT_EQ(desk.owner({}).app, "desk");
    core::ScopeFilter named;
    named.app = "shelf";
    EXPECT_EQ(desk.owner(named).app, "shelf") << "what is named goes before it";
    for (auto const& scope : {desk.all(), desk.own(), desk.narrowed({})}) EXPECT_EQ(scope.app, "");
    EXPECT_EQ(viewer({"", "desk"}).owner({}).app, "desk") << "also where no user is bound";
}

TEST_F(ViewerTest, NamesInAnAddressAreAsNamesMustBe) {
    for (auto const& wrong : {std::string(" "), std::string("an\na"), std::string(257, 'a'), std::string(" ana"),
                              std::string("a\xff"), std::string("a\0b", 3)}) {
        EXPECT_NE(refusal({wrong, ""}).find("The address names the user"), std::string::npos) << wrong;
        EXPECT_NE(refusal({"ana", wrong}).find("The address names the app"), std::string::npos) << wrong;
    }
}

TEST_F(ViewerTest, ToolsAddForTheAppAndFindForAll) {
    environment_.tenant = {};
    add_fact("Ana keeps bees.");
    auto const tools = make_tool_set(environment_, Profile::all);
    mcp::CallContext context;
    context.caller = {"ana", "desk"};
    auto const call = [&](char const* tool, Json const& arguments) {
        return std::get<mcp::ToolResult>(tools.find(tool)->call(arguments, context)).json().at("structuredContent");
    };
    auto const app_of = [&](Json const& added) {
        return store_.find({added.at("results").at(0).at("id").get<std::string>()}, {})->scope.app;
    };
    EXPECT_EQ(app_of(call("add_memory", {{"text", "Ana sells bees."}})), "desk");
    EXPECT_EQ(app_of(call("add_memory", {{"text", "Ana paints bees."}, {"app_id", "shelf"}})), "shelf");
    EXPECT_EQ(call("search_memory", {{"query", "bees"}}).at("results").size(), 3u);
    EXPECT_EQ(call("list_memories", Json::object()).at("total"), 3);
    EXPECT_EQ(call("list_memories", {{"app_id", "desk"}}).at("total"), 1);
}

}  // namespace
}  // namespace keepsake::tools

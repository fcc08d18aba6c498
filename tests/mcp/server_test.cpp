#include "mcp/server_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class ServerCallsTest : public ServerTest {
protected:
    void SetUp() override { initialize(); }
};

TEST_F(ServerCallsTest, ACallIsAnsweredByItsTool) {
    auto const result = answer(call(5, "echo", {{"a", 1}}))["result"];
    EXPECT_EQ(result["structuredContent"], Json({{"came", {{"a", 1}}}, {"client", "desk"}}));
    EXPECT_EQ(Json::parse(result["content"][0]["text"].get<std::string>()), result["structuredContent"]);
    EXPECT_FALSE(result.contains("isError"));
}

TEST_F(ServerCallsTest, ArgumentsMayBeLeftOutButAreAnObject) {
    EXPECT_EQ(answer(request(1, "tools/call", {{"name", "echo"}}))["result"]["structuredContent"]["came"],
              Json::object());
    EXPECT_EQ(answer(request(2, "tools/call",
                             {{"name", "echo"}, {"arguments", nullptr}}))["result"]["structuredContent"]["came"],
              Json::object());
    EXPECT_EQ(error_code(request(3, "tools/call", {{"name", "echo"}, {"arguments", "a"}})), invalid_params);
}

TEST_F(ServerCallsTest, AnUnknownToolOrMethodIsAnError) {
    EXPECT_EQ(error_code(call(1, "nothing")), invalid_params);
    EXPECT_EQ(error_code(request(2, "tools/call", {{"name", 5}})), invalid_params);
    EXPECT_EQ(error_code(request(3, "tools/call")), invalid_params);
    EXPECT_EQ(error_code(request(4, "resources/list")), method_not_found);
}

TEST_F(ServerCallsTest, AToolThatFailsAnswersAsATool) {
    tools_.add(std::make_unique<ScriptedTool>(
                   "fail", [](Json const&, CallContext const&) -> ToolResult { throw std::runtime_error("no disk"); }),
               ToolSet::Listing::unlisted);
    auto const result = answer(call(1, "fail"))["result"];
    EXPECT_EQ(result["isError"], true);
    EXPECT_NE(result["content"][0]["text"].get<std::string>().find("no disk"), std::string::npos);
}

TEST_F(ServerCallsTest, ACancelledCallSendsNothing) {
    hold(1, {{"progressToken", "p"}});
    notify("notifications/cancelled", {{"requestId", 1}});
    release();
    EXPECT_TRUE(received().empty()) << "no answer and no progress";
    EXPECT_TRUE(answer(request(1, "ping")).contains("result")) << "its id is free again";
}

TEST_F(ServerCallsTest, ACallThatIsCancelledWhileItWaitsIsNeverMade) {
    bool called = false;
    tools_.add(std::make_unique<ScriptedTool>("mark",
                                              [&](Json const&, CallContext const&) {
                                                  called = true;
                                                  return ToolResult::success({});
                                              }),
               ToolSet::Listing::unlisted);
    hold(1);
    receive(call(2, "mark"));
    notify("notifications/cancelled", {{"requestId", 2}, {"reason", "changed my mind"}});
    release();
    auto const messages = received();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0]["id"], 1);
    EXPECT_FALSE(called);
}

TEST_F(ServerCallsTest, CancellingWhatIsNotThereIsNoFault) {
    notify("notifications/cancelled", {{"requestId", 99}});
    notify("notifications/cancelled");
    notify("notifications/cancelled", {{"requestId", nullptr}});
    EXPECT_TRUE(received().empty());
}

TEST_F(ServerCallsTest, AnIdThatIsStillOpenIsRefusedWithoutAnsweringTheFirst) {
    hold(1);
    receive(call(1, "echo"));
    auto const refused = sink_.take();
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0]["id"], Json());
    EXPECT_EQ(refused[0]["error"]["code"], invalid_request);
    EXPECT_EQ(refused[0]["error"]["data"]["id"], 1);
    release();
    auto const messages = received();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_TRUE(messages[0].contains("result"));
}

TEST_F(ServerCallsTest, WhatIsMoreThanMayWaitIsToldToComeAgain) {
    hold(1);
    receive(call(2, "echo"));
    receive(call(3, "echo"));
    auto const busy = sink_.take();
    ASSERT_EQ(busy.size(), 1u);
    EXPECT_EQ(busy[0]["id"], 3);
    EXPECT_EQ(busy[0]["result"]["isError"], true);
    EXPECT_NE(busy[0]["result"]["content"][0]["text"].get<std::string>().find("busy"), std::string::npos);
    release();
    EXPECT_EQ(received().size(), 2u);
    EXPECT_TRUE(answer(call(3, "echo"))["result"].contains("structuredContent"));
}

TEST_F(ServerCallsTest, TheServersOwnAnswersDoNotWaitForTools) {
    hold(1);
    receive(request(2, "ping"));
    auto const messages = sink_.take();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0], Json::parse(R"({"jsonrpc":"2.0","id":2,"result":{}})"));
    release();
}

class ServerProgressTest : public ServerCallsTest {
protected:
    std::vector<Json> progress_of(Json meta) {
        tools_.add(std::make_unique<ScriptedTool>("count",
                                                  [](Json const&, CallContext const& context) {
                                                      for (double const value : {0.0, 1.0, 1.0, .5, 2.0})
                                                          context.progress(value, 2, "on");
                                                      return ToolResult::success({});
                                                  }),
                   ToolSet::Listing::unlisted);
        auto message = call(1, "count");
        message["params"]["_meta"] = std::move(meta);
        receive(message);
        auto messages = received();
        EXPECT_TRUE(!messages.empty() && messages.back().contains("result")) << "progress comes before the answer";
        messages.pop_back();
        return messages;
    }
};

TEST_F(ServerProgressTest, ComesOnlyToWhoAskedForIt) {
    EXPECT_TRUE(progress_of(Json::object()).empty());
    EXPECT_TRUE(progress_of(nullptr).empty());
}

TEST_F(ServerProgressTest, OnlyGrows) {
    for (auto const& token : {Json("p"), Json(7)}) {
        std::vector<double> values;
        for (auto const& message : progress_of({{"progressToken", token}})) {
            EXPECT_EQ(message["method"], "notifications/progress");
            EXPECT_EQ(message["params"]["progressToken"], token);
            EXPECT_EQ(message["params"]["total"], 2);
            EXPECT_EQ(message["params"]["message"], "on");
            values.push_back(message["params"]["progress"]);
        }
        EXPECT_EQ(values, (std::vector<double>{0, 1, 2}));
    }
}

}  // namespace
}  // namespace keepsake::mcp

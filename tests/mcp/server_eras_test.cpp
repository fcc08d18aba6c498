#include "mcp/revision.h"
#include "mcp/server_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class ServerErasTest : public ServerTest {
protected:
    static Json modern_request(Json id, std::string const& method, Json params = Json::object()) {
        return request(std::move(id), method, modern(std::move(params)));
    }
};

TEST_F(ServerErasTest, TheHandshakeAgreesOnALegacyRevision) {
    for (auto const revision : legacy_revisions) {
        EXPECT_EQ(initialize(std::string(revision))["result"]["protocolVersion"], std::string(revision));
    }
    for (auto const* const other : {"2026-07-28", "1999-01-01", ""}) {
        EXPECT_EQ(initialize(other)["result"]["protocolVersion"], "2025-11-25") << other;
    }
    auto const result = initialize()["result"];
    EXPECT_EQ(result["serverInfo"], Json({{"name", "keepsake"}, {"title", "Keepsake"}, {"version", "1.2.3"}}));
    EXPECT_EQ(result["instructions"], "Use it.");
    EXPECT_TRUE(result["capabilities"].contains("tools"));
}

TEST_F(ServerErasTest, TheHandshakeNeedsAVersion) {
    EXPECT_EQ(error_code(request(1, "initialize")), invalid_params);
    EXPECT_EQ(error_code(request(2, "initialize", {{"protocolVersion", 5}})), invalid_params);
    EXPECT_FALSE(connection_->is_initialized());
}

TEST_F(ServerErasTest, TheFirstClientIsGreetedOnce) {
    EXPECT_EQ(greeted_, 0);
    initialize();
    initialize();
    answer(modern_request(1, "server/discover"));
    EXPECT_EQ(greeted_, 1);
}

TEST_F(ServerErasTest, WithoutAHandshakeOnlyPingIsAnswered) {
    EXPECT_EQ(error_code(request(1, "tools/list")), invalid_request);
    EXPECT_EQ(error_code(call(2, "echo")), invalid_request);
    EXPECT_TRUE(answer(request(3, "ping")).contains("result"));
}

TEST_F(ServerErasTest, AModernRequestNeedsNoHandshakeAndIsAnsweredInItsWay) {
    auto const result = answer(modern_request(1, "tools/call", {{"name", "echo"}}))["result"];
    EXPECT_EQ(result["resultType"], "complete");
    EXPECT_EQ(result["_meta"][meta::server_info]["name"], "keepsake");
    EXPECT_EQ(result["structuredContent"]["client"], "keepsake-tests");
    auto const list = answer(modern_request(2, "tools/list"))["result"];
    EXPECT_EQ(list["cacheScope"], "public");
    EXPECT_TRUE(list["ttlMs"].is_number_integer());
    EXPECT_FALSE(connection_->is_initialized());
}

TEST_F(ServerErasTest, EachRequestIsAnsweredInItsOwnEra) {
    initialize();
    EXPECT_FALSE(answer(request(1, "tools/list"))["result"].contains("resultType"));
    EXPECT_TRUE(answer(modern_request(2, "tools/list"))["result"].contains("resultType"));
    EXPECT_FALSE(answer(call(3, "echo"))["result"].contains("_meta"));
    EXPECT_EQ(answer(call(4, "echo"))["result"]["structuredContent"]["client"], "desk");
    EXPECT_EQ(error_code(modern_request(5, "initialize", {{"protocolVersion", "2025-11-25"}})), method_not_found);
    EXPECT_EQ(error_code(request(6, "server/discover")), method_not_found);
}

TEST_F(ServerErasTest, DiscoverySaysWhatThereIs) {
    auto const result = answer(modern_request(1, "server/discover"))["result"];
    EXPECT_EQ(result["supportedVersions"], Json::array({"2026-07-28"}));
    EXPECT_EQ(result["instructions"], "Use it.");
    EXPECT_TRUE(result["capabilities"].contains("tools"));
}

TEST_F(ServerErasTest, AnotherModernVersionIsNamedTogetherWithTheSupportedOnes) {
    auto params = modern();
    params["_meta"][meta::protocol_version] = "2027-01-01";
    auto const error = answer(request(1, "tools/list", params))["error"];
    EXPECT_EQ(error["code"], -32022);
    EXPECT_EQ(error["data"], Json({{"supported", {"2026-07-28"}}, {"requested", "2027-01-01"}}));
}

TEST_F(ServerErasTest, AModernRequestWithoutItsFieldsIsRefused) {
    auto params = modern();
    params["_meta"].erase(meta::client_capabilities);
    EXPECT_EQ(error_code(request(1, "tools/list", params)), invalid_params);
    params = modern();
    params["_meta"][meta::protocol_version] = 20260728;
    EXPECT_EQ(error_code(request(2, "tools/list", params)), invalid_params);
}

TEST_F(ServerErasTest, ToolsAreListedInTheirOrderOnOnePage) {
    tools_.add(
        std::make_unique<ScriptedTool>("hidden", [](auto const&, auto const&) { return ToolResult::success({}); }),
        ToolSet::Listing::unlisted);
    tools_.add_alias("repeat", "echo");
    initialize();
    std::vector<std::string> names;
    auto const list = answer(request(1, "tools/list", {{"cursor", ""}}));
    for (auto const& tool : list["result"]["tools"]) names.push_back(tool["name"]);
    EXPECT_EQ(names, (std::vector<std::string>{"echo", "hold"}));
    EXPECT_EQ(error_code(request(2, "tools/list", {{"cursor", "page-2"}})), invalid_params);
    EXPECT_TRUE(answer(call(3, "hidden")).contains("result"));
    EXPECT_EQ(answer(call(4, "repeat", {{"a", 1}}))["result"]["structuredContent"]["came"], Json({{"a", 1}}));
    EXPECT_THROW(tools_.add_alias("x", "nothing"), std::logic_error);
}

TEST_F(ServerErasTest, AStreamIsAcknowledgedAndEndsWithTheServer) {
    receive(modern_request("s", "subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}}));
    auto const opened = received();
    ASSERT_EQ(opened.size(), 1u);
    EXPECT_EQ(opened[0]["method"], "notifications/subscriptions/acknowledged");
    EXPECT_EQ(opened[0]["params"]["_meta"][meta::subscription_id], "s");
    Server::close(*connection_);
    auto const closed = received();
    ASSERT_EQ(closed.size(), 1u);
    EXPECT_EQ(closed[0]["id"], "s");
    EXPECT_EQ(closed[0]["result"]["_meta"][meta::subscription_id], "s");
}

TEST_F(ServerErasTest, WhatCannotBeReadIsAnsweredWithoutAnId) {
    for (auto const* const text : {"{", "[]", "5", "[1e999]", "{\"jsonrpc\":\"2.0\"}"}) {
        server_.receive(connection_, text);
        auto const messages = received();
        ASSERT_EQ(messages.size(), 1u) << text;
        EXPECT_EQ(messages[0]["id"], Json());
        EXPECT_TRUE(messages[0].contains("error"));
    }
}

TEST_F(ServerErasTest, NotificationsAndAnswersOfTheClientGetNoAnswer) {
    notify("notifications/initialized");
    notify("notifications/of/another/world");
    receive({{"jsonrpc", "2.0"}, {"id", 1}, {"result", Json::object()}});
    EXPECT_TRUE(received().empty());
}

class ServerBatchTest : public ServerTest {
protected:
    void SetUp() override { initialize("2025-03-26"); }
};

TEST_F(ServerBatchTest, IsAnsweredAsOneWithWhatHasAnAnswer) {
    receive(Json::array({request(1, "ping"),
                         {{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}},
                         call("2", "echo"),
                         5,
                         request(3, "nothing")}));
    auto const messages = received();
    ASSERT_EQ(messages.size(), 1u);
    ASSERT_TRUE(messages[0].is_array());
    EXPECT_EQ(messages[0].size(), 4u);
    std::vector<Json> ids;
    for (auto const& message : messages[0]) ids.push_back(message["id"]);
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, (std::vector<Json>{nullptr, 1, 3, "2"}));
}

TEST_F(ServerBatchTest, LeavesOutWhatWasCancelled) {
    receive(Json::array({call(1, "hold"), request(2, "ping")}));
    held_.wait();
    EXPECT_TRUE(sink_.take().empty()) << "nothing comes before all is there";
    notify("notifications/cancelled", {{"requestId", 1}});
    release();
    auto const messages = received();
    ASSERT_EQ(messages.size(), 1u);
    ASSERT_EQ(messages[0].size(), 1u);
    EXPECT_EQ(messages[0][0]["id"], 2);
}

TEST_F(ServerBatchTest, OfNotificationsGetsNothingAndAnEmptyOneAnError) {
    receive(Json::array({{{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}}));
    EXPECT_TRUE(received().empty());
    EXPECT_EQ(error_code(Json::array()), invalid_request);
}

TEST_F(ServerBatchTest, IsRefusedInEveryOtherRevision) {
    for (auto const* const revision : {"2025-11-25", "2025-06-18", "2024-11-05"}) {
        initialize(revision);
        EXPECT_EQ(error_code(Json::array({request(1, "ping")})), invalid_request) << revision;
    }
}

}  // namespace
}  // namespace keepsake::mcp

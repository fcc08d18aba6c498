// The stateless revision, and both eras on one pipe.

#include <gtest/gtest.h>

#include "e2e/answers.h"
#include "e2e/server_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

int error_code(Json const& response) { return response.value("/error/code"_json_pointer, 0); }

void expect_modern_result(Json const& result) {
    EXPECT_EQ(result.value("resultType", ""), "complete") << result;
    auto const& server = result.at("_meta").at(meta_prefix + "serverInfo");
    EXPECT_TRUE(server.at("name").is_string());
    EXPECT_TRUE(server.at("version").is_string());
}

void expect_cacheable(Json const& result) {
    EXPECT_TRUE(result.at("ttlMs").is_number_unsigned()) << result;
    EXPECT_TRUE(result.at("cacheScope") == "public" || result.at("cacheScope") == "private") << result;
}

/// Speaks to a server that has seen no handshake.
class ModernProtocolTest : public ServerTest {
protected:
    Json result_of(std::string_view method, Json params = Json::object()) {
        auto const response = raw.request(method, modern(std::move(params)));
        if (!response.contains("result")) throw std::runtime_error(response.dump());
        return response["result"];
    }

    /// Opens a subscription stream and returns its acknowledgement.
    Json listen(Json id, Json filter) {
        auto const params = modern({{"notifications", std::move(filter)}});
        raw.send({{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", "subscriptions/listen"}, {"params", params}});
        return raw.next_message();
    }

    ServerProcess raw{launch()};
};

TEST_F(ModernProtocolTest, discover_tells_versions_capabilities_and_identity) {
    auto const result = result_of("server/discover");
    expect_modern_result(result);
    expect_cacheable(result);
    EXPECT_EQ(result.at("supportedVersions"), Json::array({modern_version}));
    EXPECT_TRUE(result.at("capabilities").at("tools").is_object());
    EXPECT_LE(result.at("instructions").get<std::string>().size(), 2048U);
}

TEST_F(ModernProtocolTest, both_eras_give_the_same_instructions_and_tools) {
    auto const discovered = result_of("server/discover");
    auto const modern_tools = result_of("tools/list").at("tools");
    EXPECT_EQ(raw.initialize().at("instructions"), discovered.at("instructions"));
    EXPECT_EQ(raw.request("tools/list").at("result").at("tools"), modern_tools);
}

TEST_F(ModernProtocolTest, tools_list_and_call_need_no_handshake) {
    auto const list = result_of("tools/list");
    expect_modern_result(list);
    expect_cacheable(list);
    auto const called = result_of("tools/call", {{"name", "list_memories"}});
    expect_modern_result(called);
    EXPECT_EQ(structured_content(called).at("total"), 0);
}

TEST_F(ModernProtocolTest, a_tool_error_is_a_complete_result_too) {
    auto const called = result_of("tools/call", {{"name", "add_memory"}});
    expect_modern_result(called);
    EXPECT_TRUE(called.value("isError", false)) << called;
}

TEST_F(ModernProtocolTest, an_unknown_tool_and_a_bad_cursor_are_protocol_errors) {
    EXPECT_EQ(error_code(raw.request("tools/call", modern({{"name", "no_such_tool"}}))), -32602);
    EXPECT_EQ(error_code(raw.request("tools/list", modern({{"cursor", "nowhere"}}))), -32602);
}

TEST_F(ModernProtocolTest, client_capabilities_are_required_and_client_info_is_not) {
    auto params = modern();
    params["_meta"].erase(meta_prefix + "clientInfo");
    EXPECT_TRUE(raw.request("server/discover", params).contains("result"));
    params["_meta"].erase(meta_prefix + "clientCapabilities");
    EXPECT_EQ(error_code(raw.request("server/discover", params)), -32602);
    params["_meta"][meta_prefix + "clientCapabilities"] = "none";
    EXPECT_EQ(error_code(raw.request("server/discover", params)), -32602);
}

TEST_F(ModernProtocolTest, a_version_that_is_no_string_is_refused) {
    auto params = modern();
    params["_meta"][meta_prefix + "protocolVersion"] = 20260728;
    EXPECT_EQ(error_code(raw.request("server/discover", params)), -32602);
}

TEST_F(ModernProtocolTest, an_unknown_version_is_refused_with_the_ones_there_are) {
    for (auto const* version : {"2027-01-01", "2025-11-25"}) {
        auto params = modern();
        params["_meta"][meta_prefix + "protocolVersion"] = version;
        auto const response = raw.request("tools/list", params);
        EXPECT_EQ(error_code(response), -32022) << response;
        EXPECT_EQ(response["error"]["data"]["supported"], Json::array({modern_version}));
        EXPECT_EQ(response["error"]["data"]["requested"], version);
    }
}

TEST_F(ModernProtocolTest, methods_of_the_handshake_era_do_not_exist) {
    for (auto const* method :
         {"initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "no/such/method"}) {
        auto const params = modern({{"uri", "keepsake://x"}, {"level", "info"}, {"protocolVersion", modern_version}});
        EXPECT_EQ(error_code(raw.request(method, params)), -32601) << method;
    }
}

TEST_F(ModernProtocolTest, discover_then_initialize_works_on_one_pipe) {
    result_of("server/discover");
    EXPECT_EQ(raw.initialize("2025-11-25").at("protocolVersion"), "2025-11-25");
    EXPECT_FALSE(raw.request("tools/list").at("result").at("tools").empty());
}

TEST_F(ModernProtocolTest, the_eras_may_alternate_message_by_message) {
    raw.initialize("2025-06-18");
    for (int round = 0; round < 5; ++round) {
        expect_modern_result(result_of("server/discover"));
        auto const added = raw.call_ok("add_memory", {{"text", "round " + std::to_string(round)}});
        EXPECT_EQ(added.at("status"), "SUCCEEDED");
        auto const listed = result_of("tools/call", {{"name", "list_memories"}, {"arguments", Json::object()}});
        EXPECT_EQ(structured_content(listed).at("total"), round + 1);
        EXPECT_TRUE(raw.request("ping").contains("result"));
    }
}

TEST_F(ModernProtocolTest, discover_without_meta_is_answered_somehow) {
    auto const response = raw.request("server/discover");
    EXPECT_TRUE(response.contains("result") || error_code(response) == -32601) << response;
    EXPECT_EQ(raw.initialize().at("protocolVersion"), "2025-11-25");
}

TEST_F(ModernProtocolTest, a_subscription_is_acknowledged_with_what_it_will_carry) {
    for (Json const& id : {Json(77), Json("seventy-seven")}) {
        auto const first = listen(id, {{"toolsListChanged", true}});
        EXPECT_EQ(first.value("method", ""), "notifications/subscriptions/acknowledged") << first;
        EXPECT_EQ(first["params"]["_meta"][meta_prefix + "subscriptionId"].dump(), id.dump());
        for (auto const& [name, value] : first["params"]["notifications"].items()) EXPECT_EQ(name, "toolsListChanged");
    }
    EXPECT_TRUE(raw.request("ping").contains("result"));
}

TEST_F(ModernProtocolTest, a_cancelled_subscription_says_nothing_more) {
    listen(77, Json::object());
    raw.notify("notifications/cancelled", modern({{"requestId", 77}}));
    EXPECT_TRUE(raw.request("ping").contains("result"));
    raw.close_input();
    EXPECT_EQ(raw.remaining_messages(), std::vector<Json>());
}

TEST_F(ModernProtocolTest, cancelling_an_unknown_request_is_ignored) {
    raw.notify("notifications/cancelled", modern({{"requestId", 123456}}));
    expect_modern_result(result_of("server/discover"));
}

}  // namespace
}  // namespace keepsake::testing

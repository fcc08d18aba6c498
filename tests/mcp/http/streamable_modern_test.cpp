#include "mcp/http/endpoints_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class StreamableModernTest : public EndpointsTest {
protected:
    StreamableModernTest() {
        auto mirroring = std::make_unique<ScriptedTool>(
            "mirroring", [](Json const&, CallContext const&) { return ToolResult::success(Json::object()); });
        const_cast<Json&>(mirroring->definition())["inputSchema"]["properties"] = {
            {"region", {{"type", "string"}, {"x-mcp-header", "Region"}}},
            {"count", {{"type", "integer"}, {"x-mcp-header", "Count"}}},
            {"deep", {{"type", "object"}, {"properties", {{"on", {{"type", "boolean"}, {"x-mcp-header", "On"}}}}}}}};
        tools_.add(std::move(mirroring), ToolSet::Listing::listed);
    }
    void expect_fault(Json const& message, Fields const& fields, int code, std::string const& why) {
        auto const reply = post(message, fields);
        EXPECT_EQ(reply->status(), 400) << why;
        EXPECT_EQ(reply->error_code(), code) << why;
        EXPECT_EQ(reply->json()["id"], message["id"]) << why;
    }
    void expect_mismatch(Json const& message, Fields const& fields, std::string const& why) {
        expect_fault(message, fields, -32020, why);
    }
};

TEST_F(StreamableModernTest, ARequestNeedsNoSessionAndMakesNone) {
    auto const message = modern_call(1, "echo");
    auto const reply = post(message, with(mirrored(message), "Mcp-Session-Id", "whatever"));
    EXPECT_EQ(reply->status(), 200);
    EXPECT_EQ(reply->header("Content-Type"), "application/json");
    EXPECT_EQ(reply->header("Mcp-Session-Id"), "");
    EXPECT_EQ(reply->json()["result"]["resultType"], "complete");
    EXPECT_EQ(reply->json()["result"]["structuredContent"]["client"], "keepsake-tests");
    EXPECT_EQ(endpoints_.sessions(), 0u);
    EXPECT_TRUE(last_exchange_.expired());
}

TEST_F(StreamableModernTest, AnUnknownMethodIsNotFound) {
    for (auto const* const method : {"ping", "initialize", "logging/setLevel", "nothing"}) {
        auto const reply = post_modern(modern_request(1, method, {{"protocolVersion", "2025-11-25"}}));
        EXPECT_EQ(reply->status(), 404) << method;
        EXPECT_EQ(reply->error_code(), -32601) << method;
    }
}

TEST_F(StreamableModernTest, NotificationsAreTaken) {
    auto message = modern_request(1, "notifications/cancelled", {{"requestId", 5}});
    message.erase("id");
    auto const reply = post(message, {{"MCP-Protocol-Version", modern_version}});
    EXPECT_EQ(reply->status(), 202);
    EXPECT_EQ(reply->body(), "");
}

TEST_F(StreamableModernTest, FaultsAreToldInTheOrderOfTheProtocol) {
    auto message = modern_call(1, "echo");
    auto fields = mirrored(message);
    expect_mismatch(message, {}, "no version in the header");
    auto fieldless = message;
    fieldless["params"]["_meta"].erase(meta::client_capabilities);
    expect_mismatch(fieldless, {}, "the header comes first");
    expect_fault(fieldless, with(fields, "MCP-Protocol-Version", "2027-01-01"), -32602, "then the fields");
    expect_fault(request(1, "tools/list"), fields, -32602, "the header alone makes it modern");
    expect_fault({{"jsonrpc", "2.0"}, {"id", 1}, {"method", "tools/list"}}, fields, -32602, "no params at all");
    expect_mismatch(message, with(fields, "MCP-Protocol-Version", "2027-01-01"), "then both versions");
    auto unknown = message;
    unknown["params"]["_meta"][meta::protocol_version] = "2027-01-01";
    expect_fault(unknown, {{"MCP-Protocol-Version", "2027-01-01"}}, -32022, "then the version itself");
    expect_mismatch(message, with(fields, "Mcp-Method", ""), "no method");
    expect_mismatch(message, with(fields, "Mcp-Method", "Tools/call"), "another method");
    expect_mismatch(message, with(fields, "Mcp-Name", ""), "no name");
    expect_mismatch(message, with(fields, "Mcp-Name", "other"), "another name");
    expect_mismatch(message, with(fields, "Mcp-Name", "=?base64?ZWNobw?="), "broken Base64");
    EXPECT_EQ(post(message, fields)->status(), 200);
}

TEST_F(StreamableModernTest, FieldsMayBeEncodedAndHaveBlanksAround) {
    auto const message = modern_call(1, "echo");
    EXPECT_EQ(post(message, with(mirrored(message), "Mcp-Name", "=?base64?ZWNobw==?="))->status(), 200);
    Fields const spaced = {
        {"mcp-protocol-version", " 2026-07-28 "}, {"mcp-method", "tools/call"}, {"mcp-name", " echo"}};
    EXPECT_EQ(post(message, spaced)->status(), 200);
}

TEST_F(StreamableModernTest, PromptsAndResourcesAreNamedToo) {
    for (auto const& message : {modern_request(1, "prompts/get", {{"name", "recall"}}),
                                modern_request(1, "resources/read", {{"uri", "keepsake://memories/1"}})}) {
        expect_mismatch(message, with(mirrored(message), "Mcp-Name", "other"), message["method"]);
        EXPECT_NE(post_modern(message)->error_code(), -32020);
    }
    EXPECT_EQ(post_modern(modern_request(1, "tools/call"))->error_code(), -32602) << "without a name";
}

TEST_F(StreamableModernTest, MirroredArgumentsMustAgree) {
    auto const message =
        modern_call(1, "mirroring", {{"region", "d\xC3\xA9"}, {"count", 42}, {"deep", {{"on", true}}}});
    Fields fields = mirrored(message);
    fields["Mcp-Param-Region"] = "=?base64?ZMOp?=";
    fields["Mcp-Param-Count"] = "42.0";
    fields["Mcp-Param-On"] = "true";
    EXPECT_EQ(post(message, fields)->status(), 200);
    for (auto const& [name, wrong] :
         Fields{{"Mcp-Param-Region", ""}, {"Mcp-Param-Count", "43"}, {"Mcp-Param-On", "True"}})
        expect_mismatch(message, with(fields, name, wrong), name);
    expect_mismatch(message, with(fields, "Mcp-Param-Count", "42x"), "no number");

    auto const empty = modern_call(1, "mirroring", {{"region", nullptr}, {"deep", 5}});
    EXPECT_EQ(post_modern(empty)->status(), 200);
    expect_mismatch(empty, with(mirrored(empty), "Mcp-Param-Region", "=?base64?!?="), "unreadable");
}

TEST_F(StreamableModernTest, WhatIsSaidOnTheWayMakesTheAnswerAStream) {
    auto message = modern_call(1, "report");
    message["params"]["_meta"]["progressToken"] = "p";
    auto const reply = post_modern(message);
    ASSERT_TRUE(reply->is_stream());
    EXPECT_TRUE(reply->has_ended());
    EXPECT_EQ(reply->header("Content-Type"), "text/event-stream");
    EXPECT_EQ(reply->heartbeat(), ":\n\n");
    auto const events = reply->events();
    ASSERT_EQ(events.size(), 3u);
    for (auto const& event : events) {
        EXPECT_EQ(event.name, "message");
        EXPECT_EQ(event.id, "");
        EXPECT_EQ(event.retry, "");
    }
    EXPECT_EQ(events[1].json()["params"]["progress"], 2);
    EXPECT_EQ(events[2].json()["id"], 1);
    EXPECT_TRUE(last_exchange_.expired());
}

TEST_F(StreamableModernTest, HangingUpCancels) {
    auto const reply = begin_modern(modern_call(1, "hold"));
    held_.wait();
    reply->leave();
    release();
    settle();
    EXPECT_FALSE(reply->is_answered()) << "nothing is sent for it";
    EXPECT_TRUE(last_exchange_.expired());
}

TEST_F(StreamableModernTest, TheSameIdMayBeUsedByMany) {
    auto const held = begin_modern(modern_call(1, "hold"));
    held_.wait();
    auto const other = begin_modern(modern_call(1, "echo"));
    release();
    settle();
    EXPECT_EQ(held->json()["result"]["structuredContent"]["stopped"], false);
    EXPECT_TRUE(other->json().contains("result"));
}

class SubscriptionsTest : public StreamableModernTest {
protected:
    SharedReply listen(Json id) {
        return post_modern(
            modern_request(std::move(id), "subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}}));
    }
};

TEST_F(SubscriptionsTest, StayOpenAndAreToldOfChanges) {
    auto const reply = listen(9);
    ASSERT_TRUE(reply->is_stream());
    EXPECT_EQ(reply->heartbeat(), ":\n\n");
    http_server_.list_changed(ListKind::tools);
    http_server_.list_changed(ListKind::prompts);
    auto const messages = reply->messages();
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0]["method"], "notifications/subscriptions/acknowledged");
    EXPECT_EQ(messages[1]["method"], "notifications/tools/list_changed");
    EXPECT_EQ(messages[1]["params"]["_meta"][meta::subscription_id], 9);
    EXPECT_FALSE(reply->has_ended());
    EXPECT_EQ(reply->events()[0].id, "");
}

TEST_F(SubscriptionsTest, EndWhenTheClientHangsUp) {
    auto const reply = listen(9);
    std::weak_ptr const kept = reply;
    reply->leave();
    http_server_.list_changed(ListKind::tools);
    EXPECT_EQ(reply->messages().size(), 1u);
    EXPECT_TRUE(last_exchange_.expired());
    EXPECT_EQ(reply.use_count(), 1) << "nobody else has the stream any more";
}

TEST_F(SubscriptionsTest, EndWithAnAnswerWhenTheServerCloses) {
    auto const reply = listen("s");
    endpoints_.close();
    EXPECT_TRUE(reply->has_ended());
    auto const last = reply->messages().back();
    EXPECT_EQ(last["id"], "s");
    EXPECT_EQ(last["result"]["_meta"][meta::subscription_id], "s");
    EXPECT_TRUE(last_exchange_.expired());
    EXPECT_EQ(reply.use_count(), 1);
}

}  // namespace
}  // namespace keepsake::mcp

#include "mcp/http/endpoints_test.h"
#include "mcp/revision.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class SseEndpointTest : public EndpointsTest {
protected:
    SharedReply open(std::string const& path = "/sse") {
        auto stream = send("GET", path, {{"Accept", "text/event-stream"}});
        EXPECT_EQ(stream->status(), 200);
        return stream;
    }
    static std::string address(Reply const& stream) { return stream.events().at(0).data; }
    SharedReply say(Reply const& stream, Json const& message) { return post(message, {}, address(stream)); }
    /// The one message that comes for another.
    Json answer_to(Reply const& stream, Json const& message) {
        auto const before = stream.messages().size();
        EXPECT_EQ(say(stream, message)->status(), 202);
        auto const messages = stream.messages();
        EXPECT_EQ(messages.size(), before + 1);
        return messages.back();
    }
};

TEST_F(SseEndpointTest, TheFirstEventSaysWhereToSendMessages) {
    auto const stream = open();
    EXPECT_EQ(stream->header("Content-Type"), "text/event-stream");
    EXPECT_EQ(stream->heartbeat(), ":\n\n");
    auto const events = stream->events();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].name, "endpoint");
    EXPECT_TRUE(events[0].data.starts_with("/messages?sessionId="));
    EXPECT_EQ(events[0].data.size(), std::string("/messages?sessionId=").size() + 32);
    EXPECT_EQ(endpoints_.sessions(), 1u);
}

TEST_F(SseEndpointTest, AnswersComeOnTheStream) {
    for (auto const revision : legacy_revisions) {
        auto const stream = open();
        auto const reply = say(*stream, initialize_request(std::string(revision)));
        EXPECT_EQ(reply->status(), 202);
        EXPECT_EQ(reply->body(), "Accepted");
        EXPECT_EQ(stream->messages().back()["result"]["protocolVersion"], std::string(revision));
        EXPECT_EQ(answer_to(*stream, call(1, "echo"))["result"]["structuredContent"]["client"], "desk");
        for (auto const& event : stream->events()) EXPECT_EQ(event.id, "");
    }
}

TEST_F(SseEndpointTest, SoDoesEverythingElse) {
    auto const stream = open();
    say(*stream, initialize_request());
    auto message = call(1, "report");
    message["params"]["_meta"]["progressToken"] = 1;
    say(*stream, message);
    http_server_.list_changed(ListKind::tools);
    EXPECT_EQ(stream->messages().size(), 1 + 3 + 1u);
}

TEST_F(SseEndpointTest, AModernMessageIsAnsweredInItsWay) {
    auto const stream = open();
    EXPECT_EQ(answer_to(*stream, modern_call(1, "echo"))["result"]["resultType"], "complete");
    EXPECT_EQ(answer_to(*stream, initialize_request())["result"]["protocolVersion"], "2025-11-25");
}

TEST_F(SseEndpointTest, ArraysAreTakenInOneRevisionOnly) {
    auto const stream = open();
    auto const both = Json::array({request(1, "ping"), request(2, "ping")});
    EXPECT_EQ(say(*stream, both)->status(), 400);
    answer_to(*stream, initialize_request("2025-03-26"));
    EXPECT_EQ(answer_to(*stream, both).size(), 2u);
}

TEST_F(SseEndpointTest, WhatIsNoMessageIsRefused) {
    auto const stream = open();
    auto const path = address(*stream);
    EXPECT_EQ(send("POST", path, {}, "{")->status(), 400);
    EXPECT_EQ(send("POST", path, {}, "{")->error_code(), -32700);
    EXPECT_EQ(send("POST", path, {}, "{}")->error_code(), -32600);
    EXPECT_EQ(send("POST", path, {{"Content-Type", "text/plain"}}, "{}")->status(), 415);
    EXPECT_EQ(send("GET", "/sse", {{"Accept", "application/json"}})->status(), 406);
    EXPECT_EQ(stream->events().size(), 1u);
}

TEST_F(SseEndpointTest, AnUnknownSessionIsNotFound) {
    auto const streamable = session();
    for (auto const& path :
         {std::string("/messages"), std::string("/messages?sessionId="), std::string("/messages?sessionId=0123"),
          "/messages?sessionId=" + streamable.at("Mcp-Session-Id")}) {
        EXPECT_EQ(post(request(1, "ping"), {}, path)->status(), 404) << path;
    }
    auto const stream = open();
    auto const id = address(*stream).substr(std::string("/messages?sessionId=").size());
    EXPECT_EQ(post(request(1, "ping"), {{"Mcp-Session-Id", id}})->status(), 404) << "it belongs to the other transport";
}

TEST_F(SseEndpointTest, ASessionEndsWithItsStream) {
    auto const stream = open();
    say(*stream, initialize_request());
    begin(call(1, "hold"), {}, address(*stream));
    held_.wait();
    auto const path = address(*stream);
    stream->leave();
    EXPECT_EQ(endpoints_.sessions(), 0u);
    EXPECT_EQ(begin(request(1, "ping"), {}, path)->status(), 404);
    release();
    settle();
    EXPECT_EQ(stream->messages().size(), 1u);
    EXPECT_EQ(stream.use_count(), 1) << "nothing of the session is left";
}

TEST_F(SseEndpointTest, ASubscriptionLastsNoLongerThanItsStream) {
    auto const stream = open();
    say(*stream, modern_request(5, "subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}}));
    EXPECT_EQ(stream->messages().size(), 1u);
    stream->leave();
    http_server_.list_changed(ListKind::tools);
    EXPECT_EQ(stream.use_count(), 1);
}

TEST_F(SseEndpointTest, TheCallerIsTheOneOfTheStream) {
    add_tool("who", [](Json const&, CallContext const& context) {
        return ToolResult::success({{"user", context.caller.user}});
    });
    auto const stream = open("/sse/ana");
    EXPECT_TRUE(address(*stream).starts_with("/of/all/messages?sessionId="));
    say(*stream, initialize_request());
    EXPECT_EQ(answer_to(*stream, call(1, "who"))["result"]["structuredContent"]["user"], "ana");
}

TEST_F(SseEndpointTest, CloseWaitsForTheAnswersOfCalls) {
    auto const idle = open();
    auto const busy = open();
    say(*busy, initialize_request());
    begin(call(1, "hold"), {}, address(*busy));
    held_.wait();
    endpoints_.close();
    EXPECT_TRUE(idle->has_ended());
    EXPECT_FALSE(busy->has_ended());
    EXPECT_EQ(begin(request(2, "ping"), {}, address(*busy))->status(), 503);
    EXPECT_EQ(send("GET", "/sse", {})->status(), 503);
    release();
    settle();
    EXPECT_EQ(busy->messages().back()["id"], 1);
    EXPECT_TRUE(busy->has_ended());
}

}  // namespace
}  // namespace keepsake::mcp

#include "mcp/http/endpoints_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class StreamableRequestsTest : public EndpointsTest {
protected:
    SharedReply post_text(std::string text, Fields fields = {}) {
        auto reply = send("POST", "/mcp", std::move(fields), std::move(text));
        settle();
        return reply;
    }
};

TEST_F(StreamableRequestsTest, TheBodyMustBeJsonAndSaySo) {
    auto const body = initialize_request().dump();
    EXPECT_EQ(post_text(body, {{"Content-Type", ""}})->status(), 415);
    auto const refused = post_text(body, {{"Content-Type", "text/plain"}});
    EXPECT_EQ(refused->status(), 415);
    EXPECT_FALSE(refused->json().contains("id"));
    EXPECT_EQ(post_text(body, {{"Content-Type", "application/json; charset=utf-8"}})->status(), 200);
}

TEST_F(StreamableRequestsTest, WhatIsNoMessageIsRefused) {
    for (auto const* const text : {"", "{", "{\"a\":\xFF}", "[1,"}) {
        auto const reply = post_text(text);
        EXPECT_EQ(reply->status(), 400) << text;
        EXPECT_EQ(reply->error_code(), -32700) << text;
        EXPECT_FALSE(reply->json().contains("id"));
    }
    for (auto const* const text :
         {"5", "\"x\"", "{}", R"({"jsonrpc":"1.0","id":1,"method":"ping"})", R"({"jsonrpc":"2.0","method":7})",
          R"({"jsonrpc":"2.0","id":null,"method":"ping"})"}) {
        auto const reply = post_text(text);
        EXPECT_EQ(reply->status(), 400) << text;
        EXPECT_EQ(reply->error_code(), -32600) << text;
    }
    auto const reply = post_text(R"({"jsonrpc":"2.0","id":"q","method":"ping","params":[1]})");
    EXPECT_EQ(reply->status(), 400);
    EXPECT_EQ(reply->json()["id"], "q");
}

TEST_F(StreamableRequestsTest, AClientThatTakesNeitherFormIsRefused) {
    auto const reply = post(initialize_request(), {{"Accept", "text/html"}});
    EXPECT_EQ(reply->status(), 406);
    for (auto const* const accept : {"", "*/*", "application/*", "application/json"}) {
        auto const answered = post(initialize_request(), {{"Accept", accept}});
        EXPECT_EQ(answered->status(), 200) << accept;
        EXPECT_FALSE(answered->is_stream()) << accept;
    }
}

TEST_F(StreamableRequestsTest, AClientThatTakesOnlyEventsGetsItsAnswerAsOne) {
    auto const reply = post_modern(modern_call(1, "echo"));
    EXPECT_FALSE(reply->is_stream());
    auto const message = modern_call(1, "echo");
    auto const streamed = post(message, with(mirrored(message), "Accept", "text/event-stream"));
    ASSERT_TRUE(streamed->is_stream());
    EXPECT_TRUE(streamed->has_ended());
    ASSERT_EQ(streamed->messages().size(), 1u);
    EXPECT_EQ(streamed->messages()[0], reply->json());
    auto const unknown = modern_request(1, "nothing");
    EXPECT_EQ(post(unknown, with(mirrored(unknown), "Accept", "text/event-stream"))->status(), 404);
}

TEST_F(StreamableRequestsTest, AClientThatTakesNoEventsGetsTheAnswerAlone) {
    auto message = modern_call(1, "report");
    message["params"]["_meta"]["progressToken"] = 5;
    auto const reply = post(message, with(mirrored(message), "Accept", "application/json"));
    EXPECT_FALSE(reply->is_stream());
    EXPECT_EQ(reply->json()["result"]["structuredContent"]["reported"], true);
}

TEST_F(StreamableRequestsTest, HeadOpensNothing) {
    EXPECT_EQ(send("HEAD", "/mcp", session())->status(), 405);
    EXPECT_EQ(send("HEAD", "/sse", {})->status(), 405);
    EXPECT_EQ(send("PUT", "/mcp", {})->status(), 405);
}

class LargeBodyTest : public EndpointsTest {
protected:
    LargeBodyTest() : EndpointsTest(limits()) {}
    static HttpLimits limits() {
        HttpLimits limits;
        limits.large_body = 1000;
        return limits;
    }
    static Json large(Json id) { return modern_call(std::move(id), "echo", {{"text", std::string(2000, 'x')}}); }
};

TEST_F(LargeBodyTest, IsReadOnAWorker) {
    auto const held = begin_modern(modern_call(1, "hold"));
    held_.wait();
    auto const waiting = begin_modern(large(2));
    auto const small = begin_modern(modern_request(3, "server/discover"));
    EXPECT_FALSE(waiting->is_answered());
    EXPECT_EQ(small->status(), 200);
    release();
    settle();
    EXPECT_EQ(waiting->status(), 200);
    EXPECT_EQ(waiting->json()["id"], 2);
}

TEST_F(LargeBodyTest, IsRefusedWhenThereIsNoRoom) {
    auto const held = begin_modern(modern_call(1, "hold"));
    held_.wait();
    std::vector<SharedReply> replies;
    for (int id = 2; id < 2 + 16; ++id) replies.push_back(begin_modern(large(id)));
    auto const refused = begin_modern(large(100));
    EXPECT_EQ(refused->status(), 503);
    EXPECT_EQ(refused->header("Retry-After"), "1");
    EXPECT_EQ(refused->json()["jsonrpc"], "2.0");
    release();
    settle();
    for (auto const& reply : replies) EXPECT_EQ(reply->status(), 200);
}

}  // namespace
}  // namespace keepsake::mcp

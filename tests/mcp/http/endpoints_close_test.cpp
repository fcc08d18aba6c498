#include "mcp/http/endpoints_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

using EndpointsCloseTest = EndpointsTest;

TEST_F(EndpointsCloseTest, EndsWhatStaysOpenAndTakesNothingNew) {
    auto const known = session();
    auto const stream = send("GET", "/mcp", known);
    endpoints_.close();
    EXPECT_TRUE(stream->has_ended());
    for (auto const& message : {initialize_request(), modern_call(1, "echo")}) {
        auto const refused = post_modern(message);
        EXPECT_EQ(refused->status(), 503);
        EXPECT_EQ(refused->header("Retry-After"), "1");
        EXPECT_EQ(refused->json()["jsonrpc"], "2.0");
    }
    EXPECT_EQ(post(request(1, "ping"), known)->status(), 503);
    EXPECT_EQ(send("GET", "/mcp", known)->status(), 503);
}

TEST_F(EndpointsCloseTest, CallsGoOn) {
    auto const known = session();
    auto message = call(1, "hold");
    message["params"]["_meta"]["progressToken"] = 1;
    auto const held = begin(message, known);
    held_.wait();
    auto const waiting = begin_modern(modern_call(2, "echo"));
    endpoints_.close();
    release();
    settle();
    EXPECT_EQ(held->messages().back()["id"], 1);
    EXPECT_TRUE(held->has_ended());
    EXPECT_EQ(waiting->status(), 200);
}

TEST_F(EndpointsCloseTest, CancelledCallsAreAnsweredThatTheServerEnds) {
    auto const known = session();
    auto const held = begin(call(1, "hold"), known);
    held_.wait();
    auto const waiting = begin_modern(modern_call(2, "echo"));
    endpoints_.close();
    endpoints_.cancel_calls();
    release();
    settle();
    for (auto const& reply : {held, waiting}) {
        EXPECT_EQ(reply->status(), 503);
        EXPECT_TRUE(reply->json().contains("error"));
    }
    EXPECT_EQ(held->json()["id"], 1);
    EXPECT_EQ(waiting->json()["id"], 2);
}

TEST_F(EndpointsCloseTest, RequestsOutliveTheEndpoints) {
    auto endpoints = std::make_unique<HttpEndpoints>(http_server_, pool_);
    http::Router router;
    endpoints->add_streamable(router, "/mcp");
    endpoints.reset();
    auto const reply = std::make_shared<Reply>();
    http::Request request{"POST", http::read_target("/mcp").value(), {{"Content-Type", "application/json"}}, "{}", {}};
    router.handle(std::make_shared<FakeExchange>(std::move(request), reply));
    EXPECT_EQ(reply->status(), 503);
}

}  // namespace
}  // namespace keepsake::mcp

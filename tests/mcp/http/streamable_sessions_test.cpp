#include "mcp/http/endpoints_test.h"
#include "mcp/revision.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

class StreamableSessionsTest : public EndpointsTest {
protected:
    static Json notification(std::string const& method, Json params = Json::object()) {
        return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
    }
};

TEST_F(StreamableSessionsTest, BeginWithInitialize) {
    for (auto const revision : legacy_revisions) {
        auto const reply = post(initialize_request(std::string(revision)));
        EXPECT_EQ(reply->status(), 200);
        EXPECT_EQ(reply->json()["result"]["protocolVersion"], std::string(revision));
        auto const id = reply->header("Mcp-Session-Id");
        EXPECT_EQ(id.size(), 32u);
        auto const call = post(ServerTest::call(1, "echo"), {{"Mcp-Session-Id", id}});
        EXPECT_EQ(call->status(), 200);
        EXPECT_EQ(call->json()["result"]["structuredContent"]["client"], "desk");
        EXPECT_EQ(call->header("Mcp-Session-Id"), id);
    }
    EXPECT_EQ(endpoints_.sessions(), legacy_revisions.size());
}

TEST_F(StreamableSessionsTest, InitializeTakesAnyVersionInTheHeader) {
    for (auto const* const version : {"2025-06-18", "2026-07-28", "1999-01-01"}) {
        auto const reply = post(initialize_request(version), {{"MCP-Protocol-Version", version}});
        EXPECT_EQ(reply->status(), 200) << version;
        EXPECT_TRUE(is_legacy(reply->json()["result"]["protocolVersion"].get<std::string>())) << version;
    }
}

TEST_F(StreamableSessionsTest, AFailedInitializeLeavesNone) {
    auto const reply = post(request(1, "initialize"));
    EXPECT_EQ(reply->error_code(), -32602);
    EXPECT_EQ(reply->header("Mcp-Session-Id"), "");
    EXPECT_EQ(endpoints_.sessions(), 0u);
}

TEST_F(StreamableSessionsTest, WithoutTheFieldTheClientIsToldWhatToDo) {
    auto const reply = post(request(4, "tools/list"));
    EXPECT_EQ(reply->status(), 400);
    EXPECT_EQ(reply->error_code(), -32600);
    EXPECT_EQ(reply->json()["id"], 4);
    EXPECT_NE(reply->body().find("initialize"), std::string::npos);
    EXPECT_EQ(post(notification("initialize"))->status(), 400);
    EXPECT_EQ(post(Json::array({initialize_request()}))->status(), 400);
    EXPECT_EQ(endpoints_.sessions(), 0u);
}

TEST_F(StreamableSessionsTest, AnUnknownOneIsNotFound) {
    Fields const unknown = {{"Mcp-Session-Id", "00000000000000000000000000000000"}};
    for (auto const& message : {request(1, "ping"), initialize_request(), notification("notifications/initialized")}) {
        auto const reply = post(message, unknown);
        EXPECT_EQ(reply->status(), 404);
        EXPECT_EQ(reply->error_code(), -32600);
    }
    EXPECT_EQ(send("GET", "/mcp", unknown)->status(), 404);
    EXPECT_EQ(send("DELETE", "/mcp", unknown)->status(), 404);
}

TEST_F(StreamableSessionsTest, BelongToTheirCaller) {
    auto const ana = session("2025-11-25", Json::object(), "/of/ana");
    EXPECT_EQ(post(request(1, "ping"), ana, "/of/ana")->status(), 200);
    EXPECT_EQ(post(request(1, "ping"), ana, "/of/bob")->status(), 404);
    EXPECT_EQ(post(request(1, "ping"), ana, "/mcp")->status(), 404);
    EXPECT_EQ(send("GET", "/of/bob", ana)->status(), 404);
    EXPECT_EQ(send("DELETE", "/of/bob", ana)->status(), 404);
    EXPECT_EQ(send("DELETE", "/of/ana", ana)->status(), 204);
}

TEST_F(StreamableSessionsTest, TheVersionInTheHeaderMustBeALegacyOne) {
    auto const known = session("2025-06-18");
    for (auto const revision : legacy_revisions) {
        EXPECT_EQ(post(request(1, "ping"), with(known, "MCP-Protocol-Version", std::string(revision)))->status(), 200);
    }
    EXPECT_EQ(post(notification("x"), with(known, "MCP-Protocol-Version", "2025-06-18"))->status(), 202);
    EXPECT_EQ(post(request(1, "ping"), with(known, "MCP-Protocol-Version", "2027-01-01"))->status(), 400);
    EXPECT_EQ(send("GET", "/mcp", with(known, "MCP-Protocol-Version", "2027-01-01"))->status(), 400);
}

TEST_F(StreamableSessionsTest, AModernRequestOfAClientWithASessionIsModern) {
    auto const message = modern_call(1, "echo");
    auto fields = mirrored(message);
    fields.merge(session());
    auto const reply = post(message, fields);
    EXPECT_EQ(reply->json()["result"]["resultType"], "complete");
    EXPECT_EQ(reply->header("Mcp-Session-Id"), "");
}

TEST_F(StreamableSessionsTest, WhatGetsNoAnswerIsTakenWithoutWords) {
    auto const known = session();
    for (auto const& message :
         {notification("notifications/initialized"), notification("notifications/of/another/world"),
          Json{{"jsonrpc", "2.0"}, {"id", "keepsake-9"}, {"result", Json::object()}}}) {
        auto const reply = post(message, known);
        EXPECT_EQ(reply->status(), 202);
        EXPECT_EQ(reply->body(), "");
    }
}

TEST_F(StreamableSessionsTest, ArraysAreTakenInOneRevisionOnly) {
    auto const both = Json::array({request(1, "ping"), notification("x"), call(2, "echo")});
    for (auto const* const revision : {"2025-11-25", "2025-06-18", "2024-11-05"}) {
        auto const reply = post(both, session(revision));
        EXPECT_EQ(reply->status(), 400) << revision;
        EXPECT_EQ(reply->error_code(), -32600) << revision;
    }
    auto const known = session("2025-03-26");
    auto const reply = post(both, known);
    EXPECT_EQ(reply->status(), 200);
    EXPECT_EQ(reply->json().size(), 2u);
    EXPECT_EQ(post(Json::array({notification("x")}), known)->status(), 202);
    EXPECT_EQ(post(Json::array(), known)->status(), 400);
    auto broken = Json::array({5, request(1, "ping")});
    for (auto const& answer : post(broken, known)->json()) {
        EXPECT_EQ(answer.contains("error"), !answer.contains("id")) << "an error without a request has no id";
    }
}

TEST_F(StreamableSessionsTest, ACancelledRequestIsAnsweredWithoutWords) {
    auto const known = session();
    auto const held = begin(call(1, "hold"), known);
    held_.wait();
    EXPECT_EQ(begin(notification("notifications/cancelled", {{"requestId", 1}}), known)->status(), 202);
    release();
    settle();
    EXPECT_EQ(held->status(), 202);
    EXPECT_EQ(held->body(), "");
}

TEST_F(StreamableSessionsTest, HangingUpDoesNotCancel) {
    auto const known = session();
    auto const held = begin(call(1, "hold"), known);
    held_.wait();
    held->leave();
    EXPECT_EQ(begin(call(1, "echo"), known)->status(), 400) << "it still runs";
    release();
    settle();
    EXPECT_EQ(post(call(1, "echo"), known)->status(), 200);
}

TEST_F(StreamableSessionsTest, DeleteEndsEverything) {
    auto const known = session();
    auto const stream = send("GET", "/mcp", known);
    auto const held = begin(call(1, "hold"), known);
    held_.wait();
    auto const reply = send("DELETE", "/mcp", known);
    EXPECT_EQ(reply->status(), 204);
    EXPECT_EQ(reply->body(), "");
    EXPECT_TRUE(stream->has_ended());
    EXPECT_EQ(endpoints_.sessions(), 0u);
    release();
    settle();
    EXPECT_EQ(held->status(), 202) << "the call was cancelled";
    EXPECT_EQ(post(request(1, "ping"), known)->status(), 404);
    EXPECT_EQ(stream.use_count(), 1) << "nothing of the session is left";
}

TEST_F(StreamableSessionsTest, WithoutOneThereIsNothingToGetOrDelete) {
    for (auto const* const method : {"GET", "DELETE"}) {
        for (auto const& fields :
             {Fields{}, Fields{{"Accept", "application/json"}}, Fields{{"MCP-Protocol-Version", modern_version}},
              Fields{{"Last-Event-ID", "1_0"}}}) {
            auto const reply = send(method, "/mcp", fields);
            EXPECT_EQ(reply->status(), 405);
            EXPECT_EQ(reply->header("Allow"), "POST");
        }
    }
}

using SessionLimitsTest = StreamableSessionsTest;

TEST_F(SessionLimitsTest, AnIdleSessionExpires) {
    auto const idle = session();
    auto const used = session();
    now_ = now_.load() + std::chrono::minutes(20);
    EXPECT_EQ(post(request(1, "ping"), used)->status(), 200);
    now_ = now_.load() + std::chrono::minutes(20);
    EXPECT_EQ(post(request(1, "ping"), used)->status(), 200);
    EXPECT_EQ(endpoints_.sessions(), 1u);
    EXPECT_EQ(post(request(1, "ping"), idle)->status(), 404);
}

TEST_F(SessionLimitsTest, ASessionWithAStreamDoesNotExpire) {
    auto const known = session();
    auto const stream = send("GET", "/mcp", known);
    now_ = now_.load() + std::chrono::hours(5);
    session();
    EXPECT_EQ(endpoints_.sessions(), 2u);
    stream->leave();
    session();
    EXPECT_EQ(endpoints_.sessions(), 3u) << "its time begins when the stream ends";
    now_ = now_.load() + std::chrono::minutes(31);
    session();
    EXPECT_EQ(endpoints_.sessions(), 1u);
}

TEST_F(SessionLimitsTest, ASessionWithACallDoesNotExpire) {
    auto const known = session();
    auto const held = begin(call(1, "hold"), known);
    held_.wait();
    held->leave();
    now_ = now_.load() + std::chrono::hours(5);
    begin(initialize_request());
    EXPECT_EQ(endpoints_.sessions(), 2u);
    release();
    settle();
    session();
    EXPECT_EQ(endpoints_.sessions(), 3u) << "its time begins when the call ends";
    now_ = now_.load() + std::chrono::minutes(31);
    EXPECT_EQ(post(request(1, "ping"), known)->status(), 404);
}

class FewSessionsTest : public EndpointsTest {
protected:
    FewSessionsTest() : EndpointsTest(limits()) {}
    static HttpLimits limits() {
        HttpLimits limits;
        limits.sessions = 2;
        return limits;
    }
    void pass_time() { now_ = now_.load() + std::chrono::seconds(5); }
};

TEST_F(FewSessionsTest, TheOneLongestNotUsedMakesRoom) {
    auto const first = session();
    pass_time();
    auto const second = session();
    pass_time();
    EXPECT_EQ(post(request(1, "ping"), first)->status(), 200);
    session();
    EXPECT_EQ(endpoints_.sessions(), 2u);
    EXPECT_EQ(post(request(1, "ping"), second)->status(), 404);
    EXPECT_EQ(post(request(1, "ping"), first)->status(), 200);
}

TEST_F(FewSessionsTest, OneThatIsInUseDoesNot) {
    auto const first = session();
    auto const stream = send("GET", "/mcp", first);
    pass_time();
    auto const sse = send("GET", "/sse", {});
    auto const refused = post(initialize_request());
    EXPECT_EQ(refused->status(), 503);
    EXPECT_EQ(refused->header("Retry-After"), "1");
    EXPECT_EQ(refused->header("Mcp-Session-Id"), "");
    EXPECT_EQ(send("GET", "/sse", {})->status(), 503);
    stream->leave();
    EXPECT_EQ(post(initialize_request())->status(), 200);
    EXPECT_EQ(post(request(1, "ping"), first)->status(), 404);
}

}  // namespace
}  // namespace keepsake::mcp

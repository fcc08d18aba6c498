// Sessions belong to the address at which they began.

#include <gtest/gtest.h>

#include "e2e/http_test.h"

namespace keepsake::testing {
namespace {

class HttpSessionTest : public HttpTest {
protected:
    int status_of_call(std::string const& path, std::string const& session) {
        McpHttpClient stranger(port(), path);
        stranger.use_session(session);
        auto const answer = stranger.post(request_message(1, "tools/call", {{"name", "list_memories"}}));
        EXPECT_FALSE(mentions(answer.body, "bees"));
        return answer.status;
    }
    int status_of_stream(std::string const& path, std::string const& session) {
        return get(path, field("Accept", "text/event-stream") + field("Mcp-Session-Id", session)).status;
    }
};

TEST_F(HttpSessionTest, ids_that_were_never_given_are_not_found) {
    for (auto const& id :
         {std::string("x"), std::string(32, '0'), std::string(10'000, 'a'), std::string("../../etc")}) {
        EXPECT_EQ(status_of_call("/mcp", id), 404);
        EXPECT_EQ(status_of_stream("/mcp", id), 404);
    }
}

TEST_F(HttpSessionTest, ids_are_never_the_same_and_have_no_order) {
    Words all;
    for (int number = 0; number < 20; ++number) all.push_back(client().session());
    auto const in_order = sorted(all);
    EXPECT_NE(all, in_order);
    EXPECT_EQ(std::ranges::adjacent_find(in_order), in_order.end());
}

TEST_F(HttpSessionTest, one_of_a_user_is_not_there_at_other_addresses) {
    auto ana = client("/mcp/cursor/http/ana");
    ana.call_ok("add_memory", {{"text", "Ana keeps bees."}});
    for (auto const* const other : {"/mcp/cursor/http/ben", "/mcp/claude/http/ana", "/mcp"}) {
        EXPECT_EQ(status_of_call(other, ana.session()), 404) << other;
        EXPECT_EQ(status_of_stream(other, ana.session()), 404) << other;
        McpHttpClient thief(port(), other);
        thief.use_session(ana.session());
        EXPECT_EQ(thief.remove().status, 404) << other;
    }
    EXPECT_EQ(ana.call_ok("list_memories").at("total"), 1) << "it goes on";
    EXPECT_EQ(status_of_call("/mcp/cursor/http/ana", client().session()), 404);
}

TEST_F(HttpSessionTest, one_of_a_stream_is_none_of_the_other_transport) {
    EventStreamClient stream(port(), get_request("/sse", field("Accept", "text/event-stream")));
    auto const endpoint = stream.next().value().data;
    auto const id = endpoint.substr(endpoint.find('=') + 1);
    EXPECT_EQ(status_of_call("/mcp", id), 404);
    auto const posted = [&](std::string const& session) {
        return HttpSocket(port())
            .ask(post_request("/messages?sessionId=" + session, request_message(1, "ping").dump(), post_fields()))
            .status;
    };
    EXPECT_EQ(posted(client().session()), 404);
    EXPECT_EQ(posted("x"), 404);
    EXPECT_EQ(posted(id), 202);
}

TEST_F(HttpSessionTest, a_bound_server_answers_at_no_other_users_address) {
    auto const bound = start_http({{"KEEPSAKE_BIND_USER", "true"}, {"KEEPSAKE_USER_ID", "nora"}});
    McpHttpClient ana(bound->port(), "/mcp/cursor/http/ana");
    ana.initialize();
    EXPECT_TRUE(ana.call("add_memory", {{"text", "x"}}).value("isError", false));
    McpHttpClient nora(bound->port(), "/mcp/cursor/http/nora");
    nora.initialize();
    EXPECT_EQ(nora.call_ok("list_memories").at("total"), 0);
}

TEST_F(HttpSessionTest, another_version_than_the_agreed_one_is_refused) {
    auto legacy = client();
    auto const ping = request_message(1, "ping");
    EXPECT_EQ(legacy.post(ping, field("MCP-Protocol-Version", "2025-11-25")).status, 200);
    EXPECT_EQ(legacy.post(ping, field("MCP-Protocol-Version", "1999-01-01")).status, 400);
    EXPECT_TRUE(legacy.request("ping").contains("result"));
}

TEST_F(HttpSessionTest, a_message_that_is_none_is_refused_and_the_session_goes_on) {
    auto legacy = client();
    for (auto const* const body : {"", "{", "[]", "5", "null", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                                   "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                                   "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                                   "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", "[{\"jsonrpc\":\"2.0\"}]"}) {
        auto const answer = legacy.post(std::string(body));
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_TRUE(Json::parse(answer.body).at("error").at("code").is_number_integer()) << body;
    }
    EXPECT_TRUE(legacy.request("ping").contains("result"));
}

TEST_F(HttpSessionTest, a_batch_is_taken_in_the_revision_that_has_them) {
    auto const pings = Json::array({request_message(1, "ping"), request_message(2, "ping")});
    auto later = client();
    EXPECT_EQ(later.post(pings).status, 400);
    McpHttpClient batching(port());
    batching.initialize("2025-03-26");
    auto const answer = batching.post(pings);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(Json::parse(answer.body).size(), 2U);
}

}  // namespace
}  // namespace keepsake::testing

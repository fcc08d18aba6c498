// MCP over HTTP as clients use it: both eras, sessions, HTTP+SSE, and what several processes see of each other.

#include <gtest/gtest.h>

#include "e2e/eventually.h"
#include "e2e/http_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

class HttpBasicsTest : public HttpTest {};

TEST_F(HttpBasicsTest, says_where_it_listens_and_that_it_lives) {
    EXPECT_TRUE(http().greeting().starts_with("Keepsake listens on http://127.0.0.1:")) << http().greeting();
    auto const health = get("/health");
    EXPECT_EQ(health.status, 200);
    EXPECT_EQ(Json::parse(health.body).at("status"), "ok");
}

TEST_F(HttpBasicsTest, is_ready_when_the_store_is_open_also_without_an_embedder) {
    auto const ready = get("/ready");
    EXPECT_EQ(ready.status, 200) << ready.body;
    EXPECT_EQ(Json::parse(ready.body), Json({{"ready", true}, {"store", "open"}, {"embedding_model", "off"}}));
}

TEST_F(HttpBasicsTest, is_not_ready_when_the_store_cannot_be_opened_and_says_why) {
    auto const blocked = start_http({{"KEEPSAKE_DATA_DIR", "/dev/null/folder"}});
    auto const ready = HttpSocket(blocked->port()).ask(get_request("/ready"));
    EXPECT_EQ(ready.status, 503);
    auto const said = Json::parse(ready.body);
    EXPECT_EQ(said.at("ready"), false);
    EXPECT_TRUE(says(said.at("store"), "/dev/null/folder"));
    EXPECT_EQ(HttpSocket(blocked->port()).ask(get_request("/health")).status, 200);
}

class HttpRevision : public HttpTest, public ::testing::WithParamInterface<char const*> {};

TEST_P(HttpRevision, is_spoken_in_a_session) {
    McpHttpClient legacy(port());
    EXPECT_EQ(legacy.initialize(GetParam()).at("protocolVersion"), GetParam());
    EXPECT_GE(legacy.session().size(), 32U);
    EXPECT_FALSE(legacy.request("tools/list").at("result").at("tools").empty());
    auto const id = ids(legacy.call_ok("add_memory", {{"text", "Ada keeps bees."}})).at(0);
    EXPECT_EQ(ids(legacy.call_ok("search_memory", {{"query", "bees"}})), Words{id});
}

INSTANTIATE_TEST_SUITE_P(all, HttpRevision, ::testing::Values("2025-03-26", "2025-06-18", "2025-11-25"),
                         [](auto const& revision) {
                             std::string name = revision.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST_F(HttpBasicsTest, both_eras_are_spoken_on_one_connection) {
    auto both = client();
    auto const id = ids(both.modern_call_ok("add_memory", {{"text", "Ada keeps bees."}})).at(0);
    EXPECT_EQ(ids(both.call_ok("search_memory", {{"query", "bees"}})), Words{id});
    auto const found = both.modern_request("server/discover").at("result");
    EXPECT_EQ(found.at("supportedVersions"), Json::array({modern_version}));
    EXPECT_EQ(both.request("server/discover").at("error").at("code"), -32601);
}

TEST_F(HttpBasicsTest, a_modern_client_needs_no_session_and_is_given_none) {
    McpHttpClient modern_client(port());
    auto const message = request_message(1, "tools/list", modern());
    auto const answer = modern_client.post(message, modern_fields(message));
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.headers.contains("mcp-session-id"));
    EXPECT_EQ(Json::parse(answer.body).at("result").at("resultType"), "complete");
    EXPECT_EQ(modern_client.remove().status, 405);
}

TEST_F(HttpBasicsTest, a_session_lives_until_it_is_deleted) {
    auto legacy = client();
    EXPECT_TRUE(legacy.request("ping").contains("result"));
    EXPECT_EQ(legacy.remove().status, 204);
    EXPECT_EQ(legacy.post(request_message(1, "ping")).status, 404);
    EXPECT_EQ(legacy.remove().status, 404);
    legacy.use_session("");
    EXPECT_EQ(legacy.post(request_message(1, "ping")).status, 400);
    legacy.initialize();
    EXPECT_TRUE(legacy.request("ping").contains("result"));
}

TEST_F(HttpBasicsTest, http_with_sse_goes_round) {
    EventStreamClient stream(port(), get_request("/sse", field("Accept", "text/event-stream")));
    auto const endpoint = stream.next();
    ASSERT_TRUE(endpoint && endpoint->name == "endpoint");
    HttpSocket posts(port());
    auto const ask = [&](Json const& message) {
        EXPECT_EQ(posts.ask(post_request(endpoint->data, message.dump(), post_fields())).status, 202);
        return stream.next_message();
    };
    auto const opened = ask(request_message(
        "a", "initialize", {{"protocolVersion", "2024-11-05"}, {"capabilities", Json::object()}, {"clientInfo", {}}}));
    EXPECT_EQ(opened.at("id"), "a");
    EXPECT_EQ(opened.at("result").at("protocolVersion"), "2024-11-05");
    auto const added =
        ask(request_message(2, "tools/call", {{"name", "add_memory"}, {"arguments", {{"text", "Ada keeps bees."}}}}));
    EXPECT_EQ(texts(structured_content(tool_result(added))), Words{"Ada keeps bees."});
    EXPECT_EQ(client().call_ok("list_memories").at("total"), 1);

    stream.close();
    EXPECT_TRUE(eventually([&] {
        return posts.ask(post_request(endpoint->data, request_message(3, "ping").dump(), post_fields())).status == 404;
    }));
}

TEST_F(HttpBasicsTest, an_openmemory_address_binds_to_its_user) {
    auto ana = client("/mcp/cursor/http/ana");
    auto const id = ids(ana.call_ok("add_memory", {{"text", "Ana keeps bees."}})).at(0);
    EXPECT_EQ(ana.call_ok("get_memory", {{"memory_id", id}}).at("app_id"), "cursor");

    auto ben = client("/mcp/cursor/http/ben");
    EXPECT_EQ(texts(ben.call_ok("search_memory", {{"query", "bees"}})), Words());
    for (auto const* const tool : {"get_memory", "delete_memory"}) {
        auto const result = ben.call(tool, {{"memory_id", id}});
        EXPECT_TRUE(result.value("isError", false));
        EXPECT_TRUE(says_not_found(text_of(result)));
    }
    EXPECT_TRUE(ben.call("search_memory", {{"query", "bees"}, {"user_id", "ana"}}).value("isError", false));
    EXPECT_TRUE(ben.request("resources/read", {{"uri", "keepsake://memories/" + id}}).contains("error"));
    EXPECT_TRUE(ben.request("resources/read", {{"uri", "keepsake://users/ana/memories"}}).contains("error"));
    McpHttpClient modern_ben(port(), "/mcp/cursor/http/ben");
    EXPECT_EQ(modern_ben.modern_call_ok("list_memories").at("total"), 0);

    EXPECT_EQ(texts(client("/mcp/claude/http/ana").call_ok("search_memory", {{"query", "bees"}})),
              Words{"Ana keeps bees."});
}

TEST_F(HttpBasicsTest, names_in_an_address_are_percent_encoded) {
    auto const id = ids(client("/mcp/cursor/http/J%C3%B6rg%20M%2FX").call_ok("add_memory", {{"text", "x"}})).at(0);
    EXPECT_EQ(call_ok("get_memory", {{"memory_id", id}}).at("user_id"), "Jörg M/X");
}

TEST_F(HttpBasicsTest, processes_over_stdio_and_http_see_each_others_memories) {
    auto over_http = client();
    auto const first = add("Ada keeps bees.");
    EXPECT_EQ(ids(over_http.call_ok("search_memory", {{"query", "bees"}})), Words{first});
    over_http.call_ok("update_memory", {{"memory_id", first}, {"text", "Ada keeps goats."}});
    EXPECT_EQ(ids(call_ok("search_memory", {{"query", "bees"}})), Words());
    EXPECT_EQ(ids(call_ok("search_memory", {{"query", "goats"}})), Words{first});
}

TEST_F(HttpBasicsTest, a_change_by_another_process_is_told_on_the_open_stream) {
    auto subscriber = client();
    auto stream = subscriber.open_stream();
    std::string const uri = "keepsake://users/default/memories";
    EXPECT_TRUE(subscriber.request("resources/subscribe", {{"uri", uri}}).contains("result"));
    add("Ada keeps bees.");
    auto const told = stream.next_message();
    EXPECT_EQ(told.at("method"), "notifications/resources/updated");
    EXPECT_EQ(told.at("params").at("uri"), uri);
}

TEST_F(HttpBasicsTest, a_change_by_another_process_is_told_to_who_listens) {
    std::string const uri = "keepsake://users/default/memories";
    auto stream = McpHttpClient(port()).listen({{"resourceSubscriptions", {uri}}});
    EXPECT_EQ(stream.next_message().at("method"), "notifications/subscriptions/acknowledged");
    add("Ada keeps bees.");
    auto const told = stream.next_message();
    EXPECT_EQ(told.at("method"), "notifications/resources/updated");
    EXPECT_EQ(told.at("params").at("_meta").at(meta_prefix + "subscriptionId"), "listening");
}

TEST_F(HttpBasicsTest, what_was_missed_comes_to_who_returns_with_the_last_events_id) {
    auto subscriber = client();
    auto stream = subscriber.open_stream();
    auto const primed = stream.next();
    ASSERT_TRUE(primed && primed->data.empty() && !primed->id.empty());
    std::string const uri = "keepsake://users/default/memories";
    subscriber.request("resources/subscribe", {{"uri", uri}});
    stream.close();
    add("Ada keeps bees.");
    auto again = subscriber.open_stream(field("Last-Event-ID", primed->id));
    EXPECT_EQ(again.next_message().at("params").at("uri"), uri);
}

}  // namespace
}  // namespace keepsake::testing

// How a server over HTTP ends, and what it leaves.

#include <gtest/gtest.h>

#include <csignal>
#include <system_error>
#include <thread>

#include "e2e/eventually.h"
#include "e2e/http_test.h"
#include "e2e/language_model.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

/// Less than what running requests are given: nothing but they may use that up.
constexpr std::chrono::seconds soon{9};

class HttpEndingTest : public HttpTest {
protected:
    bool listens() {
        try {
            HttpSocket const somebody(port());
            return true;
        } catch (std::system_error const&) {
            return false;
        }
    }
    static Json modern_message(std::string_view method, Json params = Json::object()) {
        return request_message("m", method, modern(std::move(params)));
    }
    /// Adds until nobody answers any more; the ids of what was acknowledged.
    static Words add_to_the_end(std::uint16_t port, std::atomic<int>& acknowledged) {
        Words stored;
        try {
            McpHttpClient writer(port);
            writer.initialize();
            for (;; ++acknowledged) stored.push_back(ids(writer.call_ok("add_memory", {{"text", "x"}})).at(0));
        } catch (std::exception const&) {
            return stored;
        }
    }
};

TEST_F(HttpEndingTest, streams_of_every_kind_end_as_they_should) {
    auto session = client();
    auto standing = session.open_stream();
    EventStreamClient sse(port(), get_request("/sse", field("Accept", "text/event-stream")));
    EXPECT_EQ(sse.next().value().name, "endpoint");
    auto listening = McpHttpClient(port()).listen({{"resourcesListChanged", true}});
    EXPECT_EQ(listening.next_message().at("method"), "notifications/subscriptions/acknowledged");

    http().send_signal(SIGTERM);
    auto const last = listening.next_message();
    EXPECT_EQ(last.at("id"), "listening");
    EXPECT_EQ(last.at("result").at("resultType"), "complete");
    EXPECT_EQ(last.at("result").at("_meta").at(meta_prefix + "subscriptionId"), "listening");
    EXPECT_TRUE(listening.ends());
    EXPECT_TRUE(standing.ends());
    EXPECT_TRUE(sse.ends());
    EXPECT_EQ(http().wait_exit(soon).code, 0);
}

TEST_F(HttpEndingTest, who_says_nothing_does_not_hold_it_up) {
    HttpSocket const silent(port());
    HttpSocket const half(port());
    half.send("POST /mcp HTTP/1.1\r\nHost: loc");
    HttpSocket kept(port());
    EXPECT_EQ(kept.ask(get_request("/health")).status, 200);
    http().send_signal(SIGTERM);
    EXPECT_EQ(http().wait_exit(soon).code, 0);
    EXPECT_TRUE(kept.is_ended());
}

class HttpSignal : public HttpEndingTest, public ::testing::WithParamInterface<int> {};

TEST_P(HttpSignal, loses_nothing_that_was_acknowledged) {
    constexpr std::size_t writers = 4;
    std::atomic<int> acknowledged = 0;
    std::vector<Words> stored(writers);
    std::vector<std::jthread> threads;
    for (auto& of_one : stored)
        threads.emplace_back(
            [&of_one, &acknowledged, where = port()] { of_one = add_to_the_end(where, acknowledged); });
    EXPECT_TRUE(eventually([&] { return acknowledged >= 40; }));
    http().send_signal(GetParam());
    threads.clear();
    auto const ending = http().wait_exit(soon);
    EXPECT_EQ(ending.code, GetParam() == SIGKILL ? std::nullopt : std::optional(0));

    Words there;
    for (auto const& memory : list_all(server())) there.push_back(memory.at("id"));
    there = sorted(there);
    std::size_t known = 0;
    for (auto const& of_one : stored) {
        known += of_one.size();
        for (auto const& id : of_one) EXPECT_TRUE(std::ranges::binary_search(there, id)) << id;
    }
    EXPECT_LE(there.size(), known + writers) << "of each writer one at most was stored without having been answered";
}

INSTANTIATE_TEST_SUITE_P(all, HttpSignal, ::testing::Values(SIGTERM, SIGINT, SIGHUP, SIGKILL),
                         [](auto const& signal) { return std::string(::sigabbrev_np(signal.param)); });

class HttpEndingCallTest : public HttpEndingTest {
protected:
    Environment settings() const override {
        auto all = model_.settings();
        all.merge(HttpEndingTest::settings());
        all.emplace("KEEPSAKE_LLM_QUIET_MS", "0");
        return all;
    }
    /// Parameters of a call that runs until release().
    static Json long_call() {
        return {
            {"name", "add_memory"},
            {"arguments", {{"messages", {{{"role", "user"}, {"content", "Ana lives in Porto."}}}}, {"wait", true}}}};
    }
    void hold() { model_.hold(extraction); }
    bool runs() const { return model_.wait_for_questions(1); }
    void release() { model_.release(); }

private:
    LanguageModel model_;
};

TEST_F(HttpEndingCallTest, a_running_call_is_answered_first) {
    hold();
    auto caller = client();
    caller.send("tools/call", long_call());
    ASSERT_TRUE(runs());
    http().send_signal(SIGTERM);
    EXPECT_TRUE(eventually([&] { return !listens(); }));
    release();
    EXPECT_EQ(structured_content(tool_result(caller.read_response())).at("status"), "SUCCEEDED");
    EXPECT_EQ(http().wait_exit(soon).code, 0);
    EXPECT_EQ(call_ok("list_memories", {{"kinds", {"fact"}}}).at("total"), 1);
}

TEST_F(HttpEndingCallTest, a_running_call_over_http_with_sse_is_answered_first) {
    hold();
    EventStreamClient stream(port(), get_request("/sse", field("Accept", "text/event-stream")));
    auto const endpoint = stream.next().value().data;
    HttpSocket posts(port());
    auto const post = [&](Json const& message) {
        EXPECT_EQ(posts.ask(post_request(endpoint, message.dump(), post_fields())).status, 202);
    };
    post(request_message(1, "initialize",
                         {{"protocolVersion", "2024-11-05"}, {"capabilities", Json::object()}, {"clientInfo", {}}}));
    EXPECT_EQ(stream.next_message().at("id"), 1);
    post(request_message(2, "tools/call", long_call()));
    ASSERT_TRUE(runs());
    http().send_signal(SIGTERM);
    EXPECT_TRUE(eventually([&] { return !listens(); }));
    release();
    EXPECT_EQ(structured_content(tool_result(stream.next_message())).at("status"), "SUCCEEDED");
    EXPECT_TRUE(stream.ends());
    EXPECT_EQ(http().wait_exit(soon).code, 0);
}

TEST_F(HttpEndingCallTest, a_call_whose_modern_client_hangs_up_does_not_hold_it_up) {
    hold();
    HttpSocket leaver(port());
    auto const message = modern_message("tools/call", long_call());
    leaver.send(post_request("/mcp", message.dump(), post_fields() + modern_fields(message)));
    ASSERT_TRUE(runs());
    leaver.close();
    http().send_signal(SIGTERM);
    EXPECT_EQ(http().wait_exit(soon).code, 0);
    release();
}

TEST_F(HttpEndingTest, a_port_in_use_is_named_in_a_sentence) {
    auto const address = "127.0.0.1:" + std::to_string(port());
    auto const refused = run({"serve", "--listen", address});
    EXPECT_EQ(refused.ending.code, 1);
    EXPECT_TRUE(says(refused.errors, std::to_string(port())));
    EXPECT_TRUE(says(refused.errors, "in use"));
    EXPECT_EQ(refused.output, "");
    EXPECT_EQ(get("/health").status, 200);
}

TEST_F(HttpEndingTest, two_servers_on_one_folder_see_each_others_changes) {
    auto const second = start_http();
    auto here = client();
    McpHttpClient there(second->port());
    auto const id = ids(here.call_ok("add_memory", {{"text", "Ada keeps bees."}})).at(0);
    EXPECT_EQ(ids(there.modern_call_ok("search_memory", {{"query", "bees"}})), Words{id});
    auto listening = here.listen({{"resourceSubscriptions", {"keepsake://memories/" + id}}});
    EXPECT_EQ(listening.next_message().at("method"), "notifications/subscriptions/acknowledged");
    there.modern_call_ok("update_memory", {{"memory_id", id}, {"text", "Ada keeps goats."}});
    EXPECT_EQ(listening.next_message().at("method"), "notifications/resources/updated");
    EXPECT_EQ(texts(here.call_ok("search_memory", {{"query", "goats"}})), Words{"Ada keeps goats."});

    EXPECT_EQ(second->end().code, 0);
    EXPECT_EQ(here.call_ok("list_memories").at("total"), 1);
    EXPECT_THROW(there.modern_call_ok("list_memories"), std::exception);
}

}  // namespace
}  // namespace keepsake::testing

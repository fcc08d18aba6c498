#include "mcp/http/endpoints_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

/// Legacy answers that become streams, and the stream that belongs to no request.
class StreamableStreamsTest : public EndpointsTest {
protected:
    StreamableStreamsTest() {
        add_tool("leave and come back", [this](Json const&, CallContext const& context) {
            context.pause();
            if (!held_.try_wait()) held_.count_down();
            release_.wait();
            context.progress(1, 1, "there");
            return ToolResult::success({{"late", true}});
        });
        add_tool("ask", [](Json const&, CallContext const& context) -> ToolReply {
            auto const answer = context.ask("sampling/createMessage", {{"maxTokens", 5}});
            return Awaited{[answer]() -> std::optional<ToolResult> {
                               auto const said = answer->look();
                               if (!said) return std::nullopt;
                               return *said ? ToolResult::success({{"said", said->value()}})
                                            : ToolResult::failure(said->error().message);
                           },
                           ToolResult::failure("no room")};
        });
    }
    static Json reporting(Json id, std::string const& tool = "report") {
        auto message = call(std::move(id), tool);
        message["params"]["_meta"]["progressToken"] = "p";
        return message;
    }
    SharedReply get(Fields fields) { return send("GET", "/mcp", std::move(fields)); }
    static std::vector<std::string> ids(Reply const& reply) {
        std::vector<std::string> ids;
        for (auto const& event : reply.events()) ids.push_back(event.id);
        return ids;
    }
    using Ids = std::vector<std::string>;
};

TEST_F(StreamableStreamsTest, BeginWithAnEventToComeBackTo) {
    auto const known = session();
    auto const reply = post(reporting(1), known);
    ASSERT_TRUE(reply->is_stream());
    EXPECT_TRUE(reply->has_ended());
    EXPECT_EQ(reply->header("Mcp-Session-Id"), known.at("Mcp-Session-Id"));
    EXPECT_EQ(reply->heartbeat(), ":\n\n");
    auto const events = reply->events();
    ASSERT_EQ(events.size(), 4u);
    EXPECT_EQ(events[0].name, "");
    EXPECT_EQ(events[0].data, "");
    EXPECT_EQ(events[0].retry, "1000");
    EXPECT_EQ(ids(*reply), (Ids{"1_0", "1_1", "1_2", "1_3"}));
    EXPECT_EQ(events[1].json()["params"]["progress"], 1);
    EXPECT_EQ(events[3].json()["result"]["structuredContent"]["reported"], true);
    EXPECT_EQ(ids(*post(reporting(2), known)), (Ids{"2_0", "2_1", "2_2", "2_3"}));
    EXPECT_TRUE(last_exchange_.expired());
}

TEST_F(StreamableStreamsTest, OfOlderRevisionsHaveNoEmptyEvents) {
    for (auto const* const revision : {"2025-06-18", "2025-03-26", "2024-11-05"}) {
        auto const known = session(revision);
        EXPECT_EQ(ids(*post(reporting(1), known)), (Ids{"1_0", "1_1", "1_2"})) << revision;
        EXPECT_EQ(get(known)->text(), "") << revision;
    }
}

TEST_F(StreamableStreamsTest, AnAnswerWithoutAnythingBeforeItIsJson) {
    auto const known = session();
    EXPECT_FALSE(post(call(1, "report"), known)->is_stream()) << "nobody asked for progress";
    auto const unwilling = post(reporting(2), with(known, "Accept", "application/json"));
    EXPECT_FALSE(unwilling->is_stream());
    EXPECT_EQ(unwilling->json()["id"], 2);
    auto const eager = post(call(3, "echo"), with(known, "Accept", "text/event-stream"));
    EXPECT_EQ(ids(*eager), (Ids{"1_0", "1_1"}));
}

TEST_F(StreamableStreamsTest, WhatWasMissedIsToldAgain) {
    auto const known = session();
    auto const reply = post(reporting(1), known);
    auto const rest = get(with(known, "Last-Event-ID", "1_1"));
    EXPECT_EQ(ids(*rest), (Ids{"1_2", "1_3"}));
    EXPECT_TRUE(rest->has_ended()) << "there is nothing to come";
    EXPECT_TRUE(reply->text().ends_with(rest->text()));
    EXPECT_TRUE(get(with(known, "Last-Event-ID", "1_3"))->has_ended());
}

TEST_F(StreamableStreamsTest, AnotherSessionsEventsAreNotTold) {
    post(reporting(1), session());
    auto const other = get(with(session(), "Last-Event-ID", "1_1"));
    EXPECT_EQ(ids(*other), Ids{"0_0"});
}

TEST_F(StreamableStreamsTest, AnAnswerGoesToWhoComesBack) {
    auto const known = session();
    auto const first = begin(reporting(1, "leave and come back"), known);
    held_.wait();
    EXPECT_EQ(ids(*first), Ids{"1_0"});
    EXPECT_TRUE(first->has_ended()) << "the connection is not held meanwhile";
    auto const second = get(with(known, "Last-Event-ID", "1_0"));
    EXPECT_FALSE(second->has_ended());
    EXPECT_EQ(second->text(), "");
    release();
    settle();
    EXPECT_EQ(ids(*second), (Ids{"1_1", "1_2"}));
    EXPECT_TRUE(second->has_ended());
    EXPECT_EQ(second->events()[1].json()["result"]["structuredContent"]["late"], true);
    EXPECT_EQ(ids(*get(with(known, "Last-Event-ID", "1_1"))), Ids{"1_2"}) << "also to who comes later";
}

TEST_F(StreamableStreamsTest, OlderRevisionsAndTheModernEraDoNotPause) {
    auto const known = session("2025-06-18");
    release();
    EXPECT_EQ(ids(*post(reporting(1, "leave and come back"), known)), (Ids{"1_0", "1_1"}));
    auto const modern = post_modern(modern_call(1, "leave and come back"));
    EXPECT_FALSE(modern->is_stream());
}

TEST_F(StreamableStreamsTest, ABrokenStreamGoesOnWithWhoComesBack) {
    auto const known = session();
    auto const first = begin(reporting(1, "hold"), known);
    held_.wait();
    first->leave();
    release();
    settle();
    EXPECT_EQ(ids(*first), Ids{}) << "nothing had been sent";
    auto const rest = get(with(known, "Last-Event-ID", "1_0"));
    EXPECT_EQ(ids(*rest), (Ids{"1_1", "1_2"}));
}

TEST_F(StreamableStreamsTest, TheClientIsAskedOnTheStreamOfItsRequest) {
    auto const known = session("2025-11-25", {{"sampling", Json::object()}});
    auto const reply = begin(call(1, "ask"), known);
    while (reply->messages().empty()) std::this_thread::yield();
    auto const question = reply->messages()[0];
    EXPECT_EQ(question["method"], "sampling/createMessage");
    EXPECT_EQ(begin({{"jsonrpc", "2.0"}, {"id", question["id"]}, {"result", {{"text", "yes"}}}}, known)->status(), 202);
    settle();
    EXPECT_EQ(reply->messages().back()["result"]["structuredContent"]["said"]["text"], "yes");
}

TEST_F(StreamableStreamsTest, AClientThatTakesNoEventsIsNotWaitedFor) {
    auto const known = session("2025-11-25", {{"sampling", Json::object()}});
    auto const reply = post(call(1, "ask"), with(known, "Accept", "application/json"));
    EXPECT_EQ(reply->json()["result"]["isError"], true);
    EXPECT_NE(reply->body().find("text/event-stream"), std::string::npos);
}

TEST_F(StreamableStreamsTest, WhatBelongsToNoRequestGoesToTheStreamOfGet) {
    auto const known = session();
    auto const stream = get(known);
    EXPECT_EQ(stream->status(), 200);
    EXPECT_TRUE(stream->is_stream());
    EXPECT_EQ(stream->header("Mcp-Session-Id"), known.at("Mcp-Session-Id"));
    EXPECT_EQ(stream->heartbeat(), ":\n\n");
    http_server_.list_changed(ListKind::tools);
    ASSERT_EQ(ids(*stream), (Ids{"0_0", "0_1"}));
    EXPECT_EQ(stream->events()[0].retry, "1000");
    EXPECT_EQ(stream->events()[1].json()["method"], "notifications/tools/list_changed");
    EXPECT_FALSE(stream->has_ended());
}

TEST_F(StreamableStreamsTest, ASecondGetTakesTheFirstOnesPlace) {
    auto const known = session();
    auto const first = get(known);
    auto const second = get(known);
    EXPECT_TRUE(first->has_ended());
    http_server_.list_changed(ListKind::prompts);
    EXPECT_EQ(first->messages().size(), 0u);
    EXPECT_EQ(second->messages().size(), 1u);
    second->leave();
    http_server_.list_changed(ListKind::tools);
    auto const third = get(with(known, "Last-Event-ID", second->events().back().id));
    EXPECT_EQ(third->messages().size(), 1u) << "what came while nobody listened";
    http_server_.list_changed(ListKind::tools);
    EXPECT_EQ(third->messages().size(), 2u);
}

TEST_F(StreamableStreamsTest, AnUnknownEventOpensTheStreamThatBelongsToNoRequest) {
    auto const known = session();
    for (auto const* const id : {"1_0", "0_99", "x", "1", "1_", "_1", "1_2x", "99999999999999999999_1"}) {
        auto const stream = get(with(known, "Last-Event-ID", id));
        EXPECT_TRUE(stream->is_stream()) << id;
        http_server_.list_changed(ListKind::tools);
        EXPECT_EQ(stream->messages().size(), 1u) << id;
    }
}

TEST_F(StreamableStreamsTest, GetMustAllowEvents) {
    auto const known = session();
    EXPECT_EQ(get(with(known, "Accept", "application/json"))->status(), 406);
    EXPECT_EQ(get(with(known, "Accept", ""))->status(), 200);
}

}  // namespace
}  // namespace keepsake::mcp

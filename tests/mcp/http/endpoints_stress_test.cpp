#include <gtest/gtest.h>

#include <random>

#include "mcp/http/endpoints_test.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

/// Many clients that stay, hang up and come back while several workers answer them.
class EndpointsStressTest : public EndpointsTest {
protected:
    EndpointsStressTest() {
        busy_endpoints_.add_streamable(busy_router_, "/mcp");
        busy_endpoints_.add_sse(busy_router_, "/sse", "/messages");
    }
    static HttpLimits limits() {
        HttpLimits limits;
        limits.sessions = 8;
        limits.events_kept = 4;
        limits.large_body = 300;
        return limits;
    }

    SharedReply ask(std::string method, std::string const& path, Fields const& fields, std::string body = "") {
        http::Request request{std::move(method), http::read_target(path).value(), {}, std::move(body), {}};
        request.headers.add("Content-Type", "application/json");
        for (auto const& [name, value] : fields) request.headers.add(name, value);
        auto const reply = std::make_shared<Reply>();
        auto exchange = std::make_shared<FakeExchange>(std::move(request), reply);
        exchanges_.push_back(exchange);
        replies_.push_back(reply);
        busy_router_.handle(std::move(exchange));
        return reply;
    }
    int roll(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(random_); }

    Json report() {
        auto const id = static_cast<int>(replies_.size());
        auto message = roll(2) == 0 ? call(id, "report") : modern_call(id, "report");
        message["params"]["_meta"]["progressToken"] = id;
        if (roll(4) == 0) message["params"]["arguments"] = {{"text", std::string(500, 'x')}};
        return message;
    }
    void call_once() {
        auto const message = report();
        ask("POST", "/mcp", is_modern(message) ? mirrored(message) : known_, message.dump());
    }
    void begin_session() {
        auto const reply = ask("POST", "/mcp", {}, initialize_request().dump());
        if (reply->status() == 200) known_ = {{"Mcp-Session-Id", reply->header("Mcp-Session-Id")}};
    }
    void get_stream() {
        auto const event = std::to_string(roll(3)) + "_" + std::to_string(roll(3));
        ask("GET", "/mcp", roll(2) == 0 ? known_ : with(known_, "Last-Event-ID", event));
    }
    void listen() {
        auto const message =
            modern_request(1, "subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}});
        ask("POST", "/mcp", mirrored(message), message.dump());
    }
    void talk_over_sse() {
        auto const stream = ask("GET", "/sse", {});
        if (stream->status() != 200) return;
        auto const messages = stream->events().at(0).data;
        ask("POST", messages, {}, initialize_request().dump());
        ask("POST", messages, {}, report().dump());
    }
    void hang_up() { replies_.at(static_cast<std::size_t>(roll(static_cast<int>(replies_.size()))))->leave(); }

    void do_anything() {
        switch (roll(10)) {
            case 0: return begin_session();
            case 1: return get_stream();
            case 2: return void(ask("DELETE", "/mcp", roll(5) == 0 ? known_ : Fields{}));
            case 3: return listen();
            case 4: return talk_over_sse();
            case 5:
            case 6: return hang_up();
            case 7: return busy_.list_changed(ListKind::tools);
            default: return call_once();
        }
    }

    std::mt19937 random_{7};
    core::WorkerPool workers_{4, 1000};
    Server busy_{{"keepsake", "Keepsake", "1", ""}, {tools_, nullptr, nullptr, true}, workers_, [] {}};
    HttpEndpoints busy_endpoints_{busy_, workers_, limits()};
    http::Router busy_router_;
    Fields known_;
    std::vector<SharedReply> replies_;
    std::vector<std::weak_ptr<FakeExchange>> exchanges_;
};

TEST_F(EndpointsStressTest, EverybodyIsAnsweredAndNothingIsLeftBehind) {
    call_once();
    for (int i = 0; i < 1000; ++i) do_anything();
    EXPECT_TRUE(workers_.wait_until_idle(std::chrono::minutes(1)));
    busy_endpoints_.close();
    for (auto const& reply : replies_) {
        EXPECT_TRUE(reply->is_answered() || reply->has_left());
        EXPECT_TRUE(!reply->is_stream() || reply->has_ended() || reply->has_left()) << reply->text();
        EXPECT_EQ(reply.use_count(), 1);
    }
    for (auto const& exchange : exchanges_) EXPECT_TRUE(exchange.expired());
}

}  // namespace
}  // namespace keepsake::mcp

// Sessions begun in masses, filled with as much as they take, and answers that nobody reads.

#include <gtest/gtest.h>

#include <deque>

#include "e2e/http_attack_test.h"

namespace keepsake::testing {
namespace {

class HttpSessionsAttackTest : public HttpAttackTest {
protected:
    static Json initializing() {
        return request_message("first", "initialize",
                               {{"protocolVersion", "2025-11-25"},
                                {"capabilities", Json::object()},
                                {"clientInfo", {{"name", "attacker"}, {"version", "1"}}}});
    }
    static std::string beginning(Json const& message) { return post_request("/mcp", message.dump(), post_fields()); }
    /// The session's id; empty when it was refused.
    std::string begin(HttpSocket& attacker, std::string const& request = beginning(initializing())) {
        auto const answer = attacker.ask(request);
        EXPECT_LT(answer.status, 500) << answer.body;
        return answer.header("mcp-session-id");
    }
};

TEST_F(HttpSessionsAttackTest, a_thousand_begun_and_left) {
    HttpSocket attacker(port());
    for (int number = 0; number < 1'200; ++number) {
        EXPECT_NE(begin(attacker), "");
        if (number % 100 == 0) expect_all_served();
    }
}

TEST_F(HttpSessionsAttackTest, each_with_a_connection_that_is_left) {
    for (int number = 0; number < 600; ++number) {
        HttpSocket attacker(port());
        auto const session = begin(attacker);
        attacker.send(get_request("/mcp", field("Mcp-Session-Id", session) + field("Accept", "text/event-stream")));
        if (number % 100 == 0) expect_all_served();
    }
}

TEST_F(HttpSessionsAttackTest, each_with_much_to_say_about_itself) {
    HttpSocket attacker(port());
    for (auto const* const place : {"/params/capabilities/experimental", "/params/clientInfo/name"}) {
        auto message = initializing();
        message[Json::json_pointer(place)] = std::string(2 * megabyte, 'x');
        auto const request = beginning(message);
        for (int number = 0; number < (is_slow_build ? 10 : 40); ++number) begin(attacker, request);
    }
}

TEST_F(HttpSessionsAttackTest, each_with_subscriptions_to_long_addresses) {
    std::string const end = std::string(2 * megabyte, 'x') + "\"}}";
    HttpSocket attacker(port());
    for (int number = 0; number < 4; ++number) {
        auto const session = field("Mcp-Session-Id", begin(attacker));
        for (int subscription = 0; subscription < (is_slow_build ? 3 : 12); ++subscription) {
            auto const message = R"({"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":")" +
                                 std::to_string(subscription) + end;
            attacker.ask(post_request("/mcp", message, post_fields() + session));
        }
    }
}

TEST_F(HttpSessionsAttackTest, one_that_asks_again_and_again_and_never_reads) {
    auto const message = request_message(1, "tools/list", modern());
    auto const request = post_request("/mcp", message.dump(), post_fields() + modern_fields(message));
    std::string requests;
    while (requests.size() < 64 * 1024) requests += request;
    struct Attacker {
        HttpSocket socket;
        std::size_t sent = 0;
    };
    std::deque<Attacker> attackers(50);
    for (auto& attacker : attackers) {
        attacker.socket.keep_little();
        attacker.socket.connect(port());
    }
    for (int round = 0; round < (is_slow_build ? 5 : 20); ++round) {
        for (auto& [socket, sent] : attackers)
            sent += socket.send_at_once(std::string_view(requests).substr(sent % requests.size()));
        expect_all_served();
    }
}

TEST_F(HttpSessionsAttackTest, a_stream_that_is_never_read) {
    HttpSocket stream;
    stream.keep_little();
    stream.connect(port());
    stream.send(get_request("/sse", field("Accept", "text/event-stream")));
    stream.read_until("data: ");
    auto const endpoint = stream.read_until("\n\n");
    HttpSocket attacker(port());
    auto const post = [&](Json const& message) {
        return attacker.ask(post_request(endpoint.substr(0, endpoint.size() - 2), message.dump(), post_fields()))
            .status;
    };
    ASSERT_EQ(post(initializing()), 202);
    int asked = 0;
    while (asked < 20'000 && post(request_message(asked, "tools/list")) == 202) ++asked;
    EXPECT_LT(asked, 20'000) << "it was cut off";
}

}  // namespace
}  // namespace keepsake::testing

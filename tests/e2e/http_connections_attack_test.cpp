// Connections that are opened in masses, left, or kept busy with nothing.

#include <gtest/gtest.h>

#include <deque>

#include "e2e/http_attack_test.h"

namespace keepsake::testing {
namespace {

constexpr std::size_t most_connections = 1024;

class HttpConnectionsAttackTest : public HttpAttackTest {
protected:
    void SetUp() override {
        if (!descriptors_.allowed())
            GTEST_SKIP() << "this process may not have " << needed_descriptors << " descriptors (ulimit -Hn)";
        HttpAttackTest::SetUp();
    }
    void TearDown() override {
        attackers_.clear();
        HttpAttackTest::TearDown();
    }

    HttpSocket& attack() { return attackers_.emplace_back(port()); }
    /// So many connections, each of which begins with this; honest clients are served meanwhile.
    void attack(int count, std::string const& beginning) {
        for (int number = 0; number < count; ++number) {
            attack().try_send(beginning);
            if (number % 100 == 99) expect_all_served();
        }
        EXPECT_LE(http().descriptors(), most_connections + 64);
    }
    /// Every attacker that is still connected says a little more, which keeps it from being too late.
    void trickle(char letter) {
        for (auto& attacker : attackers_) attacker.send_at_once(std::string_view(&letter, 1));
        expect_all_served();
    }

    static constexpr rlim_t needed_descriptors = 10'500;
    ManyDescriptors descriptors_{needed_descriptors};
    std::deque<HttpSocket> attackers_;
};

TEST_F(HttpConnectionsAttackTest, ten_thousand_that_say_nothing) { attack(10'000, ""); }

TEST_F(HttpConnectionsAttackTest, headers_that_come_slowly) {
    attack(2'000, "POST /mcp HTTP/1.1\r\nHost: local");
    for (auto const letter : std::string_view("host")) trickle(letter);
}

TEST_F(HttpConnectionsAttackTest, bodies_that_come_slowly) {
    attack(2'000, "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
    for (auto const letter : std::string_view("    ")) trickle(letter);
}

TEST_F(HttpConnectionsAttackTest, requests_left_before_they_are_answered) {
    auto const message =
        request_message(1, "tools/call", modern({{"name", "search_memory"}, {"arguments", {{"query", "bees"}}}}));
    auto const request = post_request("/mcp", message.dump(), post_fields() + modern_fields(message));
    for (int number = 0; number < 1'000; ++number) {
        HttpSocket leaver(port());
        leaver.try_send(request);
        if (number % 2 == 0) leaver.reset();
        if (number % 100 == 0) expect_all_served();
    }
}

TEST_F(HttpConnectionsAttackTest, streams_of_every_kind) {
    auto const listening =
        request_message("s", "subscriptions/listen", modern({{"notifications", {{"resourcesListChanged", true}}}}));
    auto const events = field("Accept", "text/event-stream");
    attack(300, get_request("/sse", events));
    attack(300, post_request("/mcp", listening.dump(), post_fields() + modern_fields(listening)));
    attack(300, get_request("/mcp/app/sse/ana", events));
    auto const late = HttpSocket(port()).ask(get_request("/sse", events));
    EXPECT_EQ(late.status, 503);
    EXPECT_TRUE(late.headers.contains("retry-after"));

    attackers_.clear();
    EXPECT_TRUE(eventually([&] {
        HttpSocket reader(port());
        reader.send(get_request("/sse", events));
        return reader.read_head().status == 200;
    }));
}

}  // namespace
}  // namespace keepsake::testing

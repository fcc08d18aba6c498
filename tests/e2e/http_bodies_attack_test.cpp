// What is sent is too long, too deep, broken or no request at all.

#include <gtest/gtest.h>

#include "e2e/http_attack_test.h"
#include "http/random_requests.h"

namespace keepsake::testing {
namespace {

class HttpBodiesAttackTest : public HttpAttackTest {
protected:
    static constexpr std::size_t gigabyte = 1u << 30;

    int status_of(std::string const& body) {
        auto const answer = HttpSocket(port()).ask(post_request("/mcp", body, post_fields()));
        EXPECT_TRUE(Json::accept(answer.body)) << answer.body;
        return answer.status;
    }
    static std::string chunk(std::string const& bytes) {
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        return size + bytes + "\r\n";
    }
};

TEST_F(HttpBodiesAttackTest, a_gigabyte_that_is_announced) {
    for (auto const* const size : {"1073741824", "18446744073709551615", "99999999999999999999999", "-1"}) {
        HttpSocket attacker(port());
        auto const answer =
            attacker.ask("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + field("Content-Length", size) + "\r\n");
        EXPECT_TRUE(answer.status == 413 || answer.status == 400) << size << ": " << answer.status;
        attacker.try_send(std::string(megabyte, 'x'));
        expect_all_served();
    }
}

TEST_F(HttpBodiesAttackTest, a_gigabyte_in_chunks) {
    HttpSocket attacker(port());
    attacker.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + post_fields() + "Transfer-Encoding: chunked\r\n\r\n");
    auto const piece = chunk(std::string(megabyte, ' '));
    std::size_t sent = 0;
    while (sent < gigabyte && !attacker.has_received_something() && attacker.try_send(piece)) sent += megabyte;
    EXPECT_LT(sent, gigabyte / 8);
    EXPECT_EQ(attacker.read_answer().status, 413);
    while (sent < gigabyte && attacker.try_send(piece)) sent += megabyte;
}

TEST_F(HttpBodiesAttackTest, a_gigabyte_in_chunks_of_one_byte_or_with_long_extensions) {
    for (auto const& piece : {std::string("1\r\n \r\n"), "1;" + std::string(30'000, 'x') + "\r\n \r\n"}) {
        std::string pieces;
        while (pieces.size() < megabyte) pieces += piece;
        HttpSocket attacker(port());
        attacker.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + post_fields() +
                      "Transfer-Encoding: chunked\r\n\r\n");
        for (int number = 0; number < (is_slow_build ? 10 : 100) && attacker.try_send(pieces); ++number) continue;
        expect_all_served();
    }
}

TEST_F(HttpBodiesAttackTest, a_header_without_end) {
    for (auto const& piece : {std::string(megabyte, 'x'), "x: " + std::string(megabyte, 'x') + "\r\n"}) {
        HttpSocket attacker(port());
        attacker.try_send("GET /health HTTP/1.1\r\nHost: localhost\r\n" + piece);
        EXPECT_EQ(attacker.read_answer().status, 431);
    }
}

TEST_F(HttpBodiesAttackTest, messages_that_nest_a_hundred_thousand_levels_deep) {
    for (auto const* const step : {"[", "{\"a\":", "{\"params\":[", "[[{\"a\":"}) {
        std::string deep;
        for (int level = 0; level < 100'000; ++level) deep += step;
        EXPECT_EQ(status_of(deep), 400) << step;
        auto const inside = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + deep;
        EXPECT_EQ(status_of(inside), 400) << step;
        expect_all_served();
    }
}

TEST_F(HttpBodiesAttackTest, messages_of_millions_of_values) {
    for (auto const* const value : {"{},", "[],", "0,", "{\"\":[]},"}) {
        std::string values;
        while (values.size() < 15 * megabyte) values += value;
        EXPECT_EQ(status_of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":[" + values + "0]}}"),
                  400)
            << value;
    }
}

TEST_F(HttpBodiesAttackTest, text_that_is_no_utf_8) {
    for (auto const* const bad : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80"}) {
        auto const message = std::string("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping") + bad + "\"}";
        EXPECT_EQ(status_of(message), 400);
        auto const status = [&](std::string const& request) { return HttpSocket(port()).ask(request).status; };
        EXPECT_GE(status(get_request(std::string("/ready/") + bad)), 400);
        EXPECT_LT(status(get_request("/health", field("X-Name", bad))), 500);
        EXPECT_GE(status(get_request("/sse", field("Host", bad))), 400);
    }
    for (auto const* const name : {"%FF", "%C3", "%ED%A0%80", "%00", "%0A", "%"}) {
        auto const call =
            request_message(2, "tools/call", modern({{"name", "add_memory"}, {"arguments", {{"text", "x"}}}}));
        for (auto const& path : {"/mcp/app/http/" + std::string(name), "/mcp/" + std::string(name) + "/http/ana"}) {
            HttpSocket attacker(port());
            auto const answer = attacker.ask(post_request(path, call.dump(), post_fields() + modern_fields(call)));
            EXPECT_TRUE(Json::accept(answer.body)) << path << " " << answer.body;
            EXPECT_TRUE(answer.status >= 400 || mentions(answer.body, "\"isError\":true"))
                << path << " " << answer.body;
        }
    }
}

TEST_F(HttpBodiesAttackTest, a_repeated_key_a_million_times_over) {
    std::string keys = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":1";
    for (int number = 0; number < 1'000'000; ++number) keys += ",\"a\":1";
    EXPECT_EQ(status_of(keys + "}}"), 400) << "there is no session";
}

TEST_F(HttpBodiesAttackTest, bytes_that_are_no_requests_and_halves_of_some) {
    RandomRequests random(20261122);
    auto const message =
        request_message(1, "tools/call", modern({{"name", "search_memory"}, {"arguments", {{"query", "bees"}}}}));
    auto const right = post_request("/mcp", message.dump(), post_fields() + modern_fields(message));
    for (int number = 0; number < (is_slow_build ? 500 : 3'000); ++number) {
        HttpSocket attacker(port());
        attacker.try_send(random.one_in(2) ? random.damaged() : right.substr(0, random.below(right.size())));
        if (random.one_in(2)) attacker.reset();
        else if (random.one_in(2)) attacker.end_sending();
        if (number % 100 == 0) expect_all_served();
    }
}

}  // namespace
}  // namespace keepsake::testing

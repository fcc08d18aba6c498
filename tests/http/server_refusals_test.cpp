// What the server does not take, and what it says then.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::get_request;
using testing::HttpSocket;
using testing::RunningServer;

struct DamagedCase {
    std::string bytes;
    int status;
};

void PrintTo(DamagedCase const& damaged, std::ostream* out) { *out << damaged.bytes; }

class ServerDamagedTest : public ::testing::TestWithParam<DamagedCase> {};

TEST_P(ServerDamagedTest, IsRefusedAndTheConnectionEnds) {
    auto const& [bytes, status] = GetParam();
    RunningServer server;
    HttpSocket client(server.port());
    auto const answer = client.ask(bytes);
    EXPECT_EQ(answer.status, status) << bytes;
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_FALSE(nlohmann::json::parse(answer.body).at("error").get<std::string>().empty());
    EXPECT_TRUE(client.is_ended()) << "nothing that followed was taken for a request";
}

std::string post_with(std::string const& lines) {
    return "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n\r\n" + "0\r\n\r\n" + get_request("/empty");
}

INSTANTIATE_TEST_SUITE_P(
    Requests, ServerDamagedTest,
    ::testing::Values(
        DamagedCase{"nonsense\r\n\r\n", 400},
        DamagedCase{std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        DamagedCase{std::string(64, '\0'), 400}, DamagedCase{"GET / HTTP/1.1\nHost: localhost\n\n", 400},
        DamagedCase{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        DamagedCase{"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 400}, DamagedCase{"GET / HTTP/1.1\r\n\r\n", 400},
        DamagedCase{get_request("/", "Host: localhost\r\n"), 400}, DamagedCase{get_request("*"), 400},
        DamagedCase{get_request("/%zz"), 400}, DamagedCase{get_request("/%00"), 400},
        DamagedCase{get_request("/", "Name : value\r\n"), 400}, DamagedCase{get_request("/", "no colon\r\n"), 400},
        DamagedCase{get_request("/", std::string("Name: a\0b\r\n", 11)), 400},
        DamagedCase{post_with("Content-Length: 5\r\nContent-Length: 6"), 400},
        DamagedCase{post_with("Content-Length: 5\r\nContent-Length: 5"), 400},
        DamagedCase{post_with("Content-Length: 5, 5"), 400}, DamagedCase{post_with("Content-Length: -1"), 400},
        DamagedCase{post_with("Content-Length: +5"), 400}, DamagedCase{post_with("Content-Length: 0x5"), 400},
        DamagedCase{post_with("Content-Length: 99999999999999999999"), 400},
        DamagedCase{post_with("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked, chunked"), 501},
        DamagedCase{post_with("Transfer-Encoding: gzip, chunked"), 501},
        DamagedCase{post_with("Transfer-Encoding: identity"), 501},
        DamagedCase{post_with("Transfer-Encoding: xchunked"), 501},
        DamagedCase{"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\n\r\nzz"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\n\r\n1\r\nabc"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff"), 400},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff"), 413},
        DamagedCase{post_with("Transfer-Encoding: chunked\r\n\r\n-1"), 400}));

TEST(ServerRefusalsTest, TheGuardIsAskedBeforeTheBody) {
    RunningServer server({}, Admission{"s3cret", {}, {}, false, {}});
    HttpSocket client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");
    auto const answer = client.read_answer();
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("www-authenticate"), "Bearer");
    EXPECT_TRUE(client.is_ended());

    HttpSocket other(server.port());
    EXPECT_EQ(other.ask(get_request("/empty")).status, 401) << "without a body the connection may stay";
    EXPECT_EQ(other.ask(get_request("/empty", "Authorization: Bearer s3cret\r\n")).status, 204);
}

TEST(ServerRefusalsTest, EveryAnswerIsSharedWithAnAllowedOrigin) {
    RunningServer server({}, Admission{"s3cret", {}, {}, false, {}});
    std::string const origin = "Origin: http://localhost:3000\r\n";
    std::string const token = "Authorization: Bearer s3cret\r\n";
    auto const is_shared = [&](std::string const& request) {
        HttpSocket client(server.port());
        client.send(request);
        auto const head = client.read_head();
        return head.header("access-control-allow-origin") == "http://localhost:3000" && head.header("vary") == "Origin";
    };
    EXPECT_TRUE(is_shared(get_request("/empty", origin + token)));
    EXPECT_TRUE(is_shared(get_request("/nowhere", origin + token)));
    EXPECT_TRUE(is_shared(get_request("/empty", origin))) << "401";
    EXPECT_TRUE(is_shared("OPTIONS /empty HTTP/1.1\r\nHost: localhost\r\n" + origin + "\r\n"));
    EXPECT_TRUE(
        is_shared("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n" + origin + token + "\r\n"));
    EXPECT_FALSE(is_shared(get_request("/empty", token)));
    EXPECT_FALSE(is_shared(get_request("/empty", "Origin: http://evil.com\r\n" + token)));
    HttpSocket client(server.port());
    client.ask(get_request("/empty", origin + token));
    EXPECT_EQ(client.ask(get_request("/empty", token)).header("access-control-allow-origin"), "")
        << "asked anew each time";

    client.send(get_request("/held", origin + token));
    auto const stream = server.held.take()->open_stream({200, {}, ""}, "");
    EXPECT_EQ(client.read_head().header("access-control-allow-origin"), "http://localhost:3000");
}

}  // namespace
}  // namespace keepsake::http

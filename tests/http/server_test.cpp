#include "http/server.h"

#include <gtest/gtest.h>

#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::get_request;
using testing::HttpSocket;
using testing::post_request;
using testing::RunningServer;

class ServerTest : public ::testing::Test {
protected:
    RunningServer server_;
    HttpSocket client_{server_.port()};
};

TEST_F(ServerTest, AnswersRequestAfterRequestOnOneConnection) {
    for (std::string const text : {"one", "two", ""}) {
        auto const answer = client_.ask(post_request("/echo", text));
        EXPECT_EQ(answer.version, "HTTP/1.1");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, text);
        EXPECT_EQ(answer.header("content-type"), "text/plain");
        EXPECT_EQ(answer.header("connection"), "");
        EXPECT_TRUE(answer.header("date").ends_with(" GMT"));
    }
    EXPECT_EQ(server_.connections(), 1u);
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
    EXPECT_EQ(client_.ask(post_request("/echo", "x", "Connection: close\r\n")).header("connection"), "close");
    EXPECT_TRUE(client_.is_ended());
}

TEST_F(ServerTest, RequestsSentTogetherAreAnsweredInTheirOrder) {
    client_.send(get_request("/held") + post_request("/echo", "second") + get_request("/held") + "\r\n" +
                 post_request("/echo", "fourth"));
    server_.held.take()->respond({200, {}, "first"});
    EXPECT_EQ(client_.read_answer().body, "first");
    EXPECT_EQ(client_.read_answer().body, "second");
    server_.held.take()->respond({200, {}, "third"});
    EXPECT_EQ(client_.read_answer().body, "third");
    EXPECT_EQ(client_.read_answer().body, "fourth");
}

TEST_F(ServerTest, WhatIsSentAheadIsKeptUpToALimit) {
    std::string const body(1000, 'b');
    std::thread sender([&] {
        for (int i = 0; i < 2000; ++i) client_.send(post_request("/echo", body));
    });
    for (int i = 0; i < 2000; ++i) EXPECT_EQ(client_.read_answer().body, body);
    sender.join();
}

TEST_F(ServerTest, TakesAChunkedBody) {
    auto const answer = client_.ask(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\nA;name=\"value\"\r\n0123456789\r\n0\r\nAuthorization: of no use\r\n\r\n");
    EXPECT_EQ(answer.body, "abc0123456789");
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, TakesARequestByteByByte) {
    std::string const request =
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (char const c : request) client_.send({&c, 1});
    EXPECT_EQ(client_.read_answer().body, "abcde");
    for (char const c : request.substr(0, request.find("3\r\n")) + "0\r\n\r\n") client_.send({&c, 1});
    EXPECT_EQ(client_.read_answer().body, "");
    for (char const c : post_request("/echo", "next")) client_.send({&c, 1});
    EXPECT_EQ(client_.read_answer().body, "next");
}

TEST_F(ServerTest, TrailersAreNoHeaders) {
    client_.send(
        "POST /held HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: a\r\n\r\n");
    auto const exchange = server_.held.take();
    EXPECT_EQ(exchange->request().headers.find("X-Trailer"), std::nullopt);
    EXPECT_EQ(exchange->request().headers.fields().size(), 2u);
}

TEST_F(ServerTest, SpeaksHttp10) {
    auto const answer = client_.ask("POST /echo HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(answer.body, "hi");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client_.is_ended());
}

TEST_F(ServerTest, KeepsAConnectionOfHttp10WhenAskedTo) {
    std::string const request = "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi";
    EXPECT_EQ(client_.ask(request).header("connection"), "keep-alive");
    EXPECT_EQ(client_.ask(request).body, "hi");
}

TEST_F(ServerTest, SaysThatABodyIsWelcome) {
    client_.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client_.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client_.ask("body").body, "body");
    EXPECT_EQ(client_.ask(post_request("/echo", "here", "Expect: 100-continue\r\n")).status, 200)
        << "it is here already";
    EXPECT_EQ(client_.ask(get_request("/empty", "Expect: 100-continue\r\n")).status, 204) << "there is none";
}

TEST_F(ServerTest, KnowsNoOtherExpectation) {
    EXPECT_EQ(client_.ask(post_request("/echo", "", "Expect: wonders\r\n")).status, 417);
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
    client_.send("HEAD /long?size=70000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client_.read_head().header("content-length"), "70000");
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, AnAnswerWithoutContentHasNoLength) {
    auto const answer = client_.ask(get_request("/empty"));
    EXPECT_EQ(answer.status, 204);
    EXPECT_FALSE(answer.headers.contains("content-length"));
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, PassesOverEmptyLinesBeforeARequest) {
    client_.send("\r\n\r");
    client_.send("\n");
    EXPECT_EQ(client_.ask(post_request("/echo", "x")).body, "x");
}

TEST_F(ServerTest, TheHostOfAnAbsoluteTargetCounts) {
    auto const ask = [this](std::string const& target, std::string const& host) {
        return client_.ask("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
    };
    EXPECT_EQ(ask("http://localhost/empty?x=1", "evil.com"), 204);
    EXPECT_EQ(ask("http://evil.com/empty", "localhost"), 403);
    EXPECT_EQ(ask("http://localhost", "localhost"), 404);
}

TEST_F(ServerTest, WhoHasEndedOnlyItsOwnSideGetsItsAnswers) {
    client_.send(get_request("/held") + post_request("/echo", "second"));
    client_.end_sending();
    server_.held.take()->respond({200, {}, "first"});
    EXPECT_EQ(client_.read_answer().body, "first");
    EXPECT_EQ(client_.read_answer().body, "second");
    EXPECT_TRUE(client_.is_ended());
}

TEST_F(ServerTest, SendsALongAnswerWhole) {
    EXPECT_EQ(client_.ask(get_request("/long?size=20000000")).body.size(), 20'000'000u);
    EXPECT_EQ(client_.ask(post_request("/echo", std::string(16u << 20, 'y'))).body, std::string(16u << 20, 'y'));
}

TEST_F(ServerTest, WhatIsNotAnsweredIs500) {
    EXPECT_EQ(client_.ask(get_request("/dropped")).status, 500);
    EXPECT_EQ(client_.ask(get_request("/thrown")).status, 500);
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, OnlyTheFirstAnswerCounts) {
    client_.send(get_request("/held"));
    auto const exchange = server_.held.take();
    exchange->respond({200, {}, "first"});
    exchange->respond({200, {}, "second"});
    EXPECT_FALSE(exchange->open_stream({}, "")->is_open());
    EXPECT_EQ(client_.read_answer().body, "first");
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerTest, AnswersComeFromManyThreads) {
    constexpr int clients = 8;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([this, i] {
            HttpSocket client(server_.port());
            for (int round = 0; round < 50; ++round) {
                auto const text = std::to_string(i) + " " + std::to_string(round);
                EXPECT_EQ(client.ask(post_request("/held", text)).body, text);
            }
        });
        threads.emplace_back([this] {
            for (int round = 0; round < 50; ++round) {
                auto const exchange = server_.held.take();
                exchange->when_gone([] {});
                exchange->respond({200, {}, exchange->request().body});
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST_F(ServerTest, ListensOnBothAddressesOfLocalhost) {
    boost::asio::io_context io;
    Server server(io, Guard({}), [](auto const&) {});
    auto const port = server.listen({"localhost", 0});
    ASSERT_TRUE(port);
    auto const taken = server.listen({"127.0.0.1", port.value()});
    ASSERT_FALSE(taken);
    EXPECT_NE(taken.error().message.find("127.0.0.1, port " + std::to_string(port.value())), std::string::npos);
    EXPECT_FALSE(server.listen({"localhost", port.value()}));
    EXPECT_FALSE(server.listen({"198.51.100.7", 0})) << "an address of somebody else";
}

}  // namespace
}  // namespace keepsake::http

// Who goes before the answer is complete: the client, the server, or the exchange's owner.

#include <gtest/gtest.h>

#include "http/event_text.h"
#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::get_request;
using testing::HttpSocket;
using testing::post_request;
using testing::RunningServer;

/// Waits for a call; can be told of several.
class Called {
public:
    std::function<void()> call() {
        return [this] { calls_.put(true); };
    }
    void wait() { calls_.take(); }
    bool never() const { return calls_.empty(); }

private:
    testing::Handed<bool> calls_;
};

class ServerDeparturesTest : public ::testing::Test {
protected:
    /// Sends a request, and waits for its exchange.
    std::shared_ptr<Exchange> hold(HttpSocket const& client) {
        client.send(get_request("/held"));
        return server_.held.take();
    }

    Called gone_;
    RunningServer server_;
    HttpSocket client_{server_.port()};
};

TEST_F(ServerDeparturesTest, AClientThatClosesIsMissedAtOnce) {
    auto const exchange = hold(client_);
    exchange->when_gone(gone_.call());
    client_.close();
    gone_.wait();
    exchange->respond({200, {}, "for nobody"});
}

TEST_F(ServerDeparturesTest, AResetIsNoticedToo) {
    auto const exchange = hold(client_);
    exchange->when_gone(gone_.call());
    client_.reset();
    gone_.wait();
    while (server_.connections() != 0) std::this_thread::yield();
    exchange->respond({200, {}, "for nobody"});
    EXPECT_TRUE(exchange->open_stream({}, "") != nullptr);
}

TEST_F(ServerDeparturesTest, WhoAsksLateIsToldAtOnce) {
    auto const exchange = hold(client_);
    exchange->when_gone(gone_.call());
    client_.close();
    gone_.wait();
    bool told = false;
    exchange->when_gone([&] { told = true; });
    EXPECT_TRUE(told);
}

TEST_F(ServerDeparturesTest, AStreamEndsWithItsReader) {
    auto const exchange = hold(client_);
    auto const stream = exchange->open_stream(event_stream_head(), event_heartbeat);
    exchange->when_gone(gone_.call());
    client_.read_head();
    client_.close();
    gone_.wait();
    EXPECT_FALSE(stream->is_open());
    stream->write("for nobody");
    stream->end();
}

TEST_F(ServerDeparturesTest, AStreamForWhoHasGoneIsClosed) {
    auto const exchange = hold(client_);
    exchange->when_gone(gone_.call());
    client_.close();
    gone_.wait();
    auto const stream = exchange->open_stream(event_stream_head(), "");
    while (stream->is_open()) std::this_thread::yield();
}

TEST_F(ServerDeparturesTest, AfterTheAnswerNobodyIsMissed) {
    auto exchange = hold(client_);
    exchange->when_gone(gone_.call());
    exchange->respond({200, {}, "answer"});
    EXPECT_EQ(client_.read_answer().body, "answer");
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
    client_.close();
    while (server_.connections() != 0) std::this_thread::yield();
    EXPECT_TRUE(gone_.never());
    exchange->when_gone(gone_.call());
    EXPECT_TRUE(gone_.never());
}

TEST_F(ServerDeparturesTest, WhatWasHeldForTheCallIsLetGo) {
    auto const token = std::make_shared<int>(7);
    auto const exchange = hold(client_);
    exchange->when_gone([token] {});
    exchange->respond({200, {}, "answer"});
    client_.read_answer();
    EXPECT_EQ(client_.ask(post_request("/echo", "next")).body, "next");
    EXPECT_EQ(token.use_count(), 1);
}

TEST_F(ServerDeparturesTest, AnExchangeLetGoIsAnswered) {
    hold(client_).reset();
    EXPECT_EQ(client_.read_answer().status, 500);
}

TEST_F(ServerDeparturesTest, ACallThatThrowsHarmsNobody) {
    auto const exchange = hold(client_);
    exchange->when_gone([this] {
        gone_.call()();
        throw std::runtime_error("thrown for the test");
    });
    client_.close();
    gone_.wait();
    EXPECT_EQ(HttpSocket(server_.port()).ask(post_request("/echo", "next")).body, "next");
}

TEST_F(ServerDeparturesTest, StoppingLetsAnswersEnd) {
    HttpSocket streaming(server_.port());
    HttpSocket sending(server_.port());
    auto const exchange = hold(client_);
    auto const stream = hold(streaming)->open_stream(event_stream_head(), "");
    streaming.read_head();
    sending.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    sending.read_until("\r\n\r\n");
    HttpSocket idle(server_.port());
    EXPECT_EQ(idle.ask(post_request("/echo", "x")).body, "x");
    HttpSocket fresh(server_.port());
    fresh.send("GET /empty HT");

    server_.stop();
    EXPECT_TRUE(idle.is_ended());
    EXPECT_TRUE(fresh.is_ended());
    EXPECT_THROW(HttpSocket(server_.port()), std::system_error);

    stream->write("still written");
    EXPECT_EQ(streaming.read_chunk(), "still written");
    stream->end();
    EXPECT_EQ(streaming.read_chunk(), "");
    EXPECT_TRUE(streaming.is_ended());
    exchange->respond({200, {}, "answer"});
    auto const answer = client_.read_answer();
    EXPECT_EQ(answer.body, "answer");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client_.is_ended());
    EXPECT_EQ(sending.ask("body").body, "body");
    EXPECT_TRUE(sending.is_ended());
    for (auto* const client : {&client_, &streaming, &sending, &idle}) client->close();
    server_.wait_until_ended();
}

TEST_F(ServerDeparturesTest, ClosingCutsEverything) {
    auto const exchange = hold(client_);
    exchange->when_gone(gone_.call());
    HttpSocket streaming(server_.port());
    auto const stream = hold(streaming)->open_stream(event_stream_head(), event_heartbeat);
    streaming.read_head();
    HttpSocket fresh(server_.port());
    fresh.send("GET /empty HT");
    server_.close();  // and waits until nothing is left to do
    gone_.wait();
    EXPECT_EQ(server_.connections(), 0u);
    EXPECT_FALSE(stream->is_open());
    EXPECT_TRUE(client_.is_ended());
    EXPECT_TRUE(streaming.is_ended());
    EXPECT_TRUE(fresh.is_ended());
    exchange->respond({200, {}, "for nobody"});
    stream->write("for nobody");
}

TEST_F(ServerDeparturesTest, AHandlerMayCloseTheServer) {
    boost::asio::io_context io;
    Server* closed = nullptr;
    Server server(io, Guard({}), [&](auto const& exchange) {
        closed->close();
        exchange->respond({200, {}, "for nobody"});
    });
    closed = &server;
    HttpSocket client(server.listen({"127.0.0.1", 0}).value());
    client.send(get_request("/") + get_request("/"));
    io.run();
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerDeparturesTest, ExchangesAndStreamsOutliveTheirServer) {
    std::shared_ptr<Exchange> exchange;
    std::shared_ptr<Stream> stream;
    {
        RunningServer server;
        HttpSocket client(server.port());
        client.send(get_request("/held"));
        exchange = server.held.take();
        HttpSocket streaming(server.port());
        streaming.send(get_request("/held"));
        stream = server.held.take()->open_stream({200, {}, ""}, "");
    }
    exchange->when_gone(gone_.call());
    gone_.wait();
    EXPECT_FALSE(exchange->open_stream({}, "")->is_open());
    exchange->respond({200, {}, "for nobody"});
    EXPECT_FALSE(stream->is_open());
    stream->write("for nobody");
}

TEST_F(ServerDeparturesTest, AServerMayEndWithoutHavingRun) {
    boost::asio::io_context io;
    Server server(io, Guard({}), [](auto const&) {});
    HttpSocket client(server.listen({"127.0.0.1", 0}).value());
    client.send(get_request("/"));
}

}  // namespace
}  // namespace keepsake::http

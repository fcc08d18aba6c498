#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "http/event_text.h"
#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::get_request;
using testing::HttpSocket;
using testing::long_text;
using testing::post_request;
using testing::RunningServer;
using namespace std::chrono_literals;

/// A stream and who reads it.
struct Opened {
    explicit Opened(RunningServer& server, std::string const& heartbeat = "")
        : Opened(server, HttpSocket(), heartbeat) {}
    Opened(RunningServer& server, HttpSocket socket, std::string const& heartbeat) : client(std::move(socket)) {
        client.connect(server.port());
        client.send(get_request("/held"));
        exchange = server.held.take();
        stream = exchange->open_stream(event_stream_head(), heartbeat);
    }

    HttpSocket client;
    std::shared_ptr<Exchange> exchange;
    std::shared_ptr<Stream> stream;
};

HttpSocket lazy_socket() {
    HttpSocket socket;
    socket.keep_little();
    return socket;
}

TEST(ServerStreamsTest, ComePieceByPiece) {
    RunningServer server;
    Opened opened(server);
    auto const head = opened.client.read_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    EXPECT_EQ(head.header("transfer-encoding"), "chunked");
    EXPECT_FALSE(head.headers.contains("content-length"));
    for (std::string const text : {"data: one\n\n", "data: two\n\n"}) {
        opened.stream->write(text);
        EXPECT_EQ(opened.client.read_chunk(), text);
    }
    EXPECT_TRUE(opened.stream->is_open());
    opened.stream->write("");
    opened.stream->write("last");
    opened.stream->end();
    opened.stream->write("too late");
    EXPECT_FALSE(opened.stream->is_open());
    EXPECT_EQ(opened.client.read_chunk(), "last");
    EXPECT_EQ(opened.client.read_chunk(), "");
    EXPECT_EQ(opened.client.ask(post_request("/echo", "next")).body, "next");
}

TEST(ServerStreamsTest, EndWhenTheLastOwnerLetsGo) {
    RunningServer server;
    Opened opened(server);
    auto other_owner = opened.stream;
    opened.stream.reset();
    other_owner->write("one");
    opened.client.read_head();
    EXPECT_EQ(opened.client.read_chunk(), "one");
    other_owner.reset();
    EXPECT_EQ(opened.client.read_chunk(), "");
}

TEST(ServerStreamsTest, MayBeEmpty) {
    RunningServer server;
    Opened opened(server);
    opened.stream.reset();
    EXPECT_EQ(opened.client.read_answer().body, "");
    EXPECT_EQ(opened.client.ask(post_request("/echo", "next")).body, "next");
}

TEST(ServerStreamsTest, EndWithTheConnectionInHttp10) {
    RunningServer server;
    HttpSocket client(server.port());
    client.send("GET /held HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    auto const stream = server.held.take()->open_stream(event_stream_head(), "");
    stream->write("one");
    stream->write("two");
    stream->end();
    auto const answer = client.read_answer();
    EXPECT_EQ(answer.header("transfer-encoding"), "");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(answer.body, "onetwo");
}

TEST(ServerStreamsTest, OfHeadAreAHead) {
    RunningServer server;
    HttpSocket client(server.port());
    client.send("HEAD /held HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto const stream = server.held.take()->open_stream(event_stream_head(), ":\n\n");
    stream->write("not sent");
    EXPECT_EQ(client.read_head().header("content-type"), "text/event-stream");
    EXPECT_EQ(client.ask(post_request("/echo", "next")).body, "next");
    EXPECT_FALSE(stream->is_open());
}

TEST(ServerStreamsTest, AreWrittenByManyThreads) {
    RunningServer server;
    Opened opened(server);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&opened, i] {
            for (int round = 0; round < 500; ++round) {
                opened.stream->write(std::string(1, static_cast<char>('a' + i)) + std::to_string(round) + " ");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    opened.stream->end();
    std::array<int, 4> next{};
    std::istringstream words(opened.client.read_answer().body);
    for (std::string word; words >> word;) {
        EXPECT_EQ(word.substr(1), std::to_string(next.at(static_cast<std::size_t>(word[0] - 'a'))++));
    }
    EXPECT_EQ(next, (std::array<int, 4>{500, 500, 500, 500}));
}

TEST(ServerStreamsTest, ASilentStreamBeats) {
    RunningServer server({.heartbeat = 10ms});
    Opened opened(server, event_heartbeat);
    opened.client.read_head();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(opened.client.read_chunk(), ":\n\n");
    opened.stream->write("data");
    std::string chunk;
    while (chunk != "data") chunk = opened.client.read_chunk();
}

TEST(ServerStreamsTest, AreLimitedInNumber) {
    RunningServer server({.streams = 1});
    Opened first(server);
    Opened second(server);
    EXPECT_FALSE(second.stream->is_open());
    second.stream->write("dropped");
    EXPECT_EQ(second.client.read_answer().status, 503);
    EXPECT_EQ(second.client.ask(post_request("/echo", "next")).body, "next");
    first.stream->end();
    first.client.read_answer();
    Opened third(server);
    EXPECT_TRUE(third.stream->is_open()) << "the place was given back";
    std::promise<void> gone;
    third.exchange->when_gone([&] { gone.set_value(); });
    third.client.close();
    gone.get_future().get();
    EXPECT_TRUE(Opened(server).stream->is_open()) << "by who had gone, too";
}

TEST(ServerStreamsTest, ALongMessageGoesOutWhenNothingElseWaits) {
    RunningServer server({.backlog_bytes = 1000});
    Opened opened(server);
    auto const text = long_text(3'000'000);
    opened.client.read_head();
    opened.stream->write(text);
    EXPECT_EQ(opened.client.read_chunk(), text);
    EXPECT_TRUE(opened.stream->is_open());
    opened.stream->end();
    EXPECT_EQ(opened.client.read_chunk(), "");
}

TEST(ServerStreamsTest, WhoNeverReadsIsCutOffWithLittleKept) {
    RunningServer server({.backlog_bytes = 1'000'000});
    Opened opened(server, lazy_socket(), "");
    std::promise<void> gone;
    opened.exchange->when_gone([&] { gone.set_value(); });
    std::string const piece(1000, 'x');
    std::size_t written = 0;
    while (opened.stream->is_open()) {
        opened.stream->write(piece);
        written += piece.size();
    }
    gone.get_future().get();
    EXPECT_LT(written, 50'000'000u) << "the backlog and what the sockets hold";
    EXPECT_EQ(server.connections(), 0u);
}

TEST(ServerStreamsTest, WhoTakesNothingOfAMessageIsCutOff) {
    RunningServer server({.write_pause = 30ms});
    Opened opened(server, lazy_socket(), "");
    std::promise<void> gone;
    opened.exchange->when_gone([&] { gone.set_value(); });
    opened.stream->write(long_text(50'000'000));
    gone.get_future().get();
    EXPECT_FALSE(opened.stream->is_open());
}

TEST(ServerStreamsTest, AllBacklogsTogetherAreLimited) {
    RunningServer server({.backlog_bytes = 100'000'000, .backlogs_at_once = 60'000'000});
    Opened first(server, lazy_socket(), "");
    Opened second(server, lazy_socket(), "");
    first.stream->write(long_text(50'000'000));
    second.stream->write(long_text(50'000'000));
    EXPECT_TRUE(first.stream->is_open());
    EXPECT_FALSE(second.stream->is_open());
    first.client.reset();
    while (first.stream->is_open()) std::this_thread::yield();
    Opened third(server);
    third.stream->write(long_text(50'000'000));
    third.stream->end();
    EXPECT_EQ(third.client.read_answer().body.size(), 50'000'000u) << "it was given back";
}

}  // namespace
}  // namespace keepsake::http

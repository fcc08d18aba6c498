// What one client, or all together, may take.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::get_request;
using testing::HttpSocket;
using testing::long_text;
using testing::post_request;
using testing::RunningServer;
using namespace std::chrono_literals;

TEST(ServerLimitsTest, AHeaderThatDoesNotEndIs408) {
    RunningServer server({.header_time = 30ms});
    HttpSocket client(server.port());
    auto const answer = client.ask("GET /empty HTTP/1.1\r\nHost: loc");
    EXPECT_EQ(answer.status, 408);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client.is_ended());
}

TEST(ServerLimitsTest, AHeaderMayNotTrickleIn) {
    RunningServer server({.header_time = 30ms});
    HttpSocket client(server.port());
    client.send("GET /empty HTTP/1.1\r\n");
    while (!client.has_received_something() && client.try_send("a: b\r\n")) std::this_thread::yield();
    auto const status = client.read_answer().status;
    EXPECT_TRUE(status == 408 || status == 431) << "late or full: " << status;
}

TEST(ServerLimitsTest, ABodyThatStopsIs408) {
    RunningServer server({.read_pause = 30ms});
    HttpSocket client(server.port());
    EXPECT_EQ(client.ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabc").status, 408);
    EXPECT_TRUE(client.is_ended());
}

TEST(ServerLimitsTest, IdleConnectionsEnd) {
    RunningServer server({.idle_time = 30ms});
    HttpSocket fresh(server.port());
    HttpSocket used(server.port());
    EXPECT_EQ(used.ask(get_request("/empty")).status, 204);
    EXPECT_TRUE(fresh.is_ended());
    EXPECT_TRUE(used.is_ended());
}

TEST(ServerLimitsTest, ARunningRequestHasAllTime) {
    RunningServer server(
        {.header_time = 1ms, .read_pause = 1ms, .idle_time = 100ms, .write_pause = 1ms, .heartbeat = 1ms});
    HttpSocket client(server.port());
    client.send(get_request("/held"));
    auto const exchange = server.held.take();
    HttpSocket idle(server.port());
    EXPECT_TRUE(idle.is_ended());
    exchange->respond({200, {}, "late"});
    EXPECT_EQ(client.read_answer().body, "late");
}

TEST(ServerLimitsTest, ALongHeaderIs431) {
    RunningServer server({.header_bytes = 1000});
    auto const status = [&](std::string const& bytes) { return HttpSocket(server.port()).ask(bytes).status; };
    std::string const frame = get_request("/empty", "X: \r\n");
    EXPECT_EQ(status(get_request("/empty", "X: " + std::string(1000 - frame.size(), 'x') + "\r\n")), 204);
    EXPECT_EQ(status(get_request("/empty", "X: " + std::string(1001 - frame.size(), 'x') + "\r\n")), 431);
    EXPECT_EQ(status("GET /" + std::string(1000, 'x')), 431);
    EXPECT_EQ(status(std::string(1000000, 'x')), 431);
}

TEST(ServerLimitsTest, ManyShortFieldsAreALongHeader) {
    RunningServer server({.header_bytes = 1000});
    HttpSocket client(server.port());
    client.send("GET /empty HTTP/1.1\r\nHost: localhost\r\n");
    // One field in each piece, so that each is complete when it is read.
    for (int i = 0; i < 200 && client.try_send("a: b\r\n"); ++i) std::this_thread::yield();
    EXPECT_EQ(client.read_answer().status, 431);
}

TEST(ServerLimitsTest, ALongBodyIs413WhenItIsAnnounced) {
    RunningServer server({.body_bytes = 1000});
    HttpSocket client(server.port());
    auto const answer = client.ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(answer.status, 413);
    EXPECT_TRUE(client.is_ended());
    EXPECT_EQ(HttpSocket(server.port()).ask(post_request("/echo", std::string(1000, 'x'))).status, 200);
}

TEST(ServerLimitsTest, WhoSendsTooMuchCanStillReadTheAnswer) {
    RunningServer server({.body_bytes = 1000});
    HttpSocket client(server.port());
    client.send(post_request("/echo", long_text(5'000'000)));
    EXPECT_EQ(client.read_answer().status, 413);
}

TEST(ServerLimitsTest, ALongChunkedBodyIs413) {
    RunningServer server({.body_bytes = 1000});
    HttpSocket client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; ++i) client.send("64\r\n" + std::string(100, 'x') + "\r\n");
    EXPECT_EQ(client.read_answer().status, 413);
    EXPECT_TRUE(client.is_ended());
}

TEST(ServerLimitsTest, AChunkHeaderThatDoesNotEndIs400) {
    RunningServer server({.header_bytes = 1000});
    HttpSocket client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;");
    client.send(std::string(100'000, 'x'));
    EXPECT_EQ(client.read_answer().status, 400);
}

TEST(ServerLimitsTest, BodiesAtOnceAreLimited) {
    RunningServer server({.bodies_at_once = 1000});
    HttpSocket first(server.port());
    first.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 701\r\n\r\n" + std::string(700, 'x'));
    HttpSocket held(server.port());
    held.send(post_request("/held", std::string(200, 'x')));
    auto const exchange = server.held.take();  // by now what the first has sent was read, too
    HttpSocket second(server.port());
    EXPECT_EQ(second.ask(post_request("/echo", std::string(400, 'x'))).status, 503);
    EXPECT_EQ(first.ask("x").body.size(), 701u);
    EXPECT_EQ(HttpSocket(server.port()).ask(post_request("/echo", std::string(400, 'x'))).status, 200)
        << "it was given back";
}

TEST(ServerLimitsTest, WhoHasBeenIdleLongestMakesRoom) {
    RunningServer server({.connections = 3});
    HttpSocket oldest(server.port());
    EXPECT_EQ(oldest.ask(get_request("/empty")).status, 204);
    HttpSocket middle(server.port());
    EXPECT_EQ(middle.ask(get_request("/empty")).status, 204);
    EXPECT_EQ(oldest.ask(get_request("/empty")).status, 204);
    HttpSocket busy(server.port());
    busy.send(get_request("/held"));
    auto const exchange = server.held.take();

    HttpSocket fresh(server.port());
    EXPECT_EQ(fresh.ask(get_request("/empty")).status, 204);
    EXPECT_TRUE(middle.is_ended());
    EXPECT_EQ(oldest.ask(get_request("/empty")).status, 204) << "it was used after the middle one";
    exchange->respond({200, {}, "busy"});
    EXPECT_EQ(busy.read_answer().body, "busy");
}

TEST(ServerLimitsTest, WhoDoesNotReadItsAnswerMakesRoom) {
    RunningServer server({.connections = 2});
    HttpSocket lazy[2];
    for (auto& client : lazy) {
        client.keep_little();
        client.connect(server.port());
        client.send(get_request("/long?size=10000000"));
        client.read_until("\r\n\r\n");
    }
    HttpSocket fresh(server.port());
    EXPECT_EQ(fresh.ask(get_request("/empty")).status, 204);
    EXPECT_LT(lazy[0].read_to_end().size(), 10'000'000u);
    EXPECT_EQ(lazy[1].read_bytes(10'000'000), long_text(10'000'000)) << "it came later";
}

TEST(ServerLimitsTest, WhenAllAreBusyTheNewOneIsTurnedAway) {
    RunningServer server({.connections = 2});
    HttpSocket busy[2] = {HttpSocket(server.port()), HttpSocket(server.port())};
    for (auto& client : busy) client.send(get_request("/held"));
    std::shared_ptr<Exchange> const exchanges[2] = {server.held.take(), server.held.take()};
    for (int i = 0; i < 5; ++i) {
        HttpSocket more(server.port());
        auto const answer = more.read_answer();
        EXPECT_EQ(answer.status, 503);
        EXPECT_EQ(answer.header("connection"), "close");
        EXPECT_LE(server.connections(), 3u);
    }
    for (auto const& exchange : exchanges) exchange->respond({200, {}, "busy"});
    for (auto& client : busy) EXPECT_EQ(client.read_answer().body, "busy");
    EXPECT_EQ(HttpSocket(server.port()).ask(get_request("/empty")).status, 204);
}

void allow_descriptors(rlim_t count) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(count, limit.rlim_max);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(ServerLimitsTest, ThousandsOfConnectionsLeftOpenKeepNobodyOut) {
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    allow_descriptors(4096);
    {
        RunningServer server({.connections = 100});
        HttpSocket streaming(server.port());
        streaming.send(get_request("/held"));
        auto const stream = server.held.take()->open_stream({200, {}, ""}, "");
        streaming.read_head();
        std::vector<HttpSocket> left;
        for (int i = 0; i < 2000; ++i) {
            left.emplace_back(server.port());
            if (i % 3 == 1) left.back().try_send("GET /empty HT");
            if (i % 10 != 0) continue;
            HttpSocket good(server.port());
            EXPECT_EQ(good.ask(get_request("/empty")).status, 204);
            EXPECT_LE(server.connections(), 101u);
        }
        stream->write("still here");
        EXPECT_EQ(streaming.read_chunk(), "still here");
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(ServerLimitsTest, WantOfDescriptorsEndsIdleConnectionsAndNothingElse) {
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    RunningServer server;
    HttpSocket busy(server.port());
    busy.send(get_request("/held"));
    auto const exchange = server.held.take();
    HttpSocket idle(server.port());
    EXPECT_EQ(idle.ask(get_request("/empty")).status, 204);
    HttpSocket fresh;
    {
        std::vector<testing::FileDescriptor> fillers;
        allow_descriptors(256);
        for (int number = ::dup(0); number >= 0; number = ::dup(0)) fillers.emplace_back(number);
        fresh.connect(server.port());
        EXPECT_TRUE(idle.is_ended());
        EXPECT_EQ(fresh.ask(get_request("/empty")).status, 204) << "it got the place";
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    exchange->respond({200, {}, "busy"});
    EXPECT_EQ(busy.read_answer().body, "busy");
}

TEST(ServerLimitsTest, WhoTakesNothingIsCutOff) {
    RunningServer server({.write_pause = 50ms});
    HttpSocket client;
    client.keep_little();
    client.connect(server.port());
    client.send(get_request("/held"));
    auto const exchange = server.held.take();
    std::promise<void> gone;
    exchange->when_gone([&] { gone.set_value(); });
    exchange->respond({200, {}, long_text(50'000'000)});
    gone.get_future().get();
    EXPECT_EQ(server.connections(), 0u);
}

TEST(ServerLimitsTest, AnswersThatWaitForTheirReadersAreLimited) {
    RunningServer server({.backlogs_at_once = 5'000'000});
    HttpSocket lazy;
    lazy.keep_little();
    lazy.connect(server.port());
    lazy.send(get_request("/long?size=10000000"));
    lazy.read_until("\r\n\r\n");
    HttpSocket second(server.port());
    EXPECT_EQ(second.ask(get_request("/long?size=10000")).status, 503);
    EXPECT_EQ(second.ask(get_request("/empty")).status, 204);
    EXPECT_EQ(lazy.read_bytes(10'000'000), long_text(10'000'000));
    EXPECT_EQ(second.ask(get_request("/long?size=10000")).status, 200);
}

}  // namespace
}  // namespace keepsake::http

// Bytes that are wrong in ways nobody thought of: they are refused, or read the same way however they are cut.

#include <gtest/gtest.h>

#include "e2e/environment_number.h"
#include "http/random_requests.h"
#include "http/request_reader.h"
#include "http/running_server.h"

namespace keepsake::http {
namespace {

using testing::environment_number;
using testing::HttpSocket;
using testing::RandomRequests;
using testing::RunningServer;
using Progress = RequestReader::Progress;

constexpr std::size_t header_bytes = 2000;
constexpr std::size_t body_bytes = 1000;

/// What was read, as text that can be compared.
struct Reading {
    std::string text;
    std::size_t taken = 0;

    bool is_refused() const { return text.size() == 3; }
};

std::string written(Request const& request) {
    auto text = request.method + " " + request.target.path + "\n";
    for (auto const& [name, value] : request.headers.fields()) text += name + ":" + value + "\n";
    return text + request.body;
}

/// Feeds the bytes in pieces whose sizes `next_size` says.
template <typename NextSize>
Reading read_in_pieces(std::string const& bytes, NextSize next_size) {
    RequestReader reader(header_bytes, body_bytes);
    Reading reading;
    std::size_t come = 0;
    while (come < bytes.size()) {
        come = std::min(bytes.size(), come + next_size());
        auto rest = std::string_view(bytes).substr(reading.taken, come - reading.taken);
        auto progress = Progress::has_header;
        while (progress == Progress::has_header) progress = reader.read(rest);
        reading.taken = come - rest.size();
        EXPECT_LE(reader.request().body.size(), body_bytes);
        if (progress == Progress::needs_more) continue;
        reading.text =
            progress == Progress::complete ? written(reader.request()) : std::to_string(reader.fault().status);
        return reading;
    }
    return reading;
}

TEST(RequestReaderFuzzTest, TheSameIsReadHoweverTheBytesAreCut) {
    RandomRequests random(20261122);
    int const cases = environment_number("KEEPSAKE_HTTP_FUZZ", 20'000);
    int complete = 0;
    int failed = 0;
    for (int i = 0; i < cases; ++i) {
        auto const bytes = random.damaged();
        auto const whole = read_in_pieces(bytes, [&] { return bytes.size(); });
        auto const singly = read_in_pieces(bytes, [] { return 1; });
        auto const cut = read_in_pieces(bytes, [&] { return 1 + random.below(60); });
        for (auto const& other : {singly, cut}) {
            // What has no end may be refused early or late, and for the one reason or the other.
            bool const same_end = whole.is_refused() && (other.is_refused() || other.text.empty());
            ASSERT_TRUE(same_end || whole.text == other.text)
                << i << ": " << whole.text << " " << other.text << " " << ::testing::PrintToString(bytes);
        }
        if (whole.is_refused()) ++failed;
        if (whole.text.empty() || whole.is_refused()) continue;
        ++complete;
        ASSERT_EQ(whole.taken, singly.taken) << i << ": " << ::testing::PrintToString(bytes);
    }
    EXPECT_GT(complete, cases / 10);
    EXPECT_GT(failed, cases / 10);
}

TEST(RequestReaderFuzzTest, ARightRequestIsReadWhole) {
    RandomRequests random(20261123);
    int const cases = environment_number("KEEPSAKE_HTTP_FUZZ", 20'000) / 4;
    for (int i = 0; i < cases; ++i) {
        auto const bytes = random.right();
        auto const reading = read_in_pieces(bytes, [&] { return 1 + random.below(60); });
        ASSERT_GT(reading.text.size(), 3u) << reading.text << ::testing::PrintToString(bytes);
        ASSERT_EQ(reading.taken, bytes.size());
    }
}

class ServerFuzzTest : public ::testing::Test {
protected:
    void SetUp() override {
        server_.router().add("GET", "/stream", [](auto const& exchange) {
            auto const stream = exchange->open_stream({200, {}, ""}, ":\n\n");
            stream->write("one");
            stream->write("two");
        });
    }
    /// Returns when the server has ended the connection, or the client has.
    void send(std::string const& bytes) {
        HttpSocket client(server_.port());
        for (std::size_t at = 0; at < bytes.size();) {
            auto const size = random_.one_in(2) ? bytes.size() : 1 + random_.below(200);
            if (!client.try_send(std::string_view(bytes).substr(at, size))) break;
            at += size;
        }
        if (random_.one_in(4)) {
            random_.one_in(2) ? client.reset() : client.close();
            return;
        }
        client.end_sending();
        client.read_to_end();
    }

    RandomRequests random_{20261124};
    RunningServer server_{{.header_bytes = header_bytes, .body_bytes = body_bytes}};
};

TEST_F(ServerFuzzTest, LivesOn) {
    int const cases = environment_number("KEEPSAKE_HTTP_FUZZ", 20'000) / 10;
    for (int i = 0; i < cases; ++i) {
        auto const bytes = random_.damaged();
        ASSERT_NO_THROW(send(bytes)) << i << ": " << ::testing::PrintToString(bytes);
        if (i % 100 != 0) continue;
        HttpSocket client(server_.port());
        ASSERT_EQ(client.ask(testing::post_request("/echo", "good")).body, "good") << i;
    }
    while (server_.connections() != 0) std::this_thread::yield();
}

}  // namespace
}  // namespace keepsake::http

// Whatever comes down the pipe, the answer is an error and the server goes on.

#include <gtest/gtest.h>

#include <fstream>

#include "e2e/answers.h"
#include "e2e/server_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

constexpr std::size_t megabyte = 1024 * 1024;

/// One figure of /proc/PID/status in bytes, for example VmHWM, the most memory ever resident.
std::size_t memory_figure(pid_t pid, std::string const& name) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":")) return std::stoul(line.substr(name.size() + 1)) * 1024;
    throw std::runtime_error("no " + name);
}

// A sanitizer reserves terabytes of shadow memory and keeps freed memory back: its figures say nothing.
bool runs_under_a_sanitizer(pid_t pid) { return memory_figure(pid, "VmSize") > megabyte * megabyte; }

std::string add_line(std::string const& text_literal) {
    return R"({"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"add_memory","arguments":{"text":)" +
           text_literal + "}}}";
}

class BadInputTest : public ServerTest {
protected:
    void SetUp() override { server(); }

    void expect_refused(std::string const& line) {
        server().send_line(line);
        auto const response = server().next_message();
        ASSERT_TRUE(response.is_object()) << response;
        auto const code = response.value("/error/code"_json_pointer, 0);
        EXPECT_TRUE(code == -32700 || code == -32600 || code == -32602) << response;
    }

    void expect_alive_and_empty() {
        EXPECT_TRUE(server().request("ping").contains("result"));
        EXPECT_EQ(call_ok("list_memories").at("total"), 0);
    }

    void expect_nothing_more() {
        server().close_input();
        EXPECT_EQ(server().remaining_messages(), std::vector<Json>());
    }
};

TEST_F(BadInputTest, garbage_lines_are_refused_one_by_one) {
    for (auto const* line : {"hello", "{", "}", "[1,", "{\"jsonrpc\":\"2.0\",", "\"", "nul", "Content-Length: 52",
                             "{}{}", "\x1b[31mred\x1b[0m"})
        expect_refused(line);
    expect_alive_and_empty();
    expect_nothing_more();
}

TEST_F(BadInputTest, empty_lines_are_passed_over) {
    for (auto const* line : {"", " ", "\t", "\r", ""}) server().send_line(line);
    expect_alive_and_empty();
    expect_nothing_more();
}

TEST_F(BadInputTest, lines_may_end_in_carriage_return_and_newline) {
    server().send_line("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r");
    EXPECT_TRUE(server().next_message().contains("result"));
    expect_alive_and_empty();
}

TEST_F(BadInputTest, a_line_of_a_megabyte_is_served) {
    auto const response = server().request("ping", {{"padding", std::string(megabyte, 'x')}});
    EXPECT_TRUE(response.contains("result"));
}

TEST_F(BadInputTest, a_line_of_twenty_megabytes_is_refused) {
    expect_refused(add_line("\"" + std::string(20 * megabyte, 'x') + "\""));
    expect_alive_and_empty();
    expect_nothing_more();
}

TEST_F(BadInputTest, endless_lines_do_not_take_memory_without_bound) {
    if (runs_under_a_sanitizer(server().pid())) GTEST_SKIP() << "memory figures mean nothing under a sanitizer";
    auto const before = memory_figure(server().pid(), "VmHWM");
    for (int round = 0; round < 3; ++round) expect_refused(std::string(100 * megabyte, 'x'));
    expect_alive_and_empty();
    EXPECT_LT(memory_figure(server().pid(), "VmHWM") - before, 64 * megabyte);
}

TEST_F(BadInputTest, the_message_after_an_endless_line_is_understood) {
    server().send_line(std::string(20 * megabyte, '[') + "\n" + R"({"jsonrpc":"2.0","id":"next","method":"ping"})");
    auto const first = server().next_message();
    auto const second = server().next_message();
    EXPECT_TRUE(first.contains("error")) << first;
    EXPECT_EQ(second.value("id", Json()), "next") << second;
    EXPECT_TRUE(second.contains("result")) << second;
}

TEST_F(BadInputTest, invalid_utf8_is_refused_and_not_stored) {
    for (std::string const bytes :
         {"\xff", "\xc3", "\xc3\x28", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80"})
        expect_refused(add_line("\"caf" + bytes + "\""));
    expect_refused("\xff\xfe\xfd");
    expect_alive_and_empty();
}

TEST_F(BadInputTest, half_a_surrogate_pair_is_refused_and_not_stored) {
    expect_refused(add_line(R"("\ud83d")"));
    expect_refused(add_line(R"("\udc00 \ud83d")"));
    expect_alive_and_empty();
}

TEST_F(BadInputTest, deep_nesting_is_refused) {
    constexpr std::size_t depth = 10'000;
    auto const nested = std::string(depth, '[') + std::string(depth, ']');
    expect_refused(nested);
    expect_refused(std::string(10 * depth, '['));
    expect_refused(add_line(nested));
    std::string objects;
    for (std::size_t level = 0; level < depth; ++level) objects += "{\"a\":";
    expect_refused(objects + "1" + std::string(depth, '}'));
    expect_alive_and_empty();
}

TEST_F(BadInputTest, binary_zeros_are_refused) {
    expect_refused(std::string(1, '\0'));
    expect_refused(std::string(5000, '\0'));
    expect_refused(std::string(R"({"jsonrpc":"2.0","id":1,"method":"ping"})") + '\0');
    expect_alive_and_empty();
}

TEST_F(BadInputTest, a_zero_within_a_text_is_kept_or_refused_but_never_cut) {
    std::string const text("before\0after", 12);
    auto const result = server().call("add_memory", {{"text", text}});
    if (result.value("isError", false)) return expect_alive_and_empty();
    EXPECT_EQ(texts(call_ok("list_memories")), Words{text});
}

TEST_F(BadInputTest, an_id_of_a_running_request_is_refused) {
    auto const listen = [this](Json id) {
        server().send(
            {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", "subscriptions/listen"}, {"params", modern()}});
        return server().next_message();
    };
    EXPECT_EQ(listen(5).value("method", ""), "notifications/subscriptions/acknowledged");
    expect_refused(R"({"jsonrpc":"2.0","id":5,"method":"ping"})");

    server().send_line(R"({"jsonrpc":"2.0","id":"5","method":"ping"})");
    EXPECT_TRUE(server().next_message().contains("result")) << "\"5\" is another id than 5";
    expect_alive_and_empty();
}

TEST_F(BadInputTest, an_id_may_come_again_once_its_request_is_answered) {
    for (int round = 0; round < 3; ++round) {
        server().send_line(R"({"jsonrpc":"2.0","id":5,"method":"ping"})");
        EXPECT_TRUE(server().next_message().contains("result"));
    }
}

TEST_F(BadInputTest, an_unfinished_last_line_does_not_keep_the_server_from_ending) {
    ChildProcess child({.path = server_binary(), .environment = launch().environment});
    child.write(R"({"jsonrpc":"2.0","id":1,"method":"ping"})");
    child.close_input();
    auto const ending = child.wait_exit();
    EXPECT_EQ(ending.code, 0);
}

}  // namespace
}  // namespace keepsake::testing

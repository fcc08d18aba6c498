// How the server begins and ends.

#include <gtest/gtest.h>

#include <csignal>
#include <sstream>

#include "e2e/answers.h"
#include "e2e/server_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

class LifecycleTest : public ServerTest {
protected:
    std::vector<Reply> submit_adds(int count) {
        std::vector<Reply> replies;
        for (int number = 0; number < count; ++number)
            replies.push_back(server().submit_call("add_memory", {{"text", "number " + std::to_string(number)}}));
        return replies;
    }

    /// A server started by a shell that stays its parent; the shell's process is what kill_hard() kills.
    Launch below_a_shell() const {
        auto surroundings = launch();
        surroundings.path = "/bin/sh";
        surroundings.arguments = {"-c", "exec 3<&0; \"$0\" <&3 3<&- & wait", server_binary()};
        return surroundings;
    }
};

TEST_F(LifecycleTest, ends_with_its_input) {
    server().close_input();
    auto const ending = server().wait_exit();
    EXPECT_EQ(ending.code, 0);
    EXPECT_EQ(server().remaining_messages(), std::vector<Json>());
}

TEST_F(LifecycleTest, ends_with_its_input_before_a_word_was_said) {
    ServerProcess silent(launch());
    silent.close_input();
    EXPECT_EQ(silent.wait_exit().code, 0);
}

TEST_F(LifecycleTest, what_was_asked_before_the_end_of_input_is_done_and_answered) {
    auto replies = submit_adds(16);
    server().close_input();
    Words acknowledged;
    for (auto& reply : replies) acknowledged.push_back(ids(structured_content(tool_result(reply.wait()))).at(0));
    EXPECT_EQ(server().wait_exit().code, 0);

    auto const restarted = start();
    EXPECT_EQ(sorted(each(list_all(*restarted), "id")), sorted(acknowledged));
}

TEST_F(LifecycleTest, an_open_subscription_does_not_keep_it_from_ending) {
    server().send({{"jsonrpc", "2.0"},
                   {"id", 1},
                   {"method", "subscriptions/listen"},
                   {"params", modern({{"notifications", Json::object()}})}});
    server().next_message();
    server().close_input();
    EXPECT_EQ(server().wait_exit().code, 0);
}

TEST_F(LifecycleTest, ends_on_sigterm_and_sigint_with_acknowledged_writes_kept) {
    for (int signal : {SIGTERM, SIGINT}) {
        auto const running = start();
        running->call_ok("add_memory", {{"text", "before the signal"}});
        running->send_signal(signal);
        EXPECT_EQ(running->wait_exit().code, 0);
    }
    EXPECT_EQ(call_ok("list_memories").at("total"), 2);
}

TEST_F(LifecycleTest, ends_when_its_parent_dies_although_the_input_stays_open) {
    ServerProcess orphan(below_a_shell());
    orphan.initialize();
    auto const id = ids(orphan.call_ok("add_memory", {{"text", "before"}})).at(0);
    orphan.kill_hard();
    orphan.wait_output_end();
    EXPECT_EQ(ids(call_ok("list_memories")), Words{id});
}

TEST_F(LifecycleTest, lives_on_while_the_parent_does) {
    ServerProcess child(below_a_shell());
    child.initialize();
    for (int number = 0; number < 20; ++number)
        child.call_ok("add_memory", {{"text", "number " + std::to_string(number)}});
    child.close_input();
    child.wait_output_end();
    EXPECT_EQ(child.wait_exit().code, 0);
}

TEST_F(LifecycleTest, what_was_stored_is_there_after_a_restart) {
    auto const id = add("Ada keeps bees.");
    stop();
    EXPECT_EQ(ids(call_ok("search_memory", {{"query", "bees"}})), Words{id});
}

TEST_F(LifecycleTest, a_data_directory_that_is_not_there_is_made) {
    auto const deep = data_directory() / "a" / "b c" / "größe";
    auto const running = start({{"KEEPSAKE_DATA_DIR", deep.string()}});
    running->call_ok("add_memory", {{"text", "hello"}});
    EXPECT_TRUE(std::filesystem::exists(deep / "keepsake.db"));
}

TEST_F(LifecycleTest, nobody_else_may_read_the_store) {
    auto const directory = data_directory() / "new";
    auto const running = start({{"KEEPSAKE_DATA_DIR", directory.string()}});
    running->call_ok("add_memory", {{"text", "hello"}});
    auto const others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    for (auto const& entry : std::filesystem::directory_iterator(directory))
        EXPECT_EQ(entry.status().permissions() & others, std::filesystem::perms::none) << entry.path();
    EXPECT_EQ(std::filesystem::status(directory).permissions() & others, std::filesystem::perms::none);
}

TEST_F(LifecycleTest, progress_is_told_only_to_those_who_ask) {
    auto replies = submit_adds(5);
    for (auto& reply : replies) reply.wait();
    server().close_input();
    EXPECT_EQ(server().remaining_messages(), std::vector<Json>());
}

TEST_F(LifecycleTest, progress_carries_its_token_and_grows) {
    for (Json const& token : {Json("mine"), Json(77)}) {
        auto const running = start();
        auto const response = running->request("tools/call", {{"name", "add_memory"},
                                                              {"arguments", {{"text", "x"}, {"wait", true}}},
                                                              {"_meta", {{"progressToken", token}}}});
        EXPECT_TRUE(response.contains("result")) << response;
        running->close_input();
        double last = -1;
        for (auto const& message : running->remaining_messages()) {
            EXPECT_EQ(message.value("method", ""), "notifications/progress") << message;
            EXPECT_EQ(message["params"]["progressToken"], token);
            EXPECT_GT(message["params"].value("progress", -1.0), last);
            last = message["params"].value("progress", -1.0);
        }
    }
}

TEST_F(LifecycleTest, the_log_goes_to_stderr_without_any_text_of_a_memory) {
    auto const running = start();
    running->call_ok("add_memory", {{"text", "The code is zyxquibblefrost."}});
    running->call_ok("search_memory", {{"query", "zyxquibblefrost"}});
    refusal(*running, "add_memory", {{"text", "zyxquibblefrost"}, {"timestamp", "someday"}});
    running->close_input();
    running->wait_output_end();
    EXPECT_FALSE(mentions(running->stderr_text(), "zyxquibblefrost"));
}

TEST_F(LifecycleTest, the_log_can_be_json_lines) {
    auto const running = start({{"KEEPSAKE_LOG", "debug"}, {"KEEPSAKE_LOG_FORMAT", "json"}});
    running->call_ok("add_memory", {{"text", "two\nlines and a \"quote\""}});
    running->close_input();
    running->wait_output_end();
    std::istringstream lines(running->stderr_text());
    for (std::string line; std::getline(lines, line);) EXPECT_TRUE(Json::accept(line)) << line;
}

}  // namespace
}  // namespace keepsake::testing

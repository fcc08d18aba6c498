// Commands, flags, settings and exit codes.

#include <gtest/gtest.h>

#include "e2e/every_tool.h"
#include "e2e/file_bytes.h"
#include "e2e/server_test.h"

namespace keepsake::testing {
namespace {

class CommandLineTest : public ServerTest {
protected:
    std::unique_ptr<ServerProcess> start_with(Words arguments,
                                              std::map<std::string, std::string> environment = {}) const {
        auto surroundings = launch(std::move(environment));
        surroundings.arguments = std::move(arguments);
        auto started = std::make_unique<ServerProcess>(surroundings);
        started->initialize();
        return started;
    }

    static std::size_t tool_count(ServerProcess& server) {
        return server.request("tools/list").at("result").at("tools").size();
    }
};

TEST_F(CommandLineTest, version_is_printed) {
    auto const result = run({"--version"});
    EXPECT_EQ(result.ending.code, 0);
    EXPECT_TRUE(says(result.output, "keepsake"));
    EXPECT_TRUE(says(result.output, server().initialize().at("serverInfo").at("version")));
}

TEST_F(CommandLineTest, help_is_printed_for_the_program_and_its_commands) {
    for (auto const& arguments : {Words{"--help"}, Words{"doctor", "--help"}}) {
        auto const result = run(arguments);
        EXPECT_EQ(result.ending.code, 0) << result.errors;
        EXPECT_TRUE(says(result.output, "doctor"));
    }
    EXPECT_TRUE(says(run({"--help"}).output, "--data-dir"));
}

TEST_F(CommandLineTest, neither_opens_a_store) {
    run({"--help"});
    run({"--version"});
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

TEST_F(CommandLineTest, a_wrong_word_or_flag_is_wrong_usage) {
    for (auto const& arguments : {Words{"--no-such-flag"}, Words{"no-such-command"}, Words{"jobs", "no-such-word"},
                                  Words{"doctor", "--no-such-flag"}, Words{"--data-dir"}}) {
        auto const result = run(arguments);
        EXPECT_EQ(result.ending.code, 2) << arguments.back() << ": " << result.output << result.errors;
        EXPECT_TRUE(says(result.errors, arguments.back()));
    }
}

TEST_F(CommandLineTest, what_a_command_lacks_is_wrong_usage) {
    for (auto const& [arguments, lacking] :
         std::vector<std::pair<Words, std::string>>{{{"jobs", "retry"}, "--all"}, {{"extract"}, "--backlog"}}) {
        auto const result = run(arguments);
        EXPECT_EQ(result.ending.code, 2) << result.output << result.errors;
        EXPECT_TRUE(says(result.errors, lacking));
    }
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

TEST_F(CommandLineTest, doctor_finds_a_sound_store_sound) {
    add("Ada keeps bees.");
    auto const running = run({"doctor"});
    EXPECT_EQ(running.ending.code, 0) << running.output << running.errors;
    EXPECT_TRUE(says(running.output, data_directory().string()));
    stop();
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

TEST_F(CommandLineTest, doctor_fails_on_a_damaged_store_and_says_where) {
    write_bytes(data_directory() / "keepsake.db", "this is no database");
    auto const result = run({"doctor"});
    EXPECT_EQ(result.ending.code, 1);
    EXPECT_TRUE(says(result.output + result.errors, "keepsake.db"));
    EXPECT_EQ(read_bytes(data_directory() / "keepsake.db"), "this is no database");
}

TEST_F(CommandLineTest, doctor_ends_on_a_wrong_setting) {
    auto const result = run({"doctor"}, {{"KEEPSAKE_TOOLS", "nonsense"}});
    EXPECT_EQ(result.ending.code, 2) << result.output;
    EXPECT_TRUE(says(result.output + result.errors, "nonsense"));
}

TEST_F(CommandLineTest, over_stdio_a_wrong_setting_is_what_every_tool_answers) {
    auto const running = start({{"KEEPSAKE_TOOLS", "nonsense"}});
    EXPECT_FALSE(running->request("tools/list").at("result").at("tools").empty());
    expect_every_tool_refuses(*running, {"tools", "nonsense", "assistant"});
    EXPECT_TRUE(running->request("ping").contains("result"));
    running->close_input();
    EXPECT_EQ(running->wait_exit().code, 0);
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

TEST_F(CommandLineTest, an_unreadable_configuration_file_is_what_every_tool_answers) {
    write_bytes(data_directory() / "config.json", "{\"llm\": ");
    expect_every_tool_refuses(server(), {"config.json"});
}

TEST_F(CommandLineTest, flags_win_over_the_environment) {
    auto const running = start_with({"--tools", "core", "--user-id", "flag"},
                                    {{"KEEPSAKE_TOOLS", "all"}, {"KEEPSAKE_USER_ID", "variable"}});
    EXPECT_EQ(tool_count(*running), 6U);
    auto const id = ids(running->call_ok("add_memory", {{"text", "hello"}})).at(0);
    EXPECT_EQ(running->call_ok("get_memory", {{"memory_id", id}}).at("user_id"), "flag");
}

TEST_F(CommandLineTest, a_flag_may_be_joined_to_its_value) {
    auto const elsewhere = data_directory() / "elsewhere";
    auto const running = start_with({"--data-dir=" + elsewhere.string(), "--tools=core"});
    running->call_ok("add_memory", {{"text", "hello"}});
    EXPECT_EQ(tool_count(*running), 6U);
    EXPECT_TRUE(std::filesystem::exists(elsewhere / "keepsake.db"));
}

TEST_F(CommandLineTest, an_empty_variable_counts_as_unset) {
    auto const running = start({{"KEEPSAKE_TOOLS", ""},
                                {"KEEPSAKE_USER_ID", ""},
                                {"KEEPSAKE_LLM_PROVIDER", ""},
                                {"KEEPSAKE_LOG", ""},
                                {"KEEPSAKE_LLM_API_KEY", ""}});
    auto const id = ids(running->call_ok("add_memory", {{"text", "hello"}})).at(0);
    EXPECT_EQ(running->call_ok("get_memory", {{"memory_id", id}}).at("user_id"), "default");
}

TEST_F(CommandLineTest, the_store_is_below_the_data_home_by_default) {
    auto const running = start({{"KEEPSAKE_DATA_DIR", ""}, {"XDG_DATA_HOME", data_directory().string()}});
    running->call_ok("add_memory", {{"text", "hello"}});
    EXPECT_TRUE(std::filesystem::exists(data_directory() / "keepsake" / "keepsake.db"));
}

}  // namespace
}  // namespace keepsake::testing

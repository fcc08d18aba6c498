#include "app/command_line.h"

#include <gtest/gtest.h>

namespace keepsake::app {
namespace {

using Words = std::vector<std::string>;

CommandLine read(Words const& words) {
    auto const line = read_command_line(words);
    EXPECT_TRUE(line) << words.back();
    return line ? line.value() : CommandLine{};
}

std::string refusal(Words const& words) {
    auto const line = read_command_line(words);
    return line ? "not refused" : line.error().message;
}

TEST(CommandLine, WithoutWordsItServes) {
    EXPECT_EQ(read({}).command, Command::serve_stdio);
    EXPECT_EQ(read({"--user-id", "ana"}).command, Command::serve_stdio);
}

TEST(CommandLine, EachCommandIsRead) {
    EXPECT_EQ(read({"doctor"}).command, Command::doctor);
    EXPECT_EQ(read({"reembed"}).command, Command::reembed);
    EXPECT_EQ(read({"jobs"}).command, Command::list_jobs);
    EXPECT_EQ(read({"jobs", "retry", "--all"}).command, Command::retry_jobs);
    EXPECT_EQ(read({"extract", "--backlog"}).command, Command::extract_backlog);
    EXPECT_EQ(read({"import", "memory.jsonl"}).command, Command::import_graph);
    EXPECT_EQ(read({"import", "-"}).file, "-");
    EXPECT_EQ(read({"export"}).command, Command::export_graph);
    EXPECT_EQ(read({"jobs", "--help"}).command, Command::help);
    EXPECT_EQ(read({"--version"}).command, Command::version);
}

TEST(CommandLine, AJobIsRetriedOrAllAre) {
    EXPECT_EQ(read({"jobs", "retry", "0198c0de"}).job, "0198c0de");
    EXPECT_EQ(read({"jobs", "retry", "--all"}).job, std::nullopt);
}

TEST(CommandLine, SettingsMayStandAnywhere) {
    auto const line = read({"--user-id", "ana", "jobs", "--data-dir=/tmp/store", "retry", "--log", "off", "7"});
    EXPECT_EQ(line.command, Command::retry_jobs);
    EXPECT_EQ(line.job, "7");
    EXPECT_EQ(line.settings, (core::SettingValues{{"user_id", "ana"}, {"data_dir", "/tmp/store"}, {"log", "off"}}));
}

TEST(CommandLine, AWordThatMeansNothingIsNamed) {
    for (auto const& words :
         {Words{"remember"}, Words{"doctor", "reembed"}, Words{"jobs", "again"}, Words{"jobs", "retry", "7", "8"},
          Words{"extract", "everything"}, Words{"extract", "--backlog", "now"}, Words{"import", "a.jsonl", "b.jsonl"},
          Words{"export", "a.jsonl"}, Words{"--all"}, Words{"--backlog"}, Words{"jobs", "--backlog"},
          Words{"extract", "--all"}, Words{"jobs", "retry", "--al"}}) {
        auto const message = refusal(words);
        EXPECT_NE(message.find(words.back()), std::string::npos) << message;
        EXPECT_NE(message.find("--help"), std::string::npos) << message;
    }
}

TEST(CommandLine, WhatIsMissingIsSaid) {
    EXPECT_NE(refusal({"jobs", "retry"}).find("--all"), std::string::npos);
    EXPECT_NE(refusal({"extract"}).find("--backlog"), std::string::npos);
    EXPECT_NE(refusal({"import"}).find("needs a file"), std::string::npos);
    EXPECT_NE(refusal({"--user-id"}).find("needs a value"), std::string::npos);
}

TEST(CommandLine, TheHelpNamesEveryCommand) {
    for (auto const* const command :
         {"doctor", "reembed", "jobs", "jobs retry ID|--all", "extract --backlog", "import FILE", "export"})
        EXPECT_NE(help_text().find(std::string("keepsake ") + command), std::string_view::npos) << command;
}

}  // namespace
}  // namespace keepsake::app

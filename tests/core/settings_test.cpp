#include "core/settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace keepsake::core {
namespace {

/// A data folder whose config.json the test writes.
class SettingsTest : public ::testing::Test {
protected:
    void configure(std::string const& json) { write("config.json", json); }
    std::string write(std::string const& name, std::string const& text) {
        auto const file = folder_.path() / name;
        std::ofstream(file) << text;
        return file.string();
    }
    SettingSources sources(SettingValues environment = {}, SettingValues command_line = {}) const {
        environment.try_emplace("data_dir", folder_.path().string());
        return {std::move(environment), std::move(command_line), "/home/ana", ""};
    }
    Settings read(SettingValues environment = {}, SettingValues command_line = {}) const {
        auto settings = read_settings(sources(std::move(environment), std::move(command_line)));
        EXPECT_TRUE(settings) << settings.error().message;
        return std::move(settings).value();
    }
    std::string refused(SettingValues environment, SettingValues command_line = {}) const {
        auto const settings = read_settings(sources(std::move(environment), std::move(command_line)));
        return settings ? "not refused" : settings.error().message;
    }

    testing::TemporaryDirectory folder_;
};

TEST_F(SettingsTest, WithoutAnythingEachHasItsDefault) {
    auto const settings = read();
    EXPECT_EQ(settings.user_id, "default");
    EXPECT_FALSE(settings.bind_user);
    EXPECT_EQ(settings.tools, "assistant");
    EXPECT_TRUE(settings.graph);
    EXPECT_EQ(settings.log, "info");
    EXPECT_EQ(settings.log_format, LogFormat::lines);
    EXPECT_TRUE(settings.warnings.empty());
}

TEST_F(SettingsTest, TheCommandLineBeatsTheEnvironmentBeatsTheFileBeatsTheDefault) {
    configure(R"({"user_id": "file", "tools": "core", "log": "warn", "bind_user": true})");
    auto const settings = read({{"user_id", "environment"}, {"tools", "all"}}, {{"user_id", "line"}});
    EXPECT_EQ(settings.user_id, "line");
    EXPECT_EQ(settings.tools, "all");
    EXPECT_EQ(settings.log, "warn");
    EXPECT_TRUE(settings.bind_user);
}

TEST_F(SettingsTest, AnEmptyValueCountsAsUnset) {
    configure(R"({"user_id": "file", "log": ""})");
    auto const settings = read({{"user_id", ""}, {"log_format", ""}, {"bind_user", ""}}, {{"user_id", ""}});
    EXPECT_EQ(settings.user_id, "file");
    EXPECT_EQ(settings.log, "info");
}

TEST_F(SettingsTest, TheDataFolderIsThatOfTheDesktopStandard) {
    EXPECT_EQ(read_settings({{}, {}, "/nowhere/ana", ""}).value().data_dir, "/nowhere/ana/.local/share/keepsake");
    EXPECT_EQ(read_settings({{}, {}, "/nowhere/ana", "/nowhere/data"}).value().data_dir, "/nowhere/data/keepsake");
    EXPECT_TRUE(read_settings({{}, {{"data_dir", "some/where"}}, "/", ""}).value().data_dir.is_absolute());
}

TEST_F(SettingsTest, AWrongValueIsOneSentenceWithWhereWhatAndWhatIsAllowed) {
    EXPECT_EQ(refused({{"log", "loud"}}),
              "Setting KEEPSAKE_LOG is \"loud\"; allowed: trace, debug, info, warn, error, off.");
    EXPECT_EQ(refused({}, {{"log_format", "xml"}}), "Setting --log-format is \"xml\"; allowed: lines, json.");
    EXPECT_EQ(refused({{"bind_user", "yes"}}), "Setting KEEPSAKE_BIND_USER is \"yes\"; allowed: true, false.");
    configure(R"({"log": "loud"})");
    EXPECT_EQ(refused({}),
              "Setting \"log\" in config.json is \"loud\"; allowed: trace, debug, info, warn, error, off.");
    EXPECT_EQ(read({{"log", "debug"}}).log, "debug") << "what does not win is not judged";
}

TEST_F(SettingsTest, TheGraphCanBeSwitchedOff) {
    EXPECT_FALSE(read({{"graph", "false"}}).graph);
    EXPECT_EQ(refused({}, {{"graph", "off"}}), "Setting --graph is \"off\"; allowed: true, false.");
    configure(R"({"graph": false})");
    EXPECT_FALSE(read().graph);
    EXPECT_TRUE(read({{"graph", "true"}}).graph);
}

TEST_F(SettingsTest, TheGraphAlsoHasTheNameThatMem0GivesIt) {
    configure(R"({"enable_graph": false, "graph_store": {"provider": "neo4j"}})");
    EXPECT_FALSE(read().graph);
    EXPECT_EQ(read().warnings.size(), 1u) << "only the other store has no effect";
    configure(R"({"graph": true, "enable_graph": false})");
    EXPECT_TRUE(read().graph) << "our own name goes before";
    configure(R"({"enable_graph": 7})");
    EXPECT_NE(refused({}).find("enable_graph"), std::string::npos);
}

TEST_F(SettingsTest, AFileThatCannotBeUnderstoodIsNamed) {
    for (auto const* const text : {"[]", "{", "\"user_id\"", "{\"user_id\": 5}", "{\"user_id\": {}}"}) {
        configure(text);
        auto const message = refused({});
        EXPECT_NE(message.find("config.json"), std::string::npos) << text << ": " << message;
    }
}

TEST_F(SettingsTest, AFolderOfPromptsMustBeThere) {
    EXPECT_EQ(read().prompts_dir, "");
    EXPECT_EQ(read({}, {{"prompts_dir", folder_.path().string()}}).prompts_dir, folder_.path());
    EXPECT_EQ(refused({{"prompts_dir", "/nowhere/prompts"}}),
              "Setting KEEPSAKE_PROMPTS_DIR is \"/nowhere/prompts\"; allowed: a folder that is there.");
}

TEST_F(SettingsTest, AnotherFileCanBeNamedAndMustThenBeThere) {
    configure(R"({"user_id": "usual"})");
    auto const other = write("other.json", R"({"user_id": "other"})");
    EXPECT_EQ(read({}, {{"config", other}}).user_id, "other");
    EXPECT_EQ(read({{"config", other}}).user_id, "other");
    EXPECT_NE(refused({{"config", other + "x"}}).find(other + "x"), std::string::npos);
}

TEST_F(SettingsTest, AFileMayNameTheDataFolder) {
    testing::TemporaryDirectory const data;
    auto const file = write("named.json", R"({"data_dir": ")" + data.path().string() + R"("})");
    auto const settings = read_settings({{}, {{"config", file}}, "/nowhere/ana", ""});
    EXPECT_EQ(settings.value().data_dir, data.path());
}

TEST_F(SettingsTest, AConfigurationOfMem0IsTakenWithAWarningForEachPart) {
    configure(
        R"({"llm": {"provider": "anthropic", "config": {"model": "m"}}, "embedder": {"provider": "x"},
            "vector_store": {}, "graph_store": {}, "history_db_path": "h.db", "version": "v1.1"})");
    auto const settings = read();
    EXPECT_EQ(settings.warnings.size(), 6u);
    for (auto const& warning : settings.warnings) {
        EXPECT_NE(warning.find("has no effect in this version"), std::string::npos) << warning;
    }
}

TEST_F(SettingsTest, UnknownOnesAreNamedWithTheNearestThatThereIs) {
    configure(R"({"colour": "blue"})");
    auto const settings = read({{"user_idd", "ana"}});
    ASSERT_EQ(settings.warnings.size(), 2u);
    EXPECT_NE(settings.warnings[0].find("\"colour\""), std::string::npos);
    EXPECT_EQ(settings.warnings[1], "KEEPSAKE_USER_IDD is not a setting (did you mean user_id?).");
    EXPECT_EQ(settings.user_id, "default");
    EXPECT_TRUE(is_setting("data_dir"));
    EXPECT_FALSE(is_setting("user_idd"));
}

TEST_F(SettingsTest, EverySettingOfTheContractIsKnown) {
    for (auto const* const name : {"data_dir", "user_id", "tools", "llm_provider", "llm_model", "llm_base_url",
                                   "llm_api_key", "llm_retry_base_ms", "llm_timeout_ms", "llm_max_concurrent",
                                   "custom_instructions", "embedder_provider", "embedder_model", "embedder_base_url",
                                   "embedder_api_key", "embedder_dimensions", "api_key", "log", "log_format"}) {
        EXPECT_TRUE(is_setting(name)) << name;
    }
}

TEST(SettingsInTheEnvironment, AreThoseWithThePrefix) {
    char const* const environment[] = {
        "PATH=/bin", "KEEPSAKE_DATA_DIR=/a=b", "KEEPSAKE_LOG=", "XKEEPSAKE_LOG=x", "KEEPSAKE_BROKEN", nullptr};
    EXPECT_EQ(settings_in(environment), (SettingValues{{"data_dir", "/a=b"}, {"log", ""}}));
    EXPECT_EQ(settings_in(nullptr), SettingValues{});
}

}  // namespace
}  // namespace keepsake::core

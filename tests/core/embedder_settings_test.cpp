#include "core/settings/embedder_settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/settings.h"
#include "support/temporary_directory.h"

namespace keepsake::core {
namespace {

/// A data folder whose config.json the test writes.
class EmbedderSettingsTest : public ::testing::Test {
protected:
    void configure(std::string const& json) { std::ofstream(folder_.path() / "config.json") << json; }
    Result<Settings> read_all(SettingValues environment, SettingValues command_line = {}) const {
        environment.try_emplace("data_dir", folder_.path().string());
        return read_settings({std::move(environment), std::move(command_line), "/home/ana", "", openai_api_key_});
    }
    EmbedderSettings read(SettingValues environment = {}, SettingValues command_line = {}) {
        auto const settings = read_all(std::move(environment), std::move(command_line));
        EXPECT_TRUE(settings) << settings.error().message;
        warnings_ = settings.value().warnings;
        return settings.value().embedder;
    }
    std::string refused(SettingValues environment, SettingValues command_line = {}) const {
        auto const settings = read_all(std::move(environment), std::move(command_line));
        return settings ? "not refused" : settings.error().message;
    }
    std::string warning_about(std::string const& name) const {
        for (auto const& warning : warnings_) {
            if (warning.find(name) != std::string::npos) return warning;
        }
        return "no warning";
    }

    testing::TemporaryDirectory folder_;
    std::string openai_api_key_;
    std::vector<std::string> warnings_;
};

TEST_F(EmbedderSettingsTest, WithoutAnythingTheModelInsideTheProgramServes) {
    openai_api_key_ = "sk-1";
    auto const embedder = read();
    EXPECT_EQ(embedder.provider, EmbedderProvider::local);
    EXPECT_EQ(embedder.api_key, "") << "nobody asked for a server";
    EXPECT_TRUE(warnings_.empty());
    EXPECT_EQ(read({{"embedder_provider", "none"}}).provider, EmbedderProvider::none);
}

TEST_F(EmbedderSettingsTest, AServerHasTheDefaultsOfOpenAi) {
    openai_api_key_ = "sk-1\n";
    auto const embedder = read({{"embedder_provider", "openai"}});
    EXPECT_EQ(embedder.provider, EmbedderProvider::openai);
    EXPECT_EQ(embedder.model, "text-embedding-3-small");
    EXPECT_EQ(embedder.base_url, "https://api.openai.com/v1");
    EXPECT_EQ(embedder.api_key, "sk-1");
    EXPECT_EQ(embedder.dimensions, 0u);
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(EmbedderSettingsTest, EachValueIsTaken) {
    openai_api_key_ = "sk-of-openai";
    auto const embedder = read({{"embedder_provider", "openai"},
                                {"embedder_model", "bge-m3"},
                                {"embedder_base_url", "HTTP://127.0.0.1:11434/v1/"},
                                {"embedder_api_key", " sk-2 "}},
                               {{"embedder_dimensions", "1024"}});
    EXPECT_EQ(embedder.model, "bge-m3");
    EXPECT_EQ(embedder.base_url, "HTTP://127.0.0.1:11434/v1/");
    EXPECT_EQ(embedder.api_key, "sk-2");
    EXPECT_EQ(embedder.dimensions, 1024u);
}

TEST_F(EmbedderSettingsTest, AWrongValueIsOneSentence) {
    EXPECT_EQ(refused({{"embedder_provider", "cohere"}}),
              "Setting KEEPSAKE_EMBEDDER_PROVIDER is \"cohere\"; allowed: local, openai, none.");
    for (auto const* const number : {"0", "8193", "-1", "1.5", "many", "99999999999999999999"}) {
        EXPECT_EQ(refused({{"embedder_provider", "openai"}}, {{"embedder_dimensions", number}}),
                  std::string("Setting --embedder-dimensions is \"") + number + "\"; allowed: 1 to 8192.");
    }
    for (auto const* const url : {"127.0.0.1:11434", "ftp://host", "http://", "http://two words"}) {
        EXPECT_EQ(refused({{"embedder_provider", "openai"}, {"embedder_base_url", url}}),
                  std::string("Setting KEEPSAKE_EMBEDDER_BASE_URL is \"") + url +
                      "\"; allowed: an address that starts with http:// or https://.");
    }
}

TEST_F(EmbedderSettingsTest, AWrongKeyIsNamedButNotShown) {
    auto const message = refused({{"embedder_provider", "openai"}, {"embedder_api_key", "sk-secret\r\nX: y"}});
    EXPECT_TRUE(message.starts_with("Setting KEEPSAKE_EMBEDDER_API_KEY holds ")) << message;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    openai_api_key_ = "sk secret";
    EXPECT_TRUE(refused({{"embedder_provider", "openai"}}).starts_with("Setting OPENAI_API_KEY holds "));
    configure(R"({"embedder_provider": "openai", "embedder_api_key": {"secret": 1}})");
    EXPECT_EQ(refused({}).find("secret"), std::string::npos) << refused({});
    EXPECT_NE(refused({}).find("\"embedder_api_key\" in config.json"), std::string::npos) << refused({});
}

TEST_F(EmbedderSettingsTest, WhatOnlyAServerNeedsIsNamedWhenThereIsNone) {
    read({{"embedder_model", "m"}, {"embedder_dimensions", "many"}});
    EXPECT_EQ(warnings_.size(), 2u);
    EXPECT_EQ(warning_about("MODEL"), "KEEPSAKE_EMBEDDER_MODEL has no effect with the embedder \"local\".");
    EXPECT_EQ(warning_about("DIMENSIONS"), "KEEPSAKE_EMBEDDER_DIMENSIONS has no effect with the embedder \"local\".");
    read({{"embedder_provider", "none"}, {"embedder_api_key", "sk-secret"}}, {{"embedder_base_url", "http://host"}});
    EXPECT_EQ(warnings_.size(), 2u);
    EXPECT_EQ(warning_about("API_KEY"), "KEEPSAKE_EMBEDDER_API_KEY has no effect with the embedder \"none\".");
    EXPECT_EQ(warning_about("base-url"), "--embedder-base-url has no effect with the embedder \"none\".");
}

TEST_F(EmbedderSettingsTest, FlatNamesStandInTheFileToo) {
    configure(R"({"embedder_provider": "openai", "embedder_model": "m", "embedder_dimensions": 512})");
    auto embedder = read();
    EXPECT_EQ(embedder.model, "m");
    EXPECT_EQ(embedder.dimensions, 512u);
    embedder = read({{"embedder_model", "e"}, {"embedder_dimensions", ""}});
    EXPECT_EQ(embedder.model, "e") << "the environment wins";
    EXPECT_EQ(embedder.dimensions, 512u) << "an empty variable is none";
}

TEST_F(EmbedderSettingsTest, TheShapeOfMem0Works) {
    configure(R"({"embedder": {"provider": "openai", "config": {
        "model": "bge-m3", "embedding_dims": 1024, "openai_base_url": "http://host/v1", "api_key": "sk-3"}}})");
    auto embedder = read();
    EXPECT_EQ(embedder.provider, EmbedderProvider::openai);
    EXPECT_EQ(embedder.model, "bge-m3");
    EXPECT_EQ(embedder.dimensions, 1024u);
    EXPECT_EQ(embedder.base_url, "http://host/v1");
    EXPECT_EQ(embedder.api_key, "sk-3");
    EXPECT_TRUE(warnings_.empty());
    EXPECT_EQ(read({{"embedder_model", "e"}}).model, "e") << "the environment wins";

    configure(R"({"embedder_model": "flat", "embedder": {"provider": "openai", "config": {
        "model": "nested", "base_url": "http://host", "api_key": null, "embedding_dims": null}}})");
    embedder = read();
    EXPECT_EQ(embedder.model, "flat");
    EXPECT_EQ(embedder.base_url, "http://host");
}

TEST_F(EmbedderSettingsTest, WhatDoesNotApplyInTheShapeOfMem0IsNamed) {
    configure(R"({"embedder": {"provider": "openai", "extra": 1, "config": {"model": "m", "azure_kwargs": {}}}})");
    EXPECT_EQ(read().model, "m");
    EXPECT_EQ(warnings_.size(), 2u);
    EXPECT_NE(warning_about("\"embedder.extra\"").find("has no effect in this version"), std::string::npos);
    EXPECT_NE(warning_about("\"embedder.config.azure_kwargs\"").find("has no effect in this version"),
              std::string::npos);

    for (auto const* const embedder :
         {R"({"provider": "gemini", "config": {"model": "g"}})", R"({"config": {}})", "5"}) {
        configure(std::string(R"({"embedder": )") + embedder + "}");
        EXPECT_EQ(read().provider, EmbedderProvider::local) << embedder;
        EXPECT_EQ(warnings_.size(), 1u);
        EXPECT_NE(warning_about("\"embedder\"").find("other than local, openai, none"), std::string::npos);
    }
    configure(R"({"embedder": {"provider": "openai", "config": {"model": ["m"]}}})");
    EXPECT_EQ(refused({}), "Setting \"embedder.config.model\" in config.json is \"[\"m\"]\"; allowed: a text.");
    configure(R"({"embedder": {"provider": "openai", "config": 5}})");
    EXPECT_EQ(refused({}), "Setting \"embedder.config\" in config.json is \"5\"; allowed: an object.");
}

}  // namespace
}  // namespace keepsake::core

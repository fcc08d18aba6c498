#include "core/settings/llm_settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "core/settings.h"
#include "support/temporary_directory.h"

namespace keepsake::core {
namespace {

using namespace std::chrono_literals;

/// A data folder whose config.json the test writes.
class LlmSettingsTest : public ::testing::Test {
protected:
    void configure(std::string const& json) { std::ofstream(folder_.path() / "config.json") << json; }
    Result<Settings> read_all(SettingValues environment, SettingValues command_line = {}) const {
        environment.try_emplace("data_dir", folder_.path().string());
        return read_settings({std::move(environment), std::move(command_line), "/home/ana", "", openai_api_key_});
    }
    LlmSettings read(SettingValues environment = {}, SettingValues command_line = {}) {
        auto const settings = read_all(std::move(environment), std::move(command_line));
        EXPECT_TRUE(settings) << settings.error().message;
        if (!settings) return {};
        warnings_ = settings.value().warnings;
        return settings.value().llm;
    }
    std::string refused(SettingValues environment, SettingValues command_line = {}) const {
        auto const settings = read_all(std::move(environment), std::move(command_line));
        return settings ? "not refused" : settings.error().message;
    }
    bool warns(std::string const& sentence) const {
        return std::find(warnings_.begin(), warnings_.end(), sentence) != warnings_.end();
    }

    testing::TemporaryDirectory folder_;
    std::string openai_api_key_;
    std::vector<std::string> warnings_;
    /// What every model needs.
    SettingValues const model_ = {{"llm_model", "m"}, {"llm_base_url", "http://host/v1"}};
    SettingValues model_and(SettingValues more) const {
        more.insert(model_.begin(), model_.end());
        return more;
    }
};

TEST_F(LlmSettingsTest, WithoutAnythingThereIsNoModel) {
    openai_api_key_ = "sk-1";
    EXPECT_FALSE(read().is_configured()) << "a key that serves other programs is no wish";
    EXPECT_FALSE(read({{"llm_provider", "none"}}).is_configured());
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(LlmSettingsTest, AProviderHasTheDefaultsOfOpenAi) {
    openai_api_key_ = "sk-1\n";
    auto const llm = read({{"llm_provider", "openai"}});
    EXPECT_TRUE(llm.is_configured());
    for (auto const& chat : {llm.extraction, llm.consolidation}) {
        EXPECT_EQ(chat.provider, ChatProvider::openai);
        EXPECT_EQ(chat.model, "gpt-4.1-mini");
        EXPECT_EQ(chat.base_url, "https://api.openai.com/v1");
        EXPECT_EQ(chat.api_key, "sk-1");
        EXPECT_FALSE(chat.prices);
        EXPECT_EQ(chat.names.model, "KEEPSAKE_LLM_MODEL");
        EXPECT_EQ(chat.names.api_key, "OPENAI_API_KEY");
    }
    EXPECT_EQ(llm.retry_base, 1s);
    EXPECT_EQ(llm.timeout, 60s);
    EXPECT_EQ(llm.max_concurrent, 4);
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(LlmSettingsTest, WhoNamesAModelOrAnAddressNeedsNoProvider) {
    openai_api_key_ = "sk-1";
    EXPECT_EQ(read({{"llm_model", "gpt"}}).extraction.model, "gpt");
    EXPECT_TRUE(read({{"llm_base_url", "http://127.0.0.1:11434/v1"}}).is_configured());
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(LlmSettingsTest, EachValueIsTaken) {
    auto const llm = read({{"llm_provider", "openai"},
                           {"llm_model", "m"},
                           {"llm_base_url", "http://host/v1"},
                           {"llm_api_key", " sk-2 "},
                           {"llm_price_prompt", "0.4"},
                           {"llm_retry_base_ms", "50"},
                           {"llm_timeout_ms", "1000"},
                           {"llm_max_concurrent", "64"},
                           {"llm_quiet_ms", "0"},
                           {"llm_wait_ms", "5000"},
                           {"llm_breaker_failures", "3"},
                           {"llm_max_calls_per_minute", "60"},
                           {"llm_max_tokens_per_day", "10000000000"},
                           {"llm_max_prompt_tokens", "500"},
                           {"llm_low_confidence", "0.25"},
                           {"custom_instructions", "i"},
                           {"custom_fact_extraction_prompt", "f"},
                           {"custom_update_memory_prompt", "u"},
                           {"custom_categories", R"({"food": "what somebody eats", "sport": ""})"}});
    EXPECT_EQ(llm.consolidation.model, "m");
    EXPECT_EQ(llm.consolidation.api_key, "sk-2");
    EXPECT_EQ(llm.extraction.prices.value().prompt, .4);
    EXPECT_EQ(llm.extraction.prices.value().completion, 0);
    EXPECT_EQ(llm.retry_base, 50ms);
    EXPECT_EQ(llm.timeout, 1s);
    EXPECT_EQ(llm.max_concurrent, 64);
    EXPECT_EQ(llm.quiet_window, 0s);
    EXPECT_EQ(llm.longest_wait, 5s);
    EXPECT_EQ(llm.breaker_failures, 3);
    EXPECT_EQ(llm.calls_per_minute, 60);
    EXPECT_EQ(llm.tokens_per_day, 10'000'000'000);
    EXPECT_EQ(llm.prompt_tokens, 500u);
    EXPECT_EQ(llm.low_confidence, .25);
    EXPECT_EQ(llm.custom_instructions, "i\n\nf");
    EXPECT_EQ(llm.custom_consolidation, "u");
    EXPECT_EQ(llm.custom_categories,
              (std::map<std::string, std::string>{{"food", "what somebody eats"}, {"sport", ""}}));
    EXPECT_TRUE(warnings_.empty());
}

TEST_F(LlmSettingsTest, EachStepMayHaveItsOwnAndElseThatOfBoth) {
    auto const llm = read({{"llm_model", "both"},
                           {"llm_base_url", "http://both"},
                           {"llm_api_key", "sk-both"},
                           {"llm_price_prompt", "1"},
                           {"llm_extraction_model", "cheap"},
                           {"llm_extraction_price_completion", "2"},
                           {"llm_consolidation_base_url", "http://strong"},
                           {"llm_consolidation_api_key", "sk-strong"}});
    EXPECT_EQ(llm.extraction.model, "cheap");
    EXPECT_EQ(llm.extraction.base_url, "http://both");
    EXPECT_EQ(llm.extraction.api_key, "sk-both");
    EXPECT_EQ(llm.extraction.prices.value().prompt, 1);
    EXPECT_EQ(llm.extraction.prices.value().completion, 2);
    EXPECT_EQ(llm.extraction.names.model, "KEEPSAKE_LLM_EXTRACTION_MODEL");
    EXPECT_EQ(llm.extraction.names.base_url, "KEEPSAKE_LLM_BASE_URL");
    EXPECT_EQ(llm.consolidation.model, "both");
    EXPECT_EQ(llm.consolidation.base_url, "http://strong");
    EXPECT_EQ(llm.consolidation.api_key, "sk-strong");
    EXPECT_EQ(llm.consolidation.prices.value().completion, 0);
    EXPECT_EQ(llm.consolidation.names.api_key, "KEEPSAKE_LLM_CONSOLIDATION_API_KEY");
}

TEST_F(LlmSettingsTest, AModelForOneStepServesBoth) {
    for (std::string const step : {"llm_extraction_", "llm_consolidation_"}) {
        auto const llm = read({{step + "model", "m"}, {step + "base_url", "http://host"}, {step + "api_key", "k"}});
        for (auto const& chat : {llm.extraction, llm.consolidation}) {
            EXPECT_EQ(chat.provider, ChatProvider::openai);
            EXPECT_EQ(chat.model, "m");
            EXPECT_EQ(chat.base_url, "http://host");
            EXPECT_EQ(chat.api_key, "k");
        }
    }
    EXPECT_EQ(refused(model_and({{"llm_consolidation_provider", "none"}})),
              "Setting KEEPSAKE_LLM_CONSOLIDATION_PROVIDER is \"none\"; allowed: openai, since extraction and "
              "consolidation both need a language model, or none for both.");
}

TEST_F(LlmSettingsTest, AWrongValueIsOneSentence) {
    for (auto const* const name : {"anthropic", "gemini", "ollama", "OpenAI"}) {
        EXPECT_EQ(refused({{"llm_provider", name}}),
                  std::string("Setting KEEPSAKE_LLM_PROVIDER is \"") + name +
                      "\"; allowed: none, openai (also for Ollama, LM Studio, vLLM and OpenRouter, with "
                      "KEEPSAKE_LLM_BASE_URL).");
    }
    EXPECT_EQ(refused({}, {{"llm_extraction_base_url", "127.0.0.1:11434"}}),
              "Setting --llm-extraction-base-url is \"127.0.0.1:11434\"; allowed: an address that starts with http:// "
              "or https://.");
    std::map<std::string, std::pair<std::string, std::vector<std::string>>> const numbers = {
        {"llm_max_concurrent", {"1 to 64", {"0", "65", "many", "1.5", "-1"}}},
        {"llm_max_prompt_tokens", {"500 to 1000000", {"499", "99999999999999999999"}}},
        {"llm_low_confidence", {"0 to 1", {"1.1", "-0.1", "nan", "0,5", "half"}}},
        {"llm_retry_base_ms", {"0 to 30000", {"-1", "30001"}}},
        {"llm_breaker_failures", {"1 to 1000", {"0"}}},
        {"llm_price_prompt", {"0 to 1e+06", {"-1", "free"}}},
    };
    for (auto const& [name, wrong] : numbers) {
        for (auto const& value : wrong.second) {
            EXPECT_EQ(refused(model_and({{name, value}})), "Setting " +
                                                               shown_setting(name, SettingSource::environment) +
                                                               " is \"" + value + "\"; allowed: " + wrong.first + ".");
        }
    }
    for (auto const* const categories : {"food", "5", R"({"food": 5})", R"({"": "x"})", R"(["food"])", "{"}) {
        EXPECT_EQ(refused(model_and({{"custom_categories", categories}})),
                  std::string("Setting KEEPSAKE_CUSTOM_CATEGORIES is \"") + categories +
                      "\"; allowed: names with meanings, such as {\"food\": \"what somebody eats\"}.");
    }
}

TEST_F(LlmSettingsTest, OpenAiItselfWantsAKey) {
    auto const sentence =
        "Setting KEEPSAKE_LLM_API_KEY is missing, and api.openai.com wants a key; set it or OPENAI_API_KEY, or set "
        "KEEPSAKE_LLM_BASE_URL to the address of another server, such as http://127.0.0.1:11434/v1.";
    EXPECT_EQ(refused({{"llm_provider", "openai"}}), sentence);
    EXPECT_EQ(refused({{"llm_model", "m"}, {"llm_extraction_api_key", "k"}}), sentence);
    EXPECT_EQ(read(model_).extraction.api_key, "") << "another server may need none";
}

TEST_F(LlmSettingsTest, AWrongKeyIsNamedButNotShown) {
    auto const message = refused(model_and({{"llm_api_key", "sk-secret\r\nX: y"}}));
    EXPECT_TRUE(message.starts_with("Setting KEEPSAKE_LLM_API_KEY holds ")) << message;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    configure(R"({"llm": {"provider": "openai", "config": {"api_key": ["sk-secret"]}}})");
    EXPECT_EQ(refused({}), "Setting \"llm.config.api_key\" in config.json is \"not a text\"; allowed: a text.");
}

TEST_F(LlmSettingsTest, WhatOnlyAModelNeedsIsNamedWhenThereIsNone) {
    read({{"llm_provider", "none"}, {"llm_model", "m"}, {"llm_timeout_ms", "long"}, {"custom_instructions", "i"}});
    EXPECT_EQ(warnings_.size(), 3u);
    EXPECT_TRUE(warns("KEEPSAKE_LLM_MODEL has no effect with the language model \"none\"."));
    EXPECT_TRUE(warns("KEEPSAKE_LLM_TIMEOUT_MS has no effect with the language model \"none\"."));
    EXPECT_TRUE(warns("KEEPSAKE_CUSTOM_INSTRUCTIONS has no effect with the language model \"none\"."));
    read({{"llm_api_key", "sk-secret"}});
    EXPECT_EQ(warnings_,
              (std::vector<std::string>{
                  "KEEPSAKE_LLM_API_KEY has no effect without a language model; name one with KEEPSAKE_LLM_MODEL."}));
}

TEST_F(LlmSettingsTest, FlatNamesStandInTheFileTooNumbersAsNumbers) {
    configure(R"({"llm_model": "m", "llm_base_url": "http://host", "llm_max_concurrent": 2, "llm_low_confidence": 0.25,
                  "llm_price_prompt": 1.5, "llm_timeout_ms": 5000, "llm_breaker_failures": 3,
                  "custom_categories": {"food": "what somebody eats"}})");
    auto llm = read();
    EXPECT_EQ(llm.extraction.model, "m");
    EXPECT_EQ(llm.max_concurrent, 2);
    EXPECT_EQ(llm.low_confidence, .25);
    EXPECT_EQ(llm.extraction.prices.value().prompt, 1.5);
    EXPECT_EQ(llm.timeout, 5s);
    EXPECT_EQ(llm.breaker_failures, 3);
    EXPECT_EQ(llm.custom_categories.at("food"), "what somebody eats");
    EXPECT_EQ(read({{"llm_model", "e"}}).extraction.model, "e") << "the environment wins";
    configure(R"({"llm_model": 5})");
    EXPECT_EQ(refused({}), "Setting \"llm_model\" in config.json is \"5\"; allowed: a text.");
}

TEST_F(LlmSettingsTest, TheShapeOfMem0Works) {
    configure(R"({"llm": {"provider": "openai", "config": {"model": "m", "api_key": "k", "temperature": 0.1,
                  "max_tokens": 2000, "openai_base_url": "http://host/v1", "top_p": null}},
                  "custom_instructions": "i", "custom_fact_extraction_prompt": "f", "custom_update_memory_prompt": "u",
                  "custom_categories": [{"food": "what somebody eats"}, {"sport": "what somebody plays"}]})");
    auto const llm = read();
    EXPECT_EQ(llm.extraction.model, "m");
    EXPECT_EQ(llm.extraction.api_key, "k");
    EXPECT_EQ(llm.extraction.base_url, "http://host/v1");
    EXPECT_EQ(llm.custom_instructions, "i\n\nf");
    EXPECT_EQ(llm.custom_consolidation, "u");
    EXPECT_EQ(llm.custom_categories.size(), 2u);
    EXPECT_EQ(warnings_.size(), 2u);
    auto const file = (folder_.path() / "config.json").string();
    EXPECT_TRUE(warns("\"llm.config.temperature\" in " + file + " has no effect in this version."));
    EXPECT_TRUE(warns("\"llm.config.max_tokens\" in " + file + " has no effect in this version."));
}

TEST_F(LlmSettingsTest, BothStepsStandInsideLlm) {
    configure(R"({"llm": {"provider": "openai", "config": {"model": "both", "base_url": "http://both"},
                  "extraction": {"model": "cheap", "base_url": "http://cheap", "api_key": "k", "colour": "blue"},
                  "consolidation": {"provider": "openai", "config": {"model": "strong"}}}})");
    auto const llm = read();
    EXPECT_EQ(llm.extraction.model, "cheap");
    EXPECT_EQ(llm.extraction.base_url, "http://cheap");
    EXPECT_EQ(llm.extraction.api_key, "k");
    EXPECT_EQ(llm.consolidation.model, "strong");
    EXPECT_EQ(llm.consolidation.base_url, "http://both");
    ASSERT_EQ(warnings_.size(), 1u);
    EXPECT_TRUE(warnings_[0].starts_with("\"llm.extraction.colour\" in ")) << warnings_[0];
}

TEST_F(LlmSettingsTest, WhatDoesNotApplyInTheShapeOfMem0IsNamed) {
    for (auto const* const llm :
         {R"({"provider": "anthropic", "config": {"model": "c"}})", R"({"provider": 5})", "5"}) {
        configure(std::string(R"({"llm": )") + llm + "}");
        EXPECT_FALSE(read().is_configured()) << llm;
        ASSERT_EQ(warnings_.size(), 1u) << llm;
        EXPECT_TRUE(warnings_[0].starts_with("\"llm\"")) << warnings_[0];
        EXPECT_TRUE(warnings_[0].ends_with(" has no effect in this version.")) << warnings_[0];
    }
    configure(R"({"llm": {"provider": "openai", "config": 5}})");
    EXPECT_EQ(refused({}), "Setting \"llm.config\" in config.json is \"5\"; allowed: an object.");
}

}  // namespace
}  // namespace keepsake::core

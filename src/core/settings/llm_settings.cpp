#include "core/settings/llm_settings.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/settings/value_reader.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

/// One of the two questions, and what the person said about who answers it.
struct Step {
    std::string prefix;  ///< "llm_extraction_"
    std::optional<GivenValue> said;
    ChatProvider provider = ChatProvider::none;
};

Step read_step(ValueReader& reader, std::string const& prefix) {
    Step step{prefix, reader.find({prefix + "provider", "llm_provider"}), ChatProvider::none};
    if (step.said && !is_chat_provider(step.said->value)) reader.fail(wrong_setting(*step.said, chat_provider_names()));
    bool const is_named = reader.find({prefix + "model", "llm_model", prefix + "base_url", "llm_base_url"}).has_value();
    if (step.said ? step.said->value == "openai" : is_named) step.provider = ChatProvider::openai;
    return step;
}

/// Who names a model for one of the two has it for both; that only one of them shall have none is refused.
void match(Step& extraction, Step& consolidation, ValueReader& reader) {
    if (extraction.provider == consolidation.provider) return;
    auto& without = extraction.provider == ChatProvider::none ? extraction : consolidation;
    if (without.said)
        reader.fail(wrong_setting(
            *without.said, "openai, since extraction and consolidation both need a language model, or none for both"));
    else without = &without == &extraction ? consolidation : extraction;
}

void warn_of_the_unused(GivenValues const& given, std::optional<GivenValue> const& said,
                        std::vector<std::string>& warnings) {
    auto const* const why = said ? " has no effect with the language model \"none\"."
                                 : " has no effect without a language model; name one with KEEPSAKE_LLM_MODEL.";
    for (auto const& [name, value] : given.all()) {
        bool const is_about_models = name.starts_with("llm_") || name.starts_with("custom_");
        if (is_about_models && !name.ends_with("_provider")) warnings.push_back(value.shown + why);
    }
}

Error missing_key() {
    return {ErrorKind::bad_argument,
            "Setting KEEPSAKE_LLM_API_KEY is missing, and api.openai.com wants a key; set it or OPENAI_API_KEY, or set "
            "KEEPSAKE_LLM_BASE_URL to the address of another server, such as http://127.0.0.1:11434/v1."};
}

void read_prices(ValueReader& reader, std::string const& prefix, ChatSettings& settings) {
    constexpr double most = 1e6;
    auto const names = [&](std::string const& price) {
        return std::pair(prefix + "price_" + price, "llm_price_" + price);
    };
    auto const [prompt, prompt_of_both] = names("prompt");
    auto const [completion, completion_of_both] = names("completion");
    if (!reader.find({prompt, prompt_of_both, completion, completion_of_both})) return;
    TokenPrices prices;
    reader.fraction({prompt, prompt_of_both}, 0, most, prices.prompt);
    reader.fraction({completion, completion_of_both}, 0, most, prices.completion);
    settings.prices = prices;
}

ChatSettings read_chat(ValueReader& reader, Step const& step, std::string const& openai_api_key) {
    ChatSettings settings;
    settings.provider = step.provider;
    auto& names = settings.names;
    if (auto const shown = reader.text({step.prefix + "model", "llm_model"}, settings.model)) names.model = *shown;
    auto const address = reader.web_address({step.prefix + "base_url", "llm_base_url"}, settings.base_url);
    if (address) names.base_url = *address;
    auto const key = reader.key({step.prefix + "api_key", "llm_api_key"}, openai_api_key, settings.api_key);
    if (key) names.api_key = *key;
    else if (settings.base_url == ChatSettings().base_url) reader.fail(missing_key());
    read_prices(reader, step.prefix, settings);
    return settings;
}

void read_pace(ValueReader& reader, LlmSettings& settings) {
    constexpr std::int64_t an_hour = 3'600'000;
    constexpr std::int64_t most_calls = 1'000'000;
    constexpr std::int64_t most_tokens = 1'000'000'000'000;
    auto const time = [&](char const* name, std::int64_t least, std::int64_t most, std::chrono::milliseconds& to) {
        std::int64_t milliseconds = to.count();
        reader.number({name}, least, most, milliseconds);
        to = std::chrono::milliseconds(milliseconds);
    };
    time("llm_retry_base_ms", 0, 30'000, settings.retry_base);
    time("llm_timeout_ms", 100, an_hour, settings.timeout);
    time("llm_quiet_ms", 0, an_hour, settings.quiet_window);
    time("llm_wait_ms", 0, an_hour, settings.longest_wait);
    reader.number({"llm_max_concurrent"}, 1, 64, settings.max_concurrent);
    reader.number({"llm_breaker_failures"}, 1, 1000, settings.breaker_failures);
    reader.number({"llm_max_calls_per_minute"}, 0, most_calls, settings.calls_per_minute);
    reader.number({"llm_max_tokens_per_day"}, 0, most_tokens, settings.tokens_per_day);
    reader.number({"llm_max_prompt_tokens"}, 500, 1'000'000, settings.prompt_tokens);
    reader.fraction({"llm_low_confidence"}, 0, 1, settings.low_confidence);
}

bool take_categories(Json const& object, std::map<std::string, std::string>& categories) {
    if (!object.is_object()) return false;
    for (auto const& [name, meaning] : object.items()) {
        if (name.empty() || !meaning.is_string()) return false;
        categories[name] = meaning.get<std::string>();
    }
    return true;
}

/// {"food": "what somebody eats"}, or Mem0's list of such objects.
std::optional<std::map<std::string, std::string>> categories_in(std::string const& text) {
    auto const json = Json::parse(text, nullptr, false);
    std::map<std::string, std::string> categories;
    if (!json.is_array()) return take_categories(json, categories) ? std::optional(categories) : std::nullopt;
    for (auto const& object : json) {
        if (!take_categories(object, categories)) return std::nullopt;
    }
    return categories;
}

void read_custom_parts(ValueReader& reader, LlmSettings& settings) {
    reader.text({"custom_instructions"}, settings.custom_instructions);
    reader.text({"custom_update_memory_prompt"}, settings.custom_consolidation);
    if (auto const prompt = reader.find({"custom_fact_extraction_prompt"})) {
        auto& instructions = settings.custom_instructions;
        instructions += (instructions.empty() ? "" : "\n\n") + prompt->value;
    }
    auto const given = reader.find({"custom_categories"});
    if (!given) return;
    auto categories = categories_in(given->value);
    if (!categories)
        return reader.fail(wrong_setting(*given, R"(names with meanings, such as {"food": "what somebody eats"})"));
    settings.custom_categories = std::move(*categories);
}

}  // namespace

bool is_chat_provider(std::string_view name) { return name == "none" || name == "openai"; }

std::string chat_provider_names() {
    return "none, openai (also for Ollama, LM Studio, vLLM and OpenRouter, with KEEPSAKE_LLM_BASE_URL)";
}

Result<LlmSettings> read_llm_settings(GivenValues const& given, std::string const& openai_api_key,
                                      std::vector<std::string>& warnings) {
    ValueReader reader(given);
    auto extraction = read_step(reader, "llm_extraction_");
    auto consolidation = read_step(reader, "llm_consolidation_");
    match(extraction, consolidation, reader);
    LlmSettings settings;
    if (!reader.error() && extraction.provider == ChatProvider::none) {
        warn_of_the_unused(given, extraction.said, warnings);
        return settings;
    }
    settings.extraction = read_chat(reader, extraction, openai_api_key);
    settings.consolidation = read_chat(reader, consolidation, openai_api_key);
    read_pace(reader, settings);
    read_custom_parts(reader, settings);
    if (reader.error()) return *reader.error();
    return settings;
}

}  // namespace keepsake::core

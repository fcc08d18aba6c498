#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// Later wire formats join here.
enum class ChatProvider { none, openai };

/// Of one million tokens, in the currency the person likes.
struct TokenPrices {
    double prompt = 0;
    double completion = 0;
};

/// How a person knows the settings of one language model, for sentences about it.
struct ChatSettingNames {
    std::string model = "KEEPSAKE_LLM_MODEL";
    std::string base_url = "KEEPSAKE_LLM_BASE_URL";
    std::string api_key = "KEEPSAKE_LLM_API_KEY";
};

/// One language model.
struct ChatSettings {
    ChatProvider provider = ChatProvider::none;
    std::string model = "gpt-4.1-mini";
    std::string base_url = "https://api.openai.com/v1";
    std::string api_key = {};  ///< may be empty
    std::optional<TokenPrices> prices = {};
    ChatSettingNames names = {};  ///< of what was given, where it was given
};

/// The language models that extract and consolidate, and what they may cost.
struct LlmSettings {
    ChatSettings extraction;     ///< KEEPSAKE_LLM_EXTRACTION_*, each part else KEEPSAKE_LLM_*
    ChatSettings consolidation;  ///< KEEPSAKE_LLM_CONSOLIDATION_* likewise
    std::chrono::milliseconds retry_base{1000};
    std::chrono::milliseconds timeout{60'000};
    int max_concurrent = 4;
    std::chrono::milliseconds quiet_window{2000};    ///< turns of a session are waited for so long
    std::chrono::milliseconds longest_wait{25'000};  ///< of add_memory with `wait`
    bool keeps_relations = true;                     ///< that a model names; Settings::graph
    int breaker_failures = 10;
    std::int64_t calls_per_minute = 0;                     ///< 0: no limit
    std::int64_t tokens_per_day = 0;                       ///< 0: no limit; a day of UTC
    std::size_t prompt_tokens = 8000;                      ///< of a conversation in one question, about 4 bytes each
    double low_confidence = .5;                            ///< facts below are marked
    std::string custom_instructions;                       ///< of the project, for extraction
    std::string custom_consolidation;                      ///< likewise for consolidation
    std::map<std::string, std::string> custom_categories;  ///< name -> what it means; empty: the default set

    /// Whether conversations are extracted at all.
    bool is_configured() const { return extraction.provider != ChatProvider::none; }
};

bool is_chat_provider(std::string_view name);
std::string chat_provider_names();

/// Who names a model or an address wants it, and needs no provider; who names a model for one of extraction and
/// consolidation has it for both.
/// `openai_api_key`: the variable of OpenAI's own programs, which serves when no key is given.
Result<LlmSettings> read_llm_settings(GivenValues const& given, std::string const& openai_api_key,
                                      std::vector<std::string>& warnings);

}  // namespace keepsake::core

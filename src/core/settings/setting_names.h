#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace keepsake::core {

constexpr std::array<std::string_view, 52> setting_names = {"ranking",
                                                            "graph",
                                                            "listen",
                                                            "api_key",
                                                            "allowed_origins",
                                                            "allowed_hosts",
                                                            "embedder_reproducible",
                                                            "data_dir",
                                                            "user_id",
                                                            "bind_user",
                                                            "tools",
                                                            "log",
                                                            "log_format",
                                                            "config",
                                                            "embedder_provider",
                                                            "embedder_model",
                                                            "embedder_base_url",
                                                            "embedder_api_key",
                                                            "embedder_dimensions",
                                                            "prompts_dir",
                                                            "llm_provider",
                                                            "llm_model",
                                                            "llm_base_url",
                                                            "llm_api_key",
                                                            "llm_price_prompt",
                                                            "llm_price_completion",
                                                            "llm_extraction_provider",
                                                            "llm_extraction_model",
                                                            "llm_extraction_base_url",
                                                            "llm_extraction_api_key",
                                                            "llm_extraction_price_prompt",
                                                            "llm_extraction_price_completion",
                                                            "llm_consolidation_provider",
                                                            "llm_consolidation_model",
                                                            "llm_consolidation_base_url",
                                                            "llm_consolidation_api_key",
                                                            "llm_consolidation_price_prompt",
                                                            "llm_consolidation_price_completion",
                                                            "llm_retry_base_ms",
                                                            "llm_timeout_ms",
                                                            "llm_max_concurrent",
                                                            "llm_quiet_ms",
                                                            "llm_wait_ms",
                                                            "llm_breaker_failures",
                                                            "llm_max_calls_per_minute",
                                                            "llm_max_tokens_per_day",
                                                            "llm_max_prompt_tokens",
                                                            "llm_low_confidence",
                                                            "custom_instructions",
                                                            "custom_categories",
                                                            "custom_fact_extraction_prompt",
                                                            "custom_update_memory_prompt"};

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// Whether config.json may have a number for it.
inline bool is_number_setting(std::string_view name) {
    static constexpr std::array<std::string_view, 3> words = {"_max_", "_price_", "low_confidence"};
    return name == "embedder_dimensions" || name == "llm_breaker_failures" || name.ends_with("_ms") ||
           std::any_of(words.begin(), words.end(),
                       [&](auto word) { return name.find(word) != std::string_view::npos; });
}

}  // namespace keepsake::core

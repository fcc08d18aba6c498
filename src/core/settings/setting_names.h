#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace keepsake::core {

constexpr std::array<std::string_view, 14> setting_names = {"ranking",
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
                                                            "embedder_dimensions"};

/// Settings of parts that this version does not have. They are taken, so that one configuration fits all versions.
constexpr std::array<std::string_view, 8> settings_without_effect = {
    "api_key",     "llm_provider",      "llm_model",      "llm_base_url",
    "llm_api_key", "llm_retry_base_ms", "llm_timeout_ms", "llm_max_concurrent"};

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace keepsake::core

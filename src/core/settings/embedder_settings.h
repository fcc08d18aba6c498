#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// local: the model inside the program; openai: a server that speaks OpenAI's /embeddings; none: search by words only.
enum class EmbedderProvider { local, openai, none };

/// Who makes vectors of texts. All but the provider is for a server.
struct EmbedderSettings {
    EmbedderProvider provider = EmbedderProvider::local;
    std::string model = "text-embedding-3-small";
    std::string base_url = "https://api.openai.com/v1";
    std::string api_key;         ///< may be empty
    std::size_t dimensions = 0;  ///< asked for from the server; 0: the model's own
    bool reproducible = false;   ///< of the local model: the same vectors on every machine, at twice the time
};

std::optional<EmbedderProvider> embedder_provider_named(std::string_view name);
std::string embedder_provider_names();

/// `openai_api_key`: the variable of OpenAI's own programs, which serves when no key is given.
Result<EmbedderSettings> read_embedder_settings(GivenValues const& given, std::string const& openai_api_key,
                                                std::vector<std::string>& warnings);

}  // namespace keepsake::core

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "core/settings/config_reading.h"

namespace keepsake::core {

/// The "embedder" of a Mem0 configuration: {"provider": P, "config": {...}}.
std::optional<Error> take_embedder_section(nlohmann::json const& section, ConfigReading& reading);

/// Its "llm" likewise, with our own "extraction" and "consolidation" inside; the entries of each "config" may also stand
/// beside the provider.
std::optional<Error> take_llm_section(nlohmann::json const& section, ConfigReading& reading);

}  // namespace keepsake::core

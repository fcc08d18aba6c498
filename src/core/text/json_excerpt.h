#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace keepsake::core {

/// A JSON value as text, for an error: cut when it is long, described when it is nested too deeply to be shown.
std::string excerpt(nlohmann::json const& json);

}  // namespace keepsake::core

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/filter/filter.h"
#include "core/result.h"

namespace keepsake::core {

/// Reads the value of an argument `filters`. An error says where in it ("filters.AND[1].colour"), what was expected,
/// what came, and ends with an example that can be sent as it is.
Result<Filter> parse_filter(nlohmann::json const& filters);

/// What a filter may be at most.
inline constexpr int most_filter_levels = 32;
inline constexpr int most_filter_conditions = 256;
inline constexpr std::size_t most_filter_values = 1000;   ///< in one list
inline constexpr std::size_t longest_filter_text = 1024;  ///< bytes

}  // namespace keepsake::core

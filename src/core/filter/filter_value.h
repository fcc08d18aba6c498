#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/filter/filter.h"
#include "core/result.h"

namespace keepsake::core {

/// Reads one value that a field is compared with. The error's message says what was expected, and nothing more.
Result<FilterValue> read_filter_value(FilterField field, FilterOperator comparison, nlohmann::json const& value);

}  // namespace keepsake::core

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A cursor is the place of the last memory shown, so that a list stays the same while others add.
namespace keepsake::tools {

std::string cursor_at(std::int64_t row);

/// Nothing when it is none of ours.
std::optional<std::int64_t> place_of_cursor(std::string_view cursor);

}  // namespace keepsake::tools

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace keepsake::memory {

/// Whether the numbers and names of a fact stand in what it was taken from: its source turns and their context, each
/// "Speaker: text". Words for small numbers count as the numbers; a date of the fact may come from a turn's time.
bool is_supported(std::string_view fact, std::span<std::string const> said);

}  // namespace keepsake::memory

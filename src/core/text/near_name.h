#pragma once

#include <span>
#include <string>
#include <string_view>

namespace keepsake::core {

/// The candidate that a mistyped name most likely means; empty when none is close.
std::string_view near_name(std::string_view name, std::span<std::string_view const> candidates);

}  // namespace keepsake::core

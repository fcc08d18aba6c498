#pragma once

#include <string>
#include <string_view>

namespace keepsake::core {

/// JSON as it came, with U+FFFD for what a strict parser refuses in its texts: half a surrogate pair ("\ud83d" alone)
/// and bytes that are not UTF-8.
std::string mended_json(std::string_view json);

}  // namespace keepsake::core

#pragma once

#include <string>
#include <string_view>

namespace keepsake::memory {

/// Equal for texts that say the same in the same words: folded, blanks as one, without quotation marks around it and stops
/// at its end. "C++" stays another than "C#".
std::string wording(std::string_view text);

}  // namespace keepsake::memory

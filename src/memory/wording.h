#pragma once

#include <string>
#include <string_view>

#include "storage/records.h"

namespace keepsake::memory {

/// Equal for texts that say the same in the same words: folded, blanks as one, without quotation marks around it and stops
/// at its end. "C++" stays another than "C#".
std::string wording(std::string_view text);

/// Whether a text names both ends of a relation, so that it may be what says it.
bool names_both_ends(std::string_view text, storage::RelationTriple const& triple);

}  // namespace keepsake::memory

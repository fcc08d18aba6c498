#pragma once

#include <string_view>

#include "core/result.h"
#include "memory/replies/lenient_json.h"

namespace keepsake::memory {

/// Finds the object that has the member `wanted` in what a model wrote: behind its thoughts, between prose, in a code
/// fence, inside another object. Of several it is the last. A list that stands alone is taken for the member itself.
/// The error says what was wrong, for the model that is asked again; so it does for an object that has `wanted` and is
/// cut or broken: nothing inside of that is taken for the answer. Never throws; takes time in proportion to the text.
core::Result<Json> find_reply(std::string_view text, std::string_view wanted);

}  // namespace keepsake::memory

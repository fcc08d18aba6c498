#pragma once

#include "memory/requests.h"
#include "tools/arguments.h"

namespace keepsake::tools {

/// What the caller wants of an extraction: `custom_instructions` (or `prompt`), `includes`, `excludes` and
/// `custom_categories`. Each of them goes into a question to a language model, so its length is limited.
memory::ExtractionWishes read_wishes(Arguments const& arguments);

}  // namespace keepsake::tools

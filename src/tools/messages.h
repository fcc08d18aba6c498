#pragma once

#include <vector>

#include "memory/requests.h"
#include "tools/arguments.h"

namespace keepsake::tools {

constexpr auto messages_example = "[{\"role\": \"user\", \"content\": \"I moved to Porto.\"}]";

/// A conversation as chat programs keep it: `content` is a text, or parts of which those of type text are joined. Messages
/// in which nothing is said, such as an assistant's that only calls a tool, are left out.
std::vector<memory::Message> read_messages(Value const& value);

}  // namespace keepsake::tools

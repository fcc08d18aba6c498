#pragma once

#include <string>

#include "models/chat/chat_model.h"
#include "models/http_client.h"

namespace keepsake::models {

/// Some gateways answer 200 with {"error": {...}} instead of choices: the answer which that stands for. Any other answer
/// comes back as it was.
HttpAnswer with_its_real_status(HttpAnswer answer);

/// The reply in the body of an answer to POST /chat/completions. A failure is `unreadable`, `empty` or `declined`, and
/// its message goes on behind "answers".
ChatAnswer read_openai_chat(std::string const& body);

}  // namespace keepsake::models

#pragma once

#include <string>

#include "models/chat/chat_model.h"
#include "models/http_client.h"

namespace keepsake::models {

/// Where an endpoint differs from OpenAI's own; a sum of the values below.
using Quirks = unsigned;
constexpr Quirks no_response_format = 1;  ///< the schema goes into the system message
constexpr Quirks no_temperature = 2;
constexpr Quirks max_completion_tokens = 4;  ///< instead of max_tokens

/// The body of POST /chat/completions.
std::string openai_chat_body(ChatQuestion const& question, std::string const& model, Quirks quirks);

/// What a refusal of a request says that the endpoint does not take; 0 when it is about something else.
Quirks quirks_named_by(HttpAnswer const& answer);

}  // namespace keepsake::models

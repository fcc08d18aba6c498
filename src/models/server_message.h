#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "models/http_client.h"

namespace keepsake::models {

bool is_web_page(HttpAnswer const& answer);

/// What a server says about its refusal, in at most 200 bytes on one line. Nothing when it says nothing, or when its words
/// repeat a stretch of the key or of a text that was sent: neither belongs in a log.
std::optional<std::string> server_message(HttpAnswer const& answer, std::string_view key,
                                          std::span<std::string const> texts);

}  // namespace keepsake::models

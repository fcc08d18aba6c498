#pragma once

#include <initializer_list>
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

/// Whether one of the words, in lower case, stands in what a server says about its refusal: in its message, its code, or
/// the name of what it does not take.
bool says_one_of(HttpAnswer const& answer, std::initializer_list<std::string_view> words);

/// Servers have no common way to say that a request is too large for the model: by status, or by one of these words.
bool finds_too_long(HttpAnswer const& answer, std::initializer_list<std::string_view> words);

}  // namespace keepsake::models

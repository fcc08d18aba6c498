#pragma once

#include <string>
#include <string_view>

namespace keepsake::core {

/// Whether two secrets are the same, in a time that says nothing about where they differ, nor about their lengths.
bool equal_secrets(std::string_view one, std::string_view other);

/// HMAC-SHA-256 (RFC 2104): 32 bytes.
std::string keyed_digest(std::string_view key, std::string_view text);

/// Bytes nobody can guess.
std::string random_bytes(std::size_t count);

/// 128 random bits as 32 hexadecimal digits: an id that must not be guessed.
std::string random_token();

/// Base64 for URLs, without padding (RFC 4648, 5).
std::string base64url(std::string_view bytes);

}  // namespace keepsake::core

#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace keepsake::core {

/// The public id of something: a UUID in canonical lower case. `Tag` keeps ids of different things apart.
template <typename Tag>
struct Id {
    std::string text;
    auto operator<=>(Id const&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 misreads this line
};

using MemoryId = Id<struct MemoryTag>;
using EventId = Id<struct EventTag>;

/// Time-ordered UUID (RFC 9562, version 7), so that new rows land at the end of an index.
std::string new_uuid();

/// "sha256:" and 64 hexadecimal digits.
std::string content_hash(std::string_view text);

/// 64 bits of SHA-256 over the folded words of a text: equal for texts that differ in case, punctuation and spaces only.
/// A text without words has the digest 0.
std::int64_t words_digest(std::string_view text);

/// SHA-256 of a file's bytes as 64 hexadecimal digits; nothing when it cannot be read.
std::optional<std::string> file_sha256(std::filesystem::path const& file);

}  // namespace keepsake::core

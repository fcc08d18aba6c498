#include "mcp/http/header_value.h"

#include <algorithm>
#include <cstdint>

namespace keepsake::mcp {
namespace {

constexpr std::string_view prefix = "=?base64?";
constexpr std::string_view suffix = "?=";
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    auto const padding = text.size() - std::min(text.find_last_not_of('=') + 1, text.size());
    if (padding > 2) return std::nullopt;
    text.remove_suffix(padding);
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (char const c : text) {
        auto const digit = digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFF;
        count += 6;
        if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xFF);
    }
    // What is left over must say nothing, or one text would have several forms.
    bool const rest_is_empty = (bits & ((1u << count) - 1)) == 0;
    return rest_is_empty ? std::optional(bytes) : std::nullopt;
}

bool is_field_byte(char c) { return c == '\t' || (c >= ' ' && c <= '~'); }

}  // namespace

std::optional<std::string> read_header_value(std::string_view value) {
    if (!std::all_of(value.begin(), value.end(), is_field_byte)) return std::nullopt;
    bool const is_encoded =
        value.size() >= prefix.size() + suffix.size() && value.starts_with(prefix) && value.ends_with(suffix);
    if (!is_encoded) return std::string(value);
    return decode_base64(value.substr(prefix.size(), value.size() - prefix.size() - suffix.size()));
}

}  // namespace keepsake::mcp

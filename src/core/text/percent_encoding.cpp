#include "core/text/percent_encoding.h"

namespace keepsake::core {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool is_unreserved(char c) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

bool may_stand_in_segment(char c) {
    return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

/// -1 for what is no hexadecimal digit.
int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        is_unreserved(c) ? encoded += c : ((encoded += '%') += digits[byte >> 4]) += digits[byte & 15];
    }
    return encoded;
}

std::optional<std::string> percent_decoded(std::string_view segment) {
    std::string decoded;
    for (std::size_t at = 0; at < segment.size(); ++at) {
        if (segment[at] == '%') {
            if (segment.size() - at < 3) return std::nullopt;
            int const high = hex_value(segment[at + 1]);
            int const low = hex_value(segment[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            if (!may_stand_in_segment(segment[at])) return std::nullopt;
            decoded += segment[at];
        }
    }
    return decoded;
}

}  // namespace keepsake::core

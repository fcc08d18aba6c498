#include "http/target.h"

namespace keepsake::http {
namespace {

enum class Plus { literal, blank };

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, Plus plus) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (c == '+' && plus == Plus::blank) c = ' ';
        if (c == '%') {
            if (at + 2 >= text.size()) return std::nullopt;
            int const high = hex_digit(text[at + 1]);
            int const low = hex_digit(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            at += 2;
        }
        if (c == '\0') return std::nullopt;
        decoded += c;
    }
    return decoded;
}

/// Calls `take(std::string_view)` for what stands between the separators; false when it ever says false.
template <typename Take>
bool each_part(std::string_view text, char separator, Take take) {
    while (true) {
        auto const end = text.find(separator);
        auto const part = text.substr(0, end);
        if (!part.empty() && !take(part)) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

bool read_segments(std::string_view path, std::vector<std::string>& segments) {
    return each_part(path, '/', [&](std::string_view part) {
        auto segment = decode(part, Plus::literal);
        if (segment) segments.push_back(std::move(*segment));
        return segment.has_value();
    });
}

/// As browsers write forms: name=value&name=value, blanks as +.
bool read_query(std::string_view text, Parameters& query) {
    return each_part(text, '&', [&](std::string_view part) {
        auto const equals = part.find('=');
        auto const value_text = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        auto name = decode(part.substr(0, equals), Plus::blank);
        auto value = decode(value_text, Plus::blank);
        if (name && value) query.emplace(std::move(*name), std::move(*value));
        return name && value;
    });
}

}  // namespace

std::optional<Target> read_target(std::string_view text) {
    if (text.empty() || text.front() != '/' || text.find('#') != std::string_view::npos) return std::nullopt;
    Target target;
    auto const question = text.find('?');
    target.path = text.substr(0, question);
    if (target.path.find('\0') != std::string::npos || !read_segments(target.path, target.segments))
        return std::nullopt;
    if (question != std::string_view::npos && !read_query(text.substr(question + 1), target.query)) return std::nullopt;
    return target;
}

}  // namespace keepsake::http

#include "app/escaping.h"

#include <algorithm>

#include "core/text/unicode.h"

namespace keepsake::app {
namespace {

constexpr std::size_t longest_shown = 200;
constexpr char32_t replacement = 0xFFFD;

bool is_line_end(char32_t c) { return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool is_control(char32_t c) { return (c < ' ' && c != '\t') || (c >= 0x7F && c <= 0x9F); }

/// Marks that make what follows read from the other side.
bool turns_direction(char32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
}

bool is_plain(char32_t c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Calls `take` for every code point.
template <typename Take>
void for_each(std::string_view text, Take take) {
    for (std::size_t position = 0; position < text.size();) take(core::next_code_point(text, position));
}

/// In one line and of bounded length, as far as every picture wants it.
std::string shown(std::string_view text) {
    std::string line;
    auto const cut = core::cut_utf8(text, longest_shown);
    for_each(cut, [&](char32_t c) {
        if (is_line_end(c) || c == '\t') core::append_utf8(line, ' ');
        else core::append_utf8(line, is_control(c) ? replacement : c);
    });
    return cut.size() < text.size() ? line + "…" : line;
}

}  // namespace

std::string in_line(std::string_view text) {
    std::string line;
    for_each(shown(text), [&](char32_t c) { core::append_utf8(line, turns_direction(c) ? replacement : c); });
    return line;
}

std::string in_dot(std::string_view text) {
    std::string label = "\"";
    for (char const c : shown(text)) {
        // Labels know HTML's entities too.
        if (c == '&') label += "&amp;";
        else if (c == '"' || c == '\\') label += {'\\', c};
        else label += c;
    }
    return label + "\"";
}

// https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters. Every sign may mean something, if only at
// the beginning of a word or of the label: that is Markdown too.
std::string in_mermaid(std::string_view text) {
    auto const name = shown(core::trimmed(text));
    std::string label = "\"";
    bool in_word = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        auto const c = name[i];
        bool const goes_on = in_word && i + 1 < name.size() && is_plain(static_cast<unsigned char>(name[i + 1]));
        in_word = is_plain(static_cast<unsigned char>(c));
        if (in_word || c == ' ' || (goes_on && (c == '_' || c == '-' || c == '.'))) label += c;
        else label += "#" + std::to_string(static_cast<unsigned char>(c)) + ";";
    }
    return label + "\"";
}

std::string in_xml(std::string_view text) {
    std::string content;
    for_each(text, [&](char32_t c) {
        if (c == '&') content += "&amp;";
        else if (c == '<') content += "&lt;";
        else if (c == '>') content += "&gt;";
        else if (c == '"') content += "&quot;";
        else if (c == '\r') content += "&#13;";
        // https://www.w3.org/TR/xml/#charsets
        else if ((c < ' ' && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF)
            core::append_utf8(content, replacement);
        else core::append_utf8(content, c);
    });
    return content;
}

std::string in_shell(std::string_view text) {
    bool can_be_typed =
        !text.empty() && text.front() != '-' && text.size() <= longest_shown && core::is_valid_utf8(text);
    for_each(text, [&](char32_t c) {
        if (is_control(c) || is_line_end(c) || c == '\t' || turns_direction(c)) can_be_typed = false;
    });
    if (!can_be_typed) return "";
    if (std::all_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x80 && is_plain(static_cast<unsigned char>(c));
        }))
        return std::string(text);
    std::string word = "'";
    for (char const c : text) {
        if (c == '\'') word += "'\\''";
        else word += c;
    }
    return word + "'";
}

}  // namespace keepsake::app

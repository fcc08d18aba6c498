#include "core/text/mended_json.h"

#include <charconv>
#include <optional>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

constexpr std::size_t escape_length = 6;
constexpr std::string_view replacement_escape = "\\ufffd";

/// The number of \uXXXX at `position`.
std::optional<unsigned> escaped_unit(std::string_view json, std::size_t position) {
    auto const escape = json.substr(position, escape_length);
    if (escape.size() < escape_length || !escape.starts_with("\\u")) return std::nullopt;
    unsigned unit = 0;
    auto const [end, error] = std::from_chars(escape.data() + 2, escape.data() + escape.size(), unit, 16);
    return error == std::errc() && end == escape.data() + escape.size() ? std::optional(unit) : std::nullopt;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Takes over the escape at `position`, which moves behind it.
void mend_escape(std::string_view json, std::size_t& position, std::string& mended) {
    auto const unit = escaped_unit(json, position);
    std::size_t length = unit ? escape_length : 2;
    if (unit && is_high(*unit)) {
        auto const second = escaped_unit(json, position + escape_length);
        if (second && is_low(*second)) length = 2 * escape_length;
    }
    bool const alone = unit && length == escape_length && (is_high(*unit) || is_low(*unit));
    mended += alone ? replacement_escape : json.substr(position, length);
    position += length;
}

}  // namespace

std::string mended_json(std::string_view json) {
    std::string mended;
    mended.reserve(json.size());
    for (std::size_t position = 0; position < json.size();) {
        if (json[position] == '\\') mend_escape(json, position, mended);
        else if (static_cast<unsigned char>(json[position]) < 0x80) mended += json[position++];
        else append_utf8(mended, next_code_point(json, position));
    }
    return mended;
}

}  // namespace keepsake::core

#include "memory/replies/lenient_json.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

/// A reply has five levels; more than this is never one, and reading calls itself once per level.
constexpr int deepest = 40;

constexpr char32_t replacement = 0xFFFD;

bool is_surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }

void append_clean(std::string& out, char32_t c) { core::append_utf8(out, c == 0 || is_surrogate(c) ? replacement : c); }

template <typename Number>
std::optional<Number> parsed(std::string_view text) {
    Number value{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

void LenientJson::skip_blanks() {
    static constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    static constexpr std::string_view hard_blank = "\xC2\xA0";
    while (!at_end()) {
        auto const rest = text_.substr(position_);
        if (std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos) ++position_;
        else if (rest.starts_with(byte_order_mark)) position_ += byte_order_mark.size();
        else if (rest.starts_with(hard_blank)) position_ += hard_blank.size();
        else return;
    }
}

bool LenientJson::accept(char c) {
    skip_blanks();
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
}

std::optional<Json> LenientJson::value(int depth) {
    skip_blanks();
    if (at_end() || depth > deepest) return std::nullopt;
    char const c = text_[position_];
    if (c == '{') return object(depth);
    if (c == '[') return array(depth);
    if (c == '"' || c == '\'') {
        auto text = string();
        return text ? std::optional<Json>(std::move(*text)) : std::nullopt;
    }
    if (auto found = number()) return found;
    return word();
}

std::optional<Json> LenientJson::object(int depth) {
    ++position_;
    auto found = Json::object();
    while (!accept('}')) {
        if (at_end() || (text_[position_] != '"' && text_[position_] != '\'')) return std::nullopt;
        auto key = string();
        if (!key || !accept(':')) return std::nullopt;
        met_watched_ = met_watched_ || *key == watched_;
        auto part = value(depth + 1);
        if (!part) return std::nullopt;
        found[*key] = std::move(*part);
        if (accept(',')) continue;
        if (at_end() || text_[position_] != '}') return std::nullopt;
    }
    return found;
}

std::optional<Json> LenientJson::array(int depth) {
    ++position_;
    auto found = Json::array();
    while (!accept(']')) {
        auto part = value(depth + 1);
        if (!part) return std::nullopt;
        found.push_back(std::move(*part));
        if (accept(',')) continue;
        if (at_end() || text_[position_] != ']') return std::nullopt;
    }
    return found;
}

/// A number that is too large for a double is null.
std::optional<Json> LenientJson::number() {
    auto const end = text_.find_first_not_of("+-.0123456789eE", position_);
    auto digits = text_.substr(position_, end == std::string_view::npos ? end : end - position_);
    if (digits.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
    auto const length = digits.size();
    if (digits.starts_with('+')) digits.remove_prefix(1);
    std::optional<Json> found;
    if (auto const whole = parsed<std::int64_t>(digits)) {
        found = *whole;
    } else {
        double real = 0;
        auto const [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
        if (error == std::errc::invalid_argument || stop != digits.data() + digits.size()) return std::nullopt;
        found = error == std::errc{} && std::isfinite(real) ? Json(real) : Json();
    }
    position_ += length;
    return found;
}

std::optional<Json> LenientJson::word() {
    static constexpr std::pair<std::string_view, char> words[] = {
        {"true", 't'},      {"True", 't'}, {"false", 'f'},    {"False", 'f'},     {"null", 'n'}, {"None", 'n'},
        {"undefined", 'n'}, {"NaN", 'n'},  {"Infinity", 'n'}, {"-Infinity", 'n'}, {"-NaN", 'n'}, {"nan", 'n'},
    };
    for (auto const& [name, meaning] : words) {
        if (!text_.substr(position_).starts_with(name)) continue;
        position_ += name.size();
        return meaning == 'n' ? Json() : Json(meaning == 't');
    }
    return std::nullopt;
}

std::optional<std::string> LenientJson::string() {
    char const quote = text_[position_++];
    std::string out;
    while (!at_end()) {
        char const c = text_[position_];
        if (c == quote) {
            ++position_;
            return out;
        }
        if (c == '\\') {
            ++position_;
            escape(out);
        } else {
            append_clean(out, core::next_code_point(text_, position_));
        }
    }
    return std::nullopt;
}

/// A backslash that begins no escape stands for itself, as in C:\Users.
void LenientJson::escape(std::string& out) {
    static constexpr std::string_view names = "\"\\/'bfnrt";
    static constexpr std::string_view meanings = "\"\\/'\b\f\n\r\t";
    if (at_end()) return;
    char const c = text_[position_];
    if (auto const place = names.find(c); place != std::string_view::npos) {
        out += meanings[place];
        ++position_;
    } else if (c == 'u') {
        ++position_;
        unicode_escape(out);
    } else {
        out += '\\';
    }
}

void LenientJson::unicode_escape(std::string& out) {
    auto const first = four_digits();
    if (!first) {
        out += "\\u";
        return;
    }
    bool const leads = *first >= 0xD800 && *first < 0xDC00;
    if (leads && text_.substr(position_).starts_with("\\u")) {
        auto const before = position_;
        position_ += 2;
        auto const second = four_digits();
        if (second && *second >= 0xDC00 && *second < 0xE000) {
            core::append_utf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
            return;
        }
        position_ = before;
    }
    append_clean(out, *first);
}

std::optional<char32_t> LenientJson::four_digits() {
    auto const digits = text_.substr(position_, 4);
    unsigned value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() < 4 || error != std::errc{} || end != digits.data() + 4) return std::nullopt;
    position_ += 4;
    return value;
}

}  // namespace keepsake::memory

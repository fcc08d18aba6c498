#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace keepsake::memory {

using Json = nlohmann::json;

/// Reads one JSON value as models write it: trailing commas, single quotes, Python's None, True and False, NaN (read as
/// null), raw control characters. All texts it makes are valid UTF-8 without NUL: broken bytes and lone surrogates are
/// U+FFFD. Looks at each byte once and never throws.
class LenientJson {
public:
    /// `watched`: keys whose appearance is remembered, whether or not the value can be read in the end.
    LenientJson(std::string_view text, std::size_t begin, std::string_view watched)
        : text_(text), position_(begin), watched_(watched) {}

    /// Nothing when it is broken, cut or nested too deeply.
    std::optional<Json> read() { return value(0); }

    /// Behind what was read, or where reading stopped.
    std::size_t position() const { return position_; }
    bool met_watched() const { return met_watched_; }

private:
    std::optional<Json> value(int depth);
    std::optional<Json> object(int depth);
    std::optional<Json> array(int depth);
    std::optional<Json> number();
    std::optional<Json> word();
    std::optional<std::string> string();
    /// Reads what stands behind a backslash.
    void escape(std::string& out);
    void unicode_escape(std::string& out);
    /// The four digits of \uXXXX; nothing is consumed when they are not there.
    std::optional<char32_t> four_digits();
    void skip_blanks();
    bool accept(char c);
    bool at_end() const { return position_ >= text_.size(); }

    std::string_view text_;
    std::size_t position_;
    std::string_view watched_;
    bool met_watched_ = false;
};

}  // namespace keepsake::memory

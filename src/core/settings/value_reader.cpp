#include "core/settings/value_reader.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

bool is_web_address(std::string const& text) {
    for (std::string const scheme : {"http://", "https://"}) {
        bool const same = text.size() > scheme.size() &&
                          std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, unsigned char c) {
                              return wanted == static_cast<char>(std::tolower(c));
                          });
        if (same) return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
    }
    return false;
}

bool may_be_a_key(std::string const& key) {
    return std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
}

template <typename Number>
std::optional<Number> number_in(std::string const& text) {
    Number number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// 0.5 as "0.5", 1 as "1".
std::string shown(double number) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

}  // namespace

std::optional<GivenValue> ValueReader::find(Names names) const {
    for (auto const& name : names) {
        if (auto given = given_.find(name)) return given;
    }
    return std::nullopt;
}

void ValueReader::fail(Error error) {
    if (!error_) error_ = std::move(error);
}

std::optional<std::string> ValueReader::text(Names names, std::string& to) const {
    auto const given = find(names);
    if (!given) return std::nullopt;
    to = given->value;
    return given->shown;
}

std::optional<std::string> ValueReader::web_address(Names names, std::string& to) {
    auto const given = find(names);
    if (!given) return std::nullopt;
    if (!is_web_address(given->value)) fail(wrong_setting(*given, "an address that starts with http:// or https://"));
    to = given->value;
    return given->shown;
}

std::optional<std::string> ValueReader::key(Names names, std::string const& openai_api_key, std::string& to) {
    auto const given = find(names).value_or(GivenValue{openai_api_key, "OPENAI_API_KEY"});
    // Keys are pasted, often with a line end.
    to = trimmed(given.value);
    if (to.empty()) return std::nullopt;
    if (!may_be_a_key(to))
        fail({ErrorKind::bad_argument, "Setting " + given.shown +
                                           " holds spaces or characters that no key has; allowed: the key as its "
                                           "provider shows it."});
    return given.shown;
}

void ValueReader::flag(Names names, bool& to) {
    auto const given = find(names);
    if (!given) return;
    if (given->value != "true" && given->value != "false") fail(wrong_setting(*given, "true, false"));
    to = given->value == "true";
}

void ValueReader::fraction(Names names, double least, double most, double& to) {
    auto const given = find(names);
    if (!given) return;
    auto const number = number_in<double>(given->value);
    if (number && *number >= least && *number <= most) to = *number;
    else fail(wrong_setting(*given, shown(least) + " to " + shown(most)));
}

std::optional<std::int64_t> ValueReader::whole_number(Names names, std::int64_t least, std::int64_t most) {
    auto const given = find(names);
    if (!given) return std::nullopt;
    auto const number = number_in<std::int64_t>(given->value);
    if (number && *number >= least && *number <= most) return number;
    fail(wrong_setting(*given, std::to_string(least) + " to " + std::to_string(most)));
    return std::nullopt;
}

}  // namespace keepsake::core

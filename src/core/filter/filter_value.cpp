#include "core/filter/filter_value.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/filter/filter_language.h"
#include "core/filter/filter_parser.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

Error expected(std::string_view what) { return {ErrorKind::bad_argument, std::string(what)}; }

/// A name as the tools' arguments take it.
Result<FilterValue> name(Json const& value, std::string_view wanted) {
    constexpr std::size_t longest_name = 256;
    if (!value.is_string()) return expected(wanted);
    auto const text = trimmed(value.get_ref<std::string const&>());
    bool const controls =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (text.empty() || text.size() > longest_name || controls || !is_valid_utf8(text)) return expected(wanted);
    return FilterValue(std::string(text));
}

Result<FilterValue> kind_name(Json const& value, std::string_view wanted) {
    if (value != "fact" && value != "turn" && value != "procedure") return expected(wanted);
    return FilterValue(value.get<std::string>());
}

/// Wrong in its form, whatever it says; nothing when it is fine.
std::string_view fault_of(std::string const& text) {
    static std::string const too_long = "at most " + std::to_string(longest_filter_text) + " bytes of text";
    if (text.size() > longest_filter_text) return too_long;
    if (!is_valid_utf8(text)) return "text in UTF-8";
    // The store's JSON functions take a zero byte for the end of the text.
    return text.find('\0') == std::string::npos ? "" : "text without zero bytes";
}

enum class Empty { refused, allowed };

Result<FilterValue> text(Json const& value, Empty empty, std::string_view wanted) {
    if (!value.is_string()) return expected(wanted);
    auto const& text = value.get_ref<std::string const&>();
    if (empty == Empty::refused && text.empty()) return expected(wanted);
    if (auto const fault = fault_of(text); !fault.empty()) return expected(fault);
    return FilterValue(text);
}

Result<FilterValue> time(Json const& value, std::string_view wanted) {
    constexpr double end_of_9999 = 253'402'300'799;
    if (value.is_number()) {
        auto const seconds = value.get<double>();
        if (!(seconds >= 0 && seconds <= end_of_9999)) return expected(wanted);
        Timestamp const at{std::chrono::milliseconds{std::llround(seconds * 1000)}};
        return FilterValue(TimeSpan{at, at});
    }
    if (!value.is_string()) return expected(wanted);
    auto const text = trimmed(value.get_ref<std::string const&>());
    if (auto const day = parse_day(text)) {
        Timestamp const first{*day};
        return FilterValue(TimeSpan{first, first + std::chrono::days{1} - std::chrono::milliseconds{1}});
    }
    auto const at = parse_time(text);
    if (!at) return expected(wanted);
    return FilterValue(TimeSpan{*at, *at});
}

Result<FilterValue> number(Json const& value, std::string_view wanted) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return FilterValue(value.get<double>());
    if (value.is_number_integer()) return FilterValue(value.get<std::int64_t>());
    if (!value.is_number() || !std::isfinite(value.get<double>())) return expected(wanted);
    return FilterValue(value.get<double>());
}

Result<FilterValue> of_metadata(FilterOperator comparison, Json const& value, std::string_view wanted) {
    using enum FilterOperator;
    if (comparison == contains_any_case) return text(value, Empty::refused, "text that is not empty");
    if (value.is_string())
        return text(value, comparison == contains ? Empty::refused : Empty::allowed, "text that is not empty");
    bool const ordered =
        comparison == greater || comparison == greater_or_equal || comparison == less || comparison == less_or_equal;
    if (value.is_boolean() && !ordered) return FilterValue(value.get<bool>());
    return number(value, ordered ? "a text or a number" : wanted);
}

}  // namespace

Result<FilterValue> read_filter_value(FilterField field, FilterOperator comparison, Json const& value) {
    auto const& rule = *std::ranges::find(filter_fields(), field, &FilterFieldRule::field);
    auto const wanted = rule.kind->value;
    if (value.is_null())
        return expected(std::string(wanted) +
                        "; what has no value is found with NOT and \"*\", as in {\"NOT\": {\"agent_id\": \"*\"}}");
    switch (field) {
        using enum FilterField;
        case user:
        case agent:
        case app:
        case session:
        case memory_id: return name(value, wanted);
        case kind: return kind_name(value, wanted);
        case keywords:
        case categories: return text(value, Empty::refused, wanted);
        case created_at:
        case updated_at:
        case valid_from:
        case event_date:
        case expires_at: return time(value, wanted);
        case confidence: return number(value, wanted);
        case metadata: return of_metadata(comparison, value, wanted);
    }
    return expected(wanted);
}

}  // namespace keepsake::core

#include "memory/replies/reply_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text/unicode.h"
#include "core/time.h"

namespace keepsake::memory {
namespace {

/// Numbers in a reply count turns, facts and memories of one question.
constexpr double largest_place = 1e9;

std::optional<double> number(Json const& value) {
    if (value.is_number()) return value.get<double>();
    if (!value.is_string()) return std::nullopt;
    auto text = core::trimmed(value.get_ref<std::string const&>());
    bool const percent = text.ends_with('%');
    if (percent) text = core::trimmed(text.substr(0, text.size() - 1));
    double found = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), found);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(found)) return std::nullopt;
    return percent ? found / 100 : found;
}

}  // namespace

Json const& member(Json const& object, char const* name) {
    static Json const none;
    auto const found = object.find(name);
    return found == object.end() ? none : *found;
}

std::string text_member(Json const& object, std::initializer_list<char const*> names) {
    for (auto const* const name : names) {
        auto const& value = member(object, name);
        if (value.is_string()) return std::string(core::trimmed(value.get_ref<std::string const&>()));
    }
    return "";
}

std::optional<std::string> optional_text_member(Json const& object, char const* name) {
    auto text = text_member(object, {name});
    auto const folded = core::fold(text);
    if (folded.empty() || folded == "null" || folded == "none") return std::nullopt;
    return text;
}

std::optional<std::size_t> place(Json const& value) {
    auto const found = number(value);
    if (!found || *found < 0 || *found > largest_place || *found != std::floor(*found)) return std::nullopt;
    return static_cast<std::size_t>(*found);
}

std::vector<std::size_t> places(Json const& value, std::size_t end) {
    std::vector<std::size_t> found;
    auto const take = [&](Json const& one) {
        if (auto const at = place(one); at && *at < end) found.push_back(*at);
    };
    if (value.is_array()) std::for_each(value.begin(), value.end(), take);
    else take(value);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

bool flag(Json const& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number()) return value.get<double>() == 1;
    auto const text = value.is_string() ? core::fold(core::trimmed(value.get_ref<std::string const&>())) : "";
    return text == "true" || text == "yes";
}

std::optional<double> share(Json const& value) {
    auto const found = number(value);
    if (!found) return std::nullopt;
    return std::clamp(*found > 1 ? *found / 100 : *found, 0., 1.);
}

std::optional<std::string> time_member(Json const& object, char const* name) {
    auto text = text_member(object, {name});
    return core::parse_time(text) ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace keepsake::memory

#include "tools/arguments.h"

#include <algorithm>
#include <cmath>

#include "core/text/json_excerpt.h"
#include "core/text/near_name.h"
#include "core/text/unicode.h"

namespace keepsake::tools {
namespace {

constexpr std::size_t longest_text = 1u << 20;
constexpr std::size_t longest_name = 256;

bool is_blank(std::string_view text) { return core::trimmed(text).empty(); }

/// "messages[2].content" -> "content"
std::string last_part(std::string const& path) {
    auto const dot = path.rfind('.');
    auto const part = dot == std::string::npos ? path : path.substr(dot + 1);
    return part.substr(0, part.find('['));
}

constexpr auto time_expected = "an ISO 8601 time";
constexpr auto time_example = "\"2026-03-14T09:30:00+01:00\"";

}  // namespace

bool is_name(std::string_view text) {
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return !text.empty() && text.size() <= longest_name && core::trimmed(text) == text && core::is_valid_utf8(text) &&
           std::none_of(text.begin(), text.end(), is_control);
}

void refuse_argument(std::string_view name, std::string_view expected, Json const& came, std::string_view example) {
    std::string text = std::string(name) + ": expected " + std::string(expected) + ", got " +
                       (came.is_null() ? "nothing" : core::excerpt(came)) + ".";
    throw ArgumentError(text + " Example: " + std::string(example));
}

void Value::refuse(std::string_view expected, std::string_view example) const {
    refuse_argument(path_, expected, *json_, "{\"" + last_part(path_) + "\": " + std::string(example) + "}");
}

void Value::refuse_with_call(std::string_view expected, std::string_view example) const {
    refuse_argument(path_, expected, *json_, example);
}

std::string Value::text(std::string_view example) const {
    if (!json_->is_string() || is_blank(json_->get_ref<std::string const&>()))
        refuse("text that is not empty", example);
    auto const& text = json_->get_ref<std::string const&>();
    if (text.size() > longest_text) refuse("at most " + std::to_string(longest_text) + " bytes of text", example);
    return text;
}

std::string Value::name(std::string_view example) const {
    if (!json_->is_string()) refuse("a text", example);
    auto const name = core::trimmed(json_->get_ref<std::string const&>());
    if (!is_name(name)) refuse(name_rule, example);
    return std::string(name);
}

std::string Value::one_of(std::span<std::string_view const> allowed) const {
    if (json_->is_string() &&
        std::find(allowed.begin(), allowed.end(), json_->get_ref<std::string const&>()) != allowed.end())
        return *json_;
    std::string list;
    for (auto const& name : allowed) list += (list.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    refuse("one of " + list, "\"" + std::string(allowed.front()) + "\"");
}

bool Value::flag() const {
    if (!json_->is_boolean()) refuse("true or false", "true");
    return *json_;
}

int Value::integer(int least, int most) const {
    auto const example = std::to_string(std::min(most, std::max(least, 10)));
    bool const whole = json_->is_number_integer() ||
                       (json_->is_number_float() && std::nearbyint(json_->get<double>()) == json_->get<double>());
    if (!whole || json_->get<double>() < least || json_->get<double>() > most) {
        refuse("an integer from " + std::to_string(least) + " to " + std::to_string(most), example);
    }
    return *json_;
}

double Value::number(double least, double most) const {
    if (!json_->is_number() || json_->get<double>() < least || json_->get<double>() > most) {
        refuse("a number from " + Json(least).dump() + " to " + Json(most).dump(), "0.5");
    }
    return *json_;
}

core::Timestamp Value::time() const {
    if (json_->is_number_integer()) {
        constexpr std::int64_t end_of_9999 = 253'402'300'799;
        auto const seconds = json_->get<std::int64_t>();
        if (seconds < 0 || seconds > end_of_9999) refuse("an ISO 8601 time or seconds since 1970", time_example);
        return core::Timestamp{std::chrono::seconds{seconds}};
    }
    auto const time =
        json_->is_string() ? core::parse_time(core::trimmed(json_->get_ref<std::string const&>())) : std::nullopt;
    if (!time) refuse(time_expected, time_example);
    return *time;
}

std::string Value::date() const {
    if (!json_->is_string() || !core::parse_time(core::trimmed(json_->get_ref<std::string const&>())))
        refuse("an ISO 8601 day or time", "\"2026-03-14\"");
    return std::string(core::trimmed(json_->get_ref<std::string const&>()));
}

std::chrono::sys_days Value::day() const {
    auto const day =
        json_->is_string() ? core::parse_day(core::trimmed(json_->get_ref<std::string const&>())) : std::nullopt;
    if (!day) refuse("a day as YYYY-MM-DD", "\"2026-03-14\"");
    return *day;
}

std::string Value::object(std::string_view example) const {
    if (!json_->is_object()) refuse("a JSON object", example);
    return json_->dump();
}

std::vector<Value> Value::items(std::string_view example) const {
    if (!json_->is_array()) refuse("an array", example);
    std::vector<Value> values;
    for (std::size_t i = 0; i < json_->size(); ++i)
        values.emplace_back((*json_)[i], path_ + "[" + std::to_string(i) + "]");
    return values;
}

std::vector<std::string> Value::names(std::string_view example) const {
    std::vector<std::string> found;
    for (auto const& item : items(example)) found.push_back(item.name(example));
    return found;
}

std::optional<Value> Value::member(std::string_view name) const {
    auto const found = json_->find(name);
    if (found == json_->end() || found->is_null()) return std::nullopt;
    return Value(*found, path_ + "." + std::string(name));
}

Arguments::Arguments(Json const& json, std::span<std::string_view const> accepted) : json_(json), accepted_(accepted) {}

std::optional<Value> Arguments::find(std::string_view name) const {
    auto const found = json_.find(name);
    if (found == json_.end() || found->is_null()) return std::nullopt;
    return Value(*found, std::string(name));
}

Value Arguments::require(std::string_view name, std::string_view expected, std::string_view example) const {
    auto const value = find(name);
    if (!value)
        refuse_argument(name, expected, nullptr, "{\"" + std::string(name) + "\": " + std::string(example) + "}");
    return *value;
}

bool Arguments::flag(std::string_view name, bool otherwise) const {
    auto const value = find(name);
    return value ? value->flag() : otherwise;
}

std::optional<std::string> Arguments::name(std::string_view name, std::string_view example) const {
    auto const value = find(name);
    return value ? std::optional(value->name(example)) : std::nullopt;
}

std::optional<core::Timestamp> Arguments::time(std::string_view name) const {
    auto const value = find(name);
    return value ? std::optional(value->time()) : std::nullopt;
}

std::vector<std::string> Arguments::ignored() const {
    std::vector<std::string> names;
    for (auto const& [name, value] : json_.items()) {
        if (std::find(accepted_.begin(), accepted_.end(), name) != accepted_.end()) continue;
        auto const shown_name = std::string(core::cut_utf8(name, longest_name));
        auto const near = core::near_name(name, accepted_);
        names.push_back(near.empty() ? shown_name : shown_name + " (did you mean " + std::string(near) + "?)");
    }
    return names;
}

}  // namespace keepsake::tools

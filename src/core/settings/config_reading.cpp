#include "core/settings/config_reading.h"

#include <nlohmann/json.hpp>

#include "core/settings/setting_names.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

/// {"meaning": 1.5} as it stands in the environment: "meaning=1.5".
std::string ranking_list(Json const& weights) {
    std::string list;
    for (auto const& [name, value] : weights.items()) list += (list.empty() ? "" : ",") + name + "=" + value.dump();
    return list;
}

/// As it stands in the environment; nothing when it has no such form.
std::optional<std::string> text_of(Json const& value, std::string const& name) {
    if (value.is_string()) return value.get<std::string>();
    if (name == "ranking" && value.is_object()) return ranking_list(value);
    bool const as_it_is = value.is_boolean() || (value.is_number() && is_number_setting(name)) ||
                          (value.is_structured() && name == "custom_categories");
    return as_it_is ? std::optional(value.dump()) : std::nullopt;
}

}  // namespace

void ConfigReading::has_no_effect(std::string const& what) {
    warnings.push_back(what + " in " + file + " has no effect in this version.");
}

std::optional<Error> take_value(Json const& value, std::string const& name, std::string const& shown,
                                ConfigReading& reading) {
    auto text = text_of(value, name);
    bool const is_key = name.ends_with("api_key");
    if (!text) return wrong_setting({is_key ? "not a text" : value.dump(), shown}, "a text");
    reading.values[name] = std::move(*text);
    return std::nullopt;
}

}  // namespace keepsake::core

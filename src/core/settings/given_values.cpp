#include "core/settings/given_values.h"

#include <cctype>

namespace keepsake::core {

std::string shown_setting(std::string const& name, SettingSource source) {
    if (source == SettingSource::config_file) return "\"" + name + "\" in config.json";
    bool const in_environment = source == SettingSource::environment;
    std::string shown = in_environment ? "KEEPSAKE_" : "--";
    for (char const c : name) {
        if (in_environment) shown += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        if (!in_environment) shown += c == '_' ? '-' : c;
    }
    return shown;
}

void GivenValues::add(SettingValues const& values, SettingSource source) {
    for (auto const& [name, value] : values) {
        if (!value.empty()) values_[name] = {value, shown_setting(name, source)};
    }
}

std::optional<GivenValue> GivenValues::find(std::string const& name) const {
    auto const found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

Error wrong_setting(GivenValue const& given, std::string const& allowed) {
    return {ErrorKind::bad_argument,
            "Setting " + given.shown + " is \"" + given.value + "\"; allowed: " + allowed + "."};
}

}  // namespace keepsake::core

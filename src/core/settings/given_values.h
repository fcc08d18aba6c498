#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/result.h"

namespace keepsake::core {

/// Values by setting name ("data_dir"), as they came from one place.
using SettingValues = std::map<std::string, std::string>;

enum class SettingSource { config_file, environment, command_line };

/// How a setting is named where it came from, for the sentence about it.
std::string shown_setting(std::string const& name, SettingSource source);

struct GivenValue {
    std::string value;
    std::string shown;  ///< the setting's name in the place it came from
};

/// The winning value of each setting: what is added later wins, an empty value counts as unset.
class GivenValues {
public:
    void add(SettingValues const& values, SettingSource source);
    std::optional<GivenValue> find(std::string const& name) const;
    std::map<std::string, GivenValue> const& all() const { return values_; }

private:
    std::map<std::string, GivenValue> values_;
};

Error wrong_setting(GivenValue const& given, std::string const& allowed);

}  // namespace keepsake::core

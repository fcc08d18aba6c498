#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// What has been read of a configuration file.
struct ConfigReading {
    std::string file;
    SettingValues values;
    std::vector<std::string>& warnings;

    /// `what`: the part's name in quotes, or in words.
    void has_no_effect(std::string const& what);
};

/// Takes a value as the setting `name`; the error speaks of it as `shown`.
std::optional<Error> take_value(nlohmann::json const& value, std::string const& name, std::string const& shown,
                                ConfigReading& reading);

}  // namespace keepsake::core

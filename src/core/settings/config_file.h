#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/settings/given_values.h"

namespace keepsake::core {

/// The settings of a config.json: flat names, and the parts of a Mem0 configuration that mean something here. What does
/// not apply becomes a warning. A file that is not there gives nothing.
Result<SettingValues> read_config_file(std::filesystem::path const& file, std::vector<std::string>& warnings);

}  // namespace keepsake::core

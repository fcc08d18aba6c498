#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/settings/embedder_settings.h"
#include "core/settings/given_values.h"
#include "core/settings/http_settings.h"
#include "core/settings/llm_settings.h"

namespace keepsake::core {

enum class LogFormat { lines, json };

/// What the program was told, each with its default. Read once at the start.
struct Settings {
    std::filesystem::path data_dir;
    std::string user_id = "default";
    bool bind_user = false;
    std::string tools = "assistant";
    bool graph = true;  ///< relations between people, places and things are kept, and can be asked for
    std::string log = "info";
    LogFormat log_format = LogFormat::lines;
    EmbedderSettings embedder;
    LlmSettings llm;
    HttpSettings http;
    std::filesystem::path prompts_dir;      ///< its files take the place of prompts/ in the program; empty: none
    std::map<std::string, double> ranking;  ///< weights and strengths other than the measured ones, by name
    /// What was given and has no effect here, a sentence each.
    std::vector<std::string> warnings;
};

struct SettingSources {
    SettingValues environment;   ///< KEEPSAKE_DATA_DIR is "data_dir"
    SettingValues command_line;  ///< --data-dir likewise
    std::string home;
    std::string xdg_data_home;
    std::string openai_api_key = {};  ///< OPENAI_API_KEY
};

/// Default < config.json < environment < command line; empty values count as unset. The error is one sentence:
/// which setting, what it is, what is allowed.
Result<Settings> read_settings(SettingSources const& sources);

/// Whether a name may stand on the command line or in the environment.
bool is_setting(std::string const& name);
std::string near_setting(std::string const& name);

/// KEEPSAKE_X_Y from the process's environment as "x_y".
SettingValues settings_in(char const* const* environment);

}  // namespace keepsake::core

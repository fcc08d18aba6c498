#include "core/settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/text/near_name.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 7> names = {"data_dir", "user_id",    "bind_user", "tools",
                                                   "log",      "log_format", "config"};

/// Settings of parts that this version does not have. They are taken, so that one configuration fits all versions.
constexpr std::array<std::string_view, 13> names_without_effect = {
    "api_key",           "llm_provider",     "llm_model",          "llm_base_url",      "llm_api_key",
    "llm_retry_base_ms", "llm_timeout_ms",   "llm_max_concurrent", "embedder_provider", "embedder_model",
    "embedder_base_url", "embedder_api_key", "embedder_dimensions"};

/// Parts of a Mem0 configuration that have no meaning here yet.
constexpr std::array<std::string_view, 9> mem0_parts = {"custom_update_memory_prompt",
                                                        "llm",
                                                        "embedder",
                                                        "vector_store",
                                                        "graph_store",
                                                        "history_db_path",
                                                        "version",
                                                        "custom_instructions",
                                                        "custom_fact_extraction_prompt"};

template <std::size_t N>
bool contains(std::array<std::string_view, N> const& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// How a setting is named where it came from, for the sentence about it.
std::string shown_name(std::string const& name, std::string const& source) {
    if (source == "config") return "\"" + name + "\" in config.json";
    std::string shown = source == "environment" ? "KEEPSAKE_" : "--";
    for (char const c : name) {
        if (source == "environment") shown += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        if (source != "environment") shown += c == '_' ? '-' : c;
    }
    return shown;
}

Error wrong(std::string const& shown, std::string const& value, std::string const& allowed) {
    return {ErrorKind::bad_argument, "Setting " + shown + " is \"" + value + "\"; allowed: " + allowed + "."};
}

struct Given {
    std::string value;
    std::string shown;  ///< the setting's name in the place it came from
};

/// The winning value of each setting.
class Merged {
public:
    void add(SettingValues const& values, std::string const& source) {
        for (auto const& [name, value] : values) {
            if (!value.empty()) values_[name] = {value, shown_name(name, source)};
        }
    }
    std::optional<Given> find(std::string const& name) const {
        auto const found = values_.find(name);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }
    std::map<std::string, Given> const& all() const { return values_; }

private:
    std::map<std::string, Given> values_;
};

Result<SettingValues> read_config(std::filesystem::path const& file, bool must_exist,
                                  std::vector<std::string>& warnings) {
    std::ifstream in(file);
    if (!in) {
        if (must_exist)
            return Error{ErrorKind::bad_argument,
                         "Setting --config is \"" + file.string() + "\"; allowed: a file that can be read."};
        return SettingValues{};
    }
    auto const json = Json::parse(in, nullptr, false);
    if (!json.is_object())
        return Error{ErrorKind::bad_argument,
                     "The configuration " + file.string() + " is not a JSON object; mend it or move it away."};
    SettingValues values;
    for (auto const& [name, value] : json.items()) {
        if (contains(names, name) && (value.is_string() || value.is_boolean())) {
            values[name] = value.is_string() ? value.get<std::string>() : value.dump();
        } else if (contains(names, name)) {
            return wrong("\"" + name + "\" in config.json", value.dump(), "a text");
        } else {
            bool const known = contains(mem0_parts, name) || contains(names_without_effect, name);
            warnings.push_back("\"" + name + "\" in " + file.string() +
                               (known ? " has no effect in this version." : " is not a setting."));
        }
    }
    return values;
}

std::filesystem::path default_data_dir(SettingSources const& sources) {
    if (!sources.xdg_data_home.empty()) return std::filesystem::path(sources.xdg_data_home) / "keepsake";
    return std::filesystem::path(sources.home) / ".local" / "share" / "keepsake";
}

std::optional<Error> apply(Merged const& given, Settings& settings) {
    if (auto const data_dir = given.find("data_dir")) settings.data_dir = std::filesystem::absolute(data_dir->value);
    if (auto const user = given.find("user_id")) settings.user_id = user->value;
    if (auto const tools = given.find("tools")) settings.tools = tools->value;
    if (auto const bind = given.find("bind_user")) {
        if (bind->value != "true" && bind->value != "false") return wrong(bind->shown, bind->value, "true, false");
        settings.bind_user = bind->value == "true";
    }
    if (auto const log = given.find("log")) {
        static constexpr std::array<std::string_view, 6> levels = {"trace", "debug", "info", "warn", "error", "off"};
        if (!contains(levels, log->value)) return wrong(log->shown, log->value, "trace, debug, info, warn, error, off");
        settings.log = log->value;
    }
    if (auto const format = given.find("log_format")) {
        if (format->value != "lines" && format->value != "json")
            return wrong(format->shown, format->value, "lines, json");
        settings.log_format = format->value == "json" ? LogFormat::json : LogFormat::lines;
    }
    for (auto const& [name, value] : given.all()) {
        if (contains(names_without_effect, name))
            settings.warnings.push_back(value.shown + " has no effect in this version.");
        if (!is_setting(name))
            settings.warnings.push_back(value.shown + " is not a setting" + near_setting(name) + ".");
    }
    return std::nullopt;
}

}  // namespace

bool is_setting(std::string const& name) { return contains(names, name) || contains(names_without_effect, name); }

std::string near_setting(std::string const& name) {
    auto const near = near_name(name, names);
    return near.empty() ? "" : " (did you mean " + std::string(near) + "?)";
}

Result<Settings> read_settings(SettingSources const& sources) {
    Merged given;
    given.add(sources.environment, "environment");
    given.add(sources.command_line, "command line");
    Settings settings;
    auto const data_dir = given.find("data_dir");
    settings.data_dir = data_dir ? std::filesystem::absolute(data_dir->value) : default_data_dir(sources);

    auto const file = given.find("config");
    auto const config = read_config(file ? std::filesystem::path(file->value) : settings.data_dir / "config.json",
                                    file.has_value(), settings.warnings);
    if (!config) return config.error();
    Merged all;
    all.add(config.value(), "config");
    all.add(sources.environment, "environment");
    all.add(sources.command_line, "command line");
    if (auto const error = apply(all, settings)) return *error;
    return settings;
}

SettingValues settings_in(char const* const* environment) {
    static constexpr std::string_view prefix = "KEEPSAKE_";
    SettingValues values;
    for (; environment != nullptr && *environment != nullptr; ++environment) {
        std::string_view const entry = *environment;
        auto const equals = entry.find('=');
        if (!entry.starts_with(prefix) || equals == std::string_view::npos) continue;
        std::string name;
        for (char const c : entry.substr(prefix.size(), equals - prefix.size()))
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        values[name] = std::string(entry.substr(equals + 1));
    }
    return values;
}

}  // namespace keepsake::core

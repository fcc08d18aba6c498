#include "core/settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>

#include "core/settings/config_file.h"
#include "core/settings/setting_names.h"
#include "core/settings/value_reader.h"
#include "core/text/near_name.h"

namespace keepsake::core {
namespace {

std::filesystem::path default_data_dir(SettingSources const& sources) {
    if (!sources.xdg_data_home.empty()) return std::filesystem::path(sources.xdg_data_home) / "keepsake";
    return std::filesystem::path(sources.home) / ".local" / "share" / "keepsake";
}

/// "meaning=1.5,session=0"
std::optional<std::map<std::string, double>> weights_in(std::string_view list) {
    std::map<std::string, double> weights;
    while (!list.empty()) {
        auto const entry = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), entry.size() + 1));
        auto const equals = entry.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto const number = entry.substr(equals + 1);
        double value = 0;
        auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
        weights[std::string(entry.substr(0, equals))] = value;
    }
    return weights;
}

std::optional<Error> apply(GivenValues const& given, Settings& settings) {
    if (auto const data_dir = given.find("data_dir")) settings.data_dir = std::filesystem::absolute(data_dir->value);
    if (auto const user = given.find("user_id")) settings.user_id = user->value;
    if (auto const tools = given.find("tools")) settings.tools = tools->value;
    ValueReader reader(given);
    reader.flag({"bind_user"}, settings.bind_user);
    reader.flag({"graph"}, settings.graph);
    if (reader.error()) return reader.error();
    if (auto const log = given.find("log")) {
        static constexpr std::array<std::string_view, 6> levels = {"trace", "debug", "info", "warn", "error", "off"};
        if (!contains(levels, log->value)) return wrong_setting(*log, "trace, debug, info, warn, error, off");
        settings.log = log->value;
    }
    if (auto const format = given.find("log_format")) {
        if (format->value != "lines" && format->value != "json") return wrong_setting(*format, "lines, json");
        settings.log_format = format->value == "json" ? LogFormat::json : LogFormat::lines;
    }
    if (auto const ranking = given.find("ranking")) {
        auto weights = weights_in(ranking->value);
        if (!weights) return wrong_setting(*ranking, "names with numbers, such as meaning=1.5,session=0");
        settings.ranking = std::move(*weights);
    }
    if (auto const prompts = given.find("prompts_dir")) {
        if (!std::filesystem::is_directory(prompts->value)) return wrong_setting(*prompts, "a folder that is there");
        settings.prompts_dir = std::filesystem::absolute(prompts->value);
    }
    for (auto const& [name, value] : given.all()) {
        if (!is_setting(name))
            settings.warnings.push_back(value.shown + " is not a setting" + near_setting(name) + ".");
    }
    return std::nullopt;
}

}  // namespace

bool is_setting(std::string const& name) { return contains(setting_names, name); }

std::string near_setting(std::string const& name) {
    auto const near = near_name(name, setting_names);
    return near.empty() ? "" : " (did you mean " + std::string(near) + "?)";
}

Result<Settings> read_settings(SettingSources const& sources) {
    GivenValues given;
    given.add(sources.environment, SettingSource::environment);
    given.add(sources.command_line, SettingSource::command_line);
    Settings settings;
    auto const data_dir = given.find("data_dir");
    settings.data_dir = data_dir ? std::filesystem::absolute(data_dir->value) : default_data_dir(sources);

    auto const file = given.find("config");
    if (file && !std::ifstream(file->value)) return wrong_setting(*file, "a file that can be read");
    auto const config = read_config_file(file ? std::filesystem::path(file->value) : settings.data_dir / "config.json",
                                         settings.warnings);
    if (!config) return config.error();
    GivenValues all;
    all.add(config.value(), SettingSource::config_file);
    all.add(sources.environment, SettingSource::environment);
    all.add(sources.command_line, SettingSource::command_line);
    if (auto const error = apply(all, settings)) return *error;
    auto embedder = read_embedder_settings(all, sources.openai_api_key, settings.warnings);
    if (!embedder) return embedder.error();
    settings.embedder = std::move(embedder).value();
    auto llm = read_llm_settings(all, sources.openai_api_key, settings.warnings);
    if (!llm) return llm.error();
    settings.llm = std::move(llm).value();
    auto http = read_http_settings(all);
    if (!http) return http.error();
    settings.http = std::move(http).value();
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

#include "core/settings/config_file.h"

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/settings/embedder_settings.h"
#include "core/settings/setting_names.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

/// Parts of a Mem0 configuration that have no meaning here yet.
constexpr std::array<std::string_view, 8> mem0_parts = {"custom_update_memory_prompt",
                                                        "llm",
                                                        "vector_store",
                                                        "graph_store",
                                                        "history_db_path",
                                                        "version",
                                                        "custom_instructions",
                                                        "custom_fact_extraction_prompt"};

struct Reading {
    std::string file;
    SettingValues values;
    std::vector<std::string>& warnings;
};

bool holds_a_key(std::string_view name) { return name.ends_with("api_key"); }

/// {"meaning": 1.5} as it stands in the environment: "meaning=1.5".
std::string ranking_list(Json const& weights) {
    std::string list;
    for (auto const& [name, value] : weights.items()) list += (list.empty() ? "" : ",") + name + "=" + value.dump();
    return list;
}

std::optional<Error> take(Json const& value, std::string const& name, std::string const& shown, Reading& reading) {
    bool const is_number = name == "embedder_dimensions" && value.is_number_integer();
    if (name == "ranking" && value.is_object()) {
        reading.values[name] = ranking_list(value);
        return std::nullopt;
    }
    if (!value.is_string() && !value.is_boolean() && !is_number)
        return wrong_setting({holds_a_key(name) ? "not a text" : value.dump(), shown}, "a text");
    reading.values[name] = value.is_string() ? value.get<std::string>() : value.dump();
    return std::nullopt;
}

/// The setting that an entry of Mem0's embedder.config stands for; empty when it stands for none.
std::string setting_of_mem0(std::string const& name) {
    if (name == "model" || name == "base_url" || name == "api_key") return "embedder_" + name;
    if (name == "openai_base_url") return "embedder_base_url";
    return name == "embedding_dims" ? "embedder_dimensions" : "";
}

/// {"provider": P, "config": {...}}
std::optional<Error> take_embedder_of_mem0(Json const& embedder, Reading& reading) {
    auto const no_effect = [&](std::string const& what) {
        reading.warnings.push_back(what + " in " + reading.file + " has no effect in this version.");
    };
    auto const provider = embedder.is_object() ? embedder.find("provider") : embedder.end();
    if (!embedder.is_object() || provider == embedder.end() || !provider->is_string() ||
        !embedder_provider_named(provider->get<std::string>())) {
        no_effect("\"embedder\" with a provider other than " + embedder_provider_names());
        return std::nullopt;
    }
    reading.values["embedder_provider"] = provider->get<std::string>();
    for (auto const& [name, value] : embedder.items()) {
        if (name != "provider" && name != "config") no_effect("\"embedder." + name + "\"");
    }
    auto const config = embedder.find("config");
    if (config == embedder.end() || config->is_null()) return std::nullopt;
    if (!config->is_object()) return wrong_setting({config->dump(), "\"embedder.config\" in config.json"}, "an object");
    for (auto const& [name, value] : config->items()) {
        auto const setting = setting_of_mem0(name);
        auto const shown = "\"embedder.config." + name + "\"";
        if (value.is_null()) continue;
        if (setting.empty()) no_effect(shown);
        else if (auto error = take(value, setting, shown + " in config.json", reading)) return error;
    }
    return std::nullopt;
}

}  // namespace

Result<SettingValues> read_config_file(std::filesystem::path const& file, std::vector<std::string>& warnings) {
    Reading reading{file.string(), {}, warnings};
    std::ifstream in(file);
    if (!in) return reading.values;
    auto const json = Json::parse(in, nullptr, false);
    if (!json.is_object())
        return Error{ErrorKind::bad_argument,
                     "The configuration " + reading.file + " is not a JSON object; mend it or move it away."};
    if (json.contains("embedder")) {
        // Before the flat names: those are ours, and win.
        if (auto const error = take_embedder_of_mem0(json["embedder"], reading)) return *error;
    }
    for (auto const& [name, value] : json.items()) {
        if (name == "embedder") continue;
        if (contains(setting_names, name)) {
            if (auto const error = take(value, name, shown_setting(name, SettingSource::config_file), reading))
                return *error;
            continue;
        }
        bool const known = contains(mem0_parts, name) || contains(settings_without_effect, name);
        warnings.push_back("\"" + name + "\" in " + reading.file +
                           (known ? " has no effect in this version." : " is not a setting."));
    }
    return reading.values;
}

}  // namespace keepsake::core

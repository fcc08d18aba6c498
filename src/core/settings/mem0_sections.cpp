#include "core/settings/mem0_sections.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/settings/embedder_settings.h"
#include "core/settings/llm_settings.h"
#include "core/settings/setting_names.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

/// Which section it is.
struct Section {
    std::string path;    ///< "llm.extraction"
    std::string prefix;  ///< of the settings: "llm_extraction_"
    bool (*is_provider)(std::string_view name);
    std::string providers;
};

/// The setting that an entry stands for; empty when it stands for none.
std::string setting_of(std::string const& entry, Section const& section) {
    auto name = section.prefix + entry;
    if (entry == "openai_base_url") name = section.prefix + "base_url";
    if (entry == "embedding_dims") name = section.prefix + "dimensions";
    return contains(setting_names, name) ? name : "";
}

std::optional<Error> take_entry(Json const& value, std::string const& entry, std::string const& path,
                                Section const& section, ConfigReading& reading) {
    if (value.is_null()) return std::nullopt;
    auto const setting = setting_of(entry, section);
    auto const shown = "\"" + path + "." + entry + "\"";
    if (!setting.empty()) return take_value(value, setting, shown + " in config.json", reading);
    reading.has_no_effect(shown);
    return std::nullopt;
}

std::optional<Error> take_config(Json const& config, Section const& section, ConfigReading& reading) {
    auto const path = section.path + ".config";
    if (config.is_null()) return std::nullopt;
    if (!config.is_object()) return wrong_setting({config.dump(), "\"" + path + "\" in config.json"}, "an object");
    for (auto const& [entry, value] : config.items()) {
        if (auto error = take_entry(value, entry, path, section, reading)) return error;
    }
    return std::nullopt;
}

/// Whether the section's provider is one of ours, or left open; another is named in a warning.
bool take_provider(Json const& section, Section const& kind, ConfigReading& reading) {
    auto const provider = section.find("provider");
    if (provider == section.end()) return true;
    bool const known = provider->is_string() && kind.is_provider(provider->get<std::string>());
    if (known) reading.values[kind.prefix + "provider"] = provider->get<std::string>();
    else reading.has_no_effect("\"" + kind.path + "\" with a provider other than " + kind.providers);
    return known;
}

std::optional<Error> take_chat_section(Json const& section, Section const& kind, ConfigReading& reading) {
    static constexpr std::array<std::string_view, 3> not_entries = {"provider", "extraction", "consolidation"};
    if (!section.is_object()) reading.has_no_effect("\"" + kind.path + "\", which is not an object,");
    if (!section.is_object() || !take_provider(section, kind, reading)) return std::nullopt;
    for (auto const& [entry, value] : section.items()) {
        if (contains(not_entries, entry)) continue;
        auto error =
            entry == "config" ? take_config(value, kind, reading) : take_entry(value, entry, kind.path, kind, reading);
        if (error) return error;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Error> take_embedder_section(Json const& section, ConfigReading& reading) {
    Section const kind{"embedder", "embedder_",
                       [](std::string_view name) { return embedder_provider_named(name).has_value(); },
                       embedder_provider_names()};
    if (!section.is_object() || !section.contains("provider"))
        reading.has_no_effect("\"embedder\" with a provider other than " + kind.providers);
    else if (take_provider(section, kind, reading)) {
        for (auto const& [entry, value] : section.items()) {
            if (entry != "provider" && entry != "config") reading.has_no_effect("\"embedder." + entry + "\"");
        }
        return take_config(section.value("config", Json()), kind, reading);
    }
    return std::nullopt;
}

std::optional<Error> take_llm_section(Json const& section, ConfigReading& reading) {
    auto const kind = [](std::string const& path, std::string const& prefix) {
        return Section{path, prefix, &is_chat_provider, chat_provider_names()};
    };
    if (auto error = take_chat_section(section, kind("llm", "llm_"), reading)) return error;
    for (std::string const step : {"extraction", "consolidation"}) {
        if (!section.is_object() || !section.contains(step)) continue;
        if (auto error = take_chat_section(section[step], kind("llm." + step, "llm_" + step + "_"), reading))
            return error;
    }
    return std::nullopt;
}

}  // namespace keepsake::core

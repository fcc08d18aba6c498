#include "core/settings/config_file.h"

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/settings/config_reading.h"
#include "core/settings/mem0_sections.h"
#include "core/settings/setting_names.h"

namespace keepsake::core {
namespace {

using Json = nlohmann::json;

/// Parts of a Mem0 configuration that have no meaning here.
constexpr std::array<std::string_view, 4> mem0_parts = {"vector_store", "graph_store", "history_db_path", "version"};

/// What is said there gives way to the flat names, which are ours.
std::optional<Error> take_sections(Json const& json, ConfigReading& reading) {
    if (json.contains("enable_graph")) {
        auto const shown = shown_setting("enable_graph", SettingSource::config_file);
        if (auto error = take_value(json["enable_graph"], "graph", shown, reading)) return error;
    }
    if (json.contains("embedder")) {
        if (auto error = take_embedder_section(json["embedder"], reading)) return error;
    }
    return json.contains("llm") ? take_llm_section(json["llm"], reading) : std::nullopt;
}

}  // namespace

Result<SettingValues> read_config_file(std::filesystem::path const& file, std::vector<std::string>& warnings) {
    ConfigReading reading{file.string(), {}, warnings};
    std::ifstream in(file);
    if (!in) return reading.values;
    auto const json = Json::parse(in, nullptr, false);
    if (!json.is_object())
        return Error{ErrorKind::bad_argument,
                     "The configuration " + reading.file + " is not a JSON object; mend it or move it away."};
    if (auto const error = take_sections(json, reading)) return *error;
    for (auto const& [name, value] : json.items()) {
        if (name == "embedder" || name == "llm" || name == "enable_graph") continue;
        if (contains(setting_names, name)) {
            auto const shown = shown_setting(name, SettingSource::config_file);
            if (auto const error = take_value(value, name, shown, reading)) return *error;
        } else if (contains(mem0_parts, name)) {
            reading.has_no_effect("\"" + name + "\"");
        } else {
            warnings.push_back("\"" + name + "\" in " + reading.file + " is not a setting.");
        }
    }
    return reading.values;
}

}  // namespace keepsake::core

#include "language_model.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "core/settings.h"

namespace keepsake::demo {
namespace {

std::string openai_key() {
    auto const* const key = std::getenv("OPENAI_API_KEY");
    return key == nullptr ? "" : key;
}

core::SettingValues model_settings() {
    auto values = core::settings_in(environ);
    std::erase_if(values, [](auto const& entry) { return !entry.first.starts_with("llm_") || entry.second.empty(); });
    return values;
}

bool says_who_is_asked(std::string const& setting) {
    return setting.ends_with("_provider") || setting.ends_with("_model") || setting.ends_with("_base_url");
}

void name_model(core::SettingValues& values, NamedModel const& named) {
    std::erase_if(values, [](auto const& entry) {
        auto const& name = entry.first;
        return says_who_is_asked(name) || name.starts_with("llm_extraction_") || name.starts_with("llm_consolidation_");
    });
    values["llm_provider"] = "openai";
    values["llm_model"] = named.name;
    values["llm_base_url"] = named.address;
}

/// In the demo a key alone is a wish to see it used.
void use_key_alone(core::SettingValues& values) {
    bool const is_said =
        std::any_of(values.begin(), values.end(), [](auto const& entry) { return says_who_is_asked(entry.first); });
    if (!is_said && (values.contains("llm_api_key") || !openai_key().empty())) values["llm_provider"] = "openai";
}

std::string variable_of(std::string const& setting) {
    std::string name = "KEEPSAKE_" + setting;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

std::string shown(core::ChatSettings const& model) { return model.model + " at " + model.base_url; }

std::string description_of(core::LlmSettings const& settings) {
    auto const extraction = shown(settings.extraction);
    auto const consolidation = shown(settings.consolidation);
    if (extraction == consolidation) return extraction;
    return extraction + " for extraction, " + consolidation + " for consolidation";
}

}  // namespace

core::Result<std::optional<LanguageModel>> chosen_model(std::optional<NamedModel> const& named) {
    auto values = model_settings();
    named ? name_model(values, *named) : use_key_alone(values);
    core::GivenValues given;
    given.add(values, core::SettingSource::environment);
    std::vector<std::string> warnings;
    auto const settings = core::read_llm_settings(given, openai_key(), warnings);
    if (!settings) return settings.error();
    if (!settings.value().is_configured()) return std::optional<LanguageModel>();
    LanguageModel model{
        .description = description_of(settings.value()), .environment = {}, .was_named = named.has_value()};
    for (auto const& [name, value] : values) model.environment[variable_of(name)] = value;
    return std::optional(std::move(model));
}

}  // namespace keepsake::demo

#include "core/settings/embedder_settings.h"

#include "core/settings/value_reader.h"

namespace keepsake::core {

std::optional<EmbedderProvider> embedder_provider_named(std::string_view name) {
    if (name == "local") return EmbedderProvider::local;
    if (name == "openai") return EmbedderProvider::openai;
    if (name == "none") return EmbedderProvider::none;
    return std::nullopt;
}

std::string embedder_provider_names() { return "local, openai, none"; }

Result<EmbedderSettings> read_embedder_settings(GivenValues const& given, std::string const& openai_api_key,
                                                std::vector<std::string>& warnings) {
    EmbedderSettings settings;
    std::string provider_name = "local";
    if (auto const provider = given.find("embedder_provider")) {
        auto const named = embedder_provider_named(provider->value);
        if (!named) return wrong_setting(*provider, embedder_provider_names());
        settings.provider = *named;
        provider_name = provider->value;
    }
    ValueReader reader(given);
    reader.flag({"embedder_reproducible"}, settings.reproducible);
    if (reader.error()) return *reader.error();
    if (settings.provider != EmbedderProvider::openai) {
        for (auto const* const name : {"model", "base_url", "api_key", "dimensions"}) {
            if (auto const unused = given.find(std::string("embedder_") + name))
                warnings.push_back(unused->shown + " has no effect with the embedder \"" + provider_name + "\".");
        }
        return settings;
    }
    constexpr std::int64_t most_dimensions = 8192;
    reader.text({"embedder_model"}, settings.model);
    reader.web_address({"embedder_base_url"}, settings.base_url);
    reader.key({"embedder_api_key"}, openai_api_key, settings.api_key);
    reader.number({"embedder_dimensions"}, 1, most_dimensions, settings.dimensions);
    if (reader.error()) return *reader.error();
    return settings;
}

}  // namespace keepsake::core

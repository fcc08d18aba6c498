#include "core/settings/embedder_settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

constexpr std::size_t most_dimensions = 8192;

std::optional<std::size_t> dimensions_in(std::string const& text) {
    std::size_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = error == std::errc() && end == text.data() + text.size();
    return whole && number >= 1 && number <= most_dimensions ? std::optional(number) : std::nullopt;
}

bool is_web_address(std::string const& text) {
    for (std::string const scheme : {"http://", "https://"}) {
        bool const same = text.size() > scheme.size() &&
                          std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, unsigned char c) {
                              return wanted == static_cast<char>(std::tolower(c));
                          });
        if (same) return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
    }
    return false;
}

/// Never shows the key.
std::optional<Error> wrong_key(GivenValue const& given, std::string const& key) {
    bool const fine = std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
    if (fine) return std::nullopt;
    return Error{ErrorKind::bad_argument, "Setting " + given.shown +
                                              " holds spaces or characters that no key has; allowed: the key as its "
                                              "provider shows it."};
}

}  // namespace

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
    if (auto const reproducible = given.find("embedder_reproducible")) {
        if (reproducible->value != "true" && reproducible->value != "false")
            return wrong_setting(*reproducible, "true, false");
        settings.reproducible = reproducible->value == "true";
    }
    if (settings.provider != EmbedderProvider::openai) {
        for (auto const* const name : {"model", "base_url", "api_key", "dimensions"}) {
            if (auto const unused = given.find(std::string("embedder_") + name))
                warnings.push_back(unused->shown + " has no effect with the embedder \"" + provider_name + "\".");
        }
        return settings;
    }
    // Keys are pasted, often with a line end.
    settings.api_key = trimmed(openai_api_key);
    if (auto const model = given.find("embedder_model")) settings.model = model->value;
    if (auto const base_url = given.find("embedder_base_url")) {
        if (!is_web_address(base_url->value))
            return wrong_setting(*base_url, "an address that starts with http:// or https://");
        settings.base_url = base_url->value;
    }
    if (auto const key = given.find("embedder_api_key")) {
        settings.api_key = trimmed(key->value);
        if (auto const error = wrong_key(*key, settings.api_key)) return *error;
    } else if (auto const error = wrong_key({"", "OPENAI_API_KEY"}, settings.api_key)) {
        return *error;
    }
    if (auto const dimensions = given.find("embedder_dimensions")) {
        auto const number = dimensions_in(dimensions->value);
        if (!number) return wrong_setting(*dimensions, "1 to " + std::to_string(most_dimensions));
        settings.dimensions = *number;
    }
    return settings;
}

}  // namespace keepsake::core

#include "core/settings/http_settings.h"

#include <algorithm>

#include "core/settings/value_reader.h"

namespace keepsake::core {
namespace {

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        auto part = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), part.size() + 1));
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        if (!part.empty()) parts.emplace_back(part);
    }
    return parts;
}

bool is_origin(std::string_view text) {
    auto const scheme = text.find("://");
    if (scheme == std::string_view::npos || scheme == 0) return false;
    auto const host = text.substr(scheme + 3);
    return !host.empty() && host.find_first_of("/?#@ *") == std::string_view::npos;
}

bool is_host(std::string_view text) { return text.find_first_of("/?#@ *") == std::string_view::npos; }

}  // namespace

Result<HttpSettings> read_http_settings(GivenValues const& given) {
    HttpSettings settings;
    ValueReader reader(given);
    if (auto const shown = reader.text({"listen"}, settings.listen)) settings.shown_listen = *shown;
    reader.key({"api_key"}, "", settings.api_key);
    if (reader.error()) return *reader.error();
    if (auto const origins = given.find("allowed_origins")) {
        settings.allowed_origins = parts_of(origins->value);
        if (!std::all_of(settings.allowed_origins.begin(), settings.allowed_origins.end(), is_origin)) {
            return wrong_setting(
                *origins,
                "origins of web pages with commas between them, such as https://app.example.org; * would "
                "let every page read the memory");
        }
    }
    if (auto const hosts = given.find("allowed_hosts")) {
        settings.allowed_hosts = parts_of(hosts->value);
        if (!std::all_of(settings.allowed_hosts.begin(), settings.allowed_hosts.end(), is_host))
            return wrong_setting(*hosts, "names of this machine with commas between them, such as memory.example.org");
    }
    return settings;
}

}  // namespace keepsake::core

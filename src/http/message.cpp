#include "http/message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace keepsake::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view without_blanks(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::optional<std::string> Headers::find(std::string_view name) const {
    for (auto const& [field, value] : fields_) {
        if (same_name(field, name)) return std::string(without_blanks(value));
    }
    return std::nullopt;
}

Response error_response(int status, std::string_view message, Headers headers) {
    headers.add("Content-Type", "application/json");
    auto const body = nlohmann::json{{"error", message}};
    // A message may quote what came, in whatever encoding.
    auto constexpr replace = nlohmann::json::error_handler_t::replace;
    return {status, std::move(headers), body.dump(-1, ' ', false, replace)};
}

}  // namespace keepsake::http

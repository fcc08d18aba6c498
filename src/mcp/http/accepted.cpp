#include "mcp/http/accepted.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace keepsake::mcp {
namespace {

/// Up to the separator, without blanks and in lower case; what follows stays in `rest`.
std::string next_part(std::string_view& rest, char separator) {
    auto const end = rest.find(separator);
    std::string part;
    for (char const c : rest.substr(0, end)) {
        if (c != ' ' && c != '\t') part += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return part;
}

/// A weight of nothing means "not this one".
bool is_ruled_out(std::string_view parameters) {
    while (!parameters.empty()) {
        auto const parameter = next_part(parameters, ';');
        if (parameter.starts_with("q=0") && parameter.find_first_not_of("0.", 2) == std::string::npos) return true;
    }
    return false;
}

}  // namespace

Accepted accepted_by(http::Headers const& headers) {
    auto const field = headers.find("Accept");
    if (!field || field->empty()) return {};
    Accepted accepted{false, false};
    std::string_view rest = *field;
    while (!rest.empty()) {
        auto const range = next_part(rest, ',');
        std::string_view parameters = range;
        auto const type = next_part(parameters, ';');
        if (is_ruled_out(parameters)) continue;
        accepted.json |= type == "*/*" || type == "application/*" || type == "application/json";
        accepted.events |= type == "*/*" || type == "text/*" || type == "text/event-stream";
    }
    return accepted;
}

bool says_json(http::Headers const& headers) {
    auto const field = headers.find("Content-Type");
    if (!field) return false;
    std::string_view rest = *field;
    return next_part(rest, ';') == "application/json";
}

}  // namespace keepsake::mcp

#include "http/guard.h"

#include <algorithm>

#include "core/secret.h"

namespace keepsake::http {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

/// "localhost:8765", "[::1]", in small letters; the port is empty where there is none.
struct Authority {
    std::string host;
    std::string port;

    bool is_loopback() const { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }
};

bool is_host(std::string_view host) {
    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) return host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
    return !host.empty() && host.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz.-_") == std::string_view::npos;
}

std::optional<Authority> read_authority(std::string_view text) {
    Authority authority{lower_case(text), ""};
    auto const bracket = authority.host.find(']');
    auto const colon = authority.host.find(':', bracket == std::string::npos ? 0 : bracket);
    if (colon != std::string::npos) {
        authority.port = authority.host.substr(colon + 1);
        authority.host.resize(colon);
    }
    bool const numeric = authority.port.find_first_not_of("0123456789") == std::string::npos;
    if (!numeric || !is_host(authority.host)) return std::nullopt;
    return authority;
}

struct Origin {
    std::string scheme;
    Authority authority;

    bool operator==(Origin const& other) const {
        return scheme == other.scheme && authority.host == other.authority.host && port() == other.port();
    }
    std::string port() const {
        if (!authority.port.empty()) return authority.port;
        return scheme == "https" ? "443" : scheme == "http" ? "80" : "";
    }
    bool is_web() const { return scheme == "http" || scheme == "https"; }
};

/// Nothing for "null", which is what a page without an origin of its own says.
std::optional<Origin> read_origin(std::string_view text) {
    auto const end = text.find("://");
    if (end == std::string_view::npos) return std::nullopt;
    auto authority = read_authority(text.substr(end + 3));
    if (!authority) return std::nullopt;
    return Origin{lower_case(text.substr(0, end)), std::move(*authority)};
}

std::string_view without_slash(std::string_view text) { return text.substr(0, text.find_last_not_of('/') + 1); }

/// What follows "Bearer"; nothing when another scheme, or none, is named.
std::optional<std::string> bearer_token(Request const& request) {
    auto const field = request.headers.find("Authorization");
    auto const blank = field ? field->find(' ') : std::string::npos;
    if (blank == std::string::npos || lower_case(field->substr(0, blank)) != "bearer") return std::nullopt;
    return field->substr(std::min(field->find_first_not_of(' ', blank), field->size()));
}

bool is_open(std::vector<std::string> const& paths, Target const& target) {
    return std::any_of(paths.begin(), paths.end(), [&](std::string const& path) {
        auto const open = read_target(path);
        return open && open->segments == target.segments;
    });
}

Response preflight_answer(Request const& request) {
    Response answer{204,
                    {{"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS"},
                     {"Access-Control-Allow-Headers",
                      "Content-Type, Accept, Authorization, MCP-Protocol-Version, Mcp-Method, Mcp-Name, "
                      "Mcp-Session-Id, Last-Event-ID"},
                     {"Access-Control-Max-Age", "600"}},
                    ""};
    // https://wicg.github.io/private-network-access: a page of the internet asks for a machine of this network.
    if (request.headers.find("Access-Control-Request-Private-Network") == "true") {
        answer.headers.add("Access-Control-Allow-Private-Network", "true");
    }
    return answer;
}

Response unknown_host(std::string const& host) {
    return error_response(403, "The Host header names \"" + host +
                                   "\", which this server does not answer for. Ask by localhost or 127.0.0.1, or allow "
                                   "that name in the server's settings.");
}

Response unknown_origin(std::string const& origin) {
    return error_response(
        403,
        "Pages of the origin \"" + origin + "\" may not ask this server. Allow that origin in the server's settings.",
        {{"Vary", "Origin"}});
}

Response missing_token() {
    return error_response(401, "This server asks for a token. Send it as \"Authorization: Bearer TOKEN\".",
                          {{"WWW-Authenticate", "Bearer"}});
}

Response wrong_token() {
    return error_response(401, "The token is not the one of this server. Compare it with the server's settings.",
                          {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}});
}

}  // namespace

std::optional<Response> Guard::refusal(Request const& request) const {
    auto const host = request.headers.find("Host");
    // Only HTTP/1.0 may leave it out, and no browser does.
    if (host && !admission_.any_host && !knows_host(*host)) return unknown_host(*host);
    auto const origin = request.headers.find("Origin");
    if (origin && !knows_origin(*origin) && !is_of_this_server(*origin, host)) return unknown_origin(*origin);
    // A browser asks without the token first (Fetch standard, CORS-preflight fetch).
    if (origin && request.method == "OPTIONS") return preflight_answer(request);
    if (admission_.token.empty() || is_open(admission_.open_paths, request.target)) return std::nullopt;
    auto const token = bearer_token(request);
    if (!token) return missing_token();
    return core::equal_secrets(*token, admission_.token) ? std::nullopt : std::optional(wrong_token());
}

Headers Guard::sharing(Request const& request) const {
    auto const origin = request.headers.find("Origin");
    if (!origin || !(knows_origin(*origin) || is_of_this_server(*origin, request.headers.find("Host")))) return {};
    return {{"Access-Control-Allow-Origin", *origin},
            {"Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate, Retry-After"},
            {"Vary", "Origin"}};
}

bool Guard::knows_host(std::string_view host) const {
    auto const asked = read_authority(host);
    if (!asked) return false;
    if (asked->is_loopback()) return true;
    return std::any_of(admission_.hosts.begin(), admission_.hosts.end(), [&](std::string const& text) {
        auto const allowed = read_authority(text);
        return allowed && allowed->host == asked->host && (allowed->port.empty() || allowed->port == asked->port);
    });
}

bool Guard::knows_origin(std::string_view text) const {
    auto const origin = read_origin(text);
    if (!origin) return false;
    if (origin->is_web() && origin->authority.is_loopback()) return true;
    return std::any_of(admission_.origins.begin(), admission_.origins.end(),
                       [&](std::string const& allowed) { return read_origin(without_slash(allowed)) == origin; });
}

bool Guard::is_of_this_server(std::string_view text, std::optional<std::string> const& host) const {
    // With any_host alone a foreign name may lead here, and then proves nothing.
    auto const same = [&](char const* scheme) { return lower_case(text) == scheme + lower_case(*host); };
    return host && (same("http://") || same("https://")) && knows_host(*host);
}

}  // namespace keepsake::http

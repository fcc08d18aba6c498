#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace keepsake::http {

/// Who may ask at all.
struct Admission {
    std::string token;  ///< of `Authorization: Bearer`; empty: none is asked for
    /// Beside localhost, 127.0.0.1 and [::1]: "https://app.example.org", "http://desk.local:3000"; the port counts.
    std::vector<std::string> origins;
    /// Beside the loopback names: "memory.example.org", with or without a port. Any is right with `any_host`.
    std::vector<std::string> hosts;
    bool any_host = false;
    std::vector<std::string> open_paths;  ///< asked for without a token
};

/// Keeps web pages of others, and who has no token, out: Host and Origin against DNS rebinding, CORS for the origins that
/// are allowed (never `*`), the bearer token (RFC 6750) compared in constant time.
class Guard {
public:
    explicit Guard(Admission admission) : admission_(std::move(admission)) {}

    /// The answer to a request that must not go on: 403 for a Host or Origin that is not allowed, 401 with WWW-Authenticate
    /// for a token that is missing or wrong, or the answer to a preflight (OPTIONS with Origin). Nothing: let it in.
    std::optional<Response> refusal(Request const& request) const;
    /// Fields for every answer to a page of an allowed origin, so that it may read it; none for others.
    Headers sharing(Request const& request) const;

private:
    bool knows_host(std::string_view host) const;
    bool knows_origin(std::string_view text) const;
    /// Whether the page came from here: its origin, in `text`, is the Host, and that is one we were told to answer for.
    bool is_of_this_server(std::string_view text, std::optional<std::string> const& host) const;

    Admission admission_;
};

}  // namespace keepsake::http

#pragma once

#include <compare>
#include <string>

namespace keepsake::core {

/// Organisation and project: they come from the key or the local default, never from an argument.
struct Tenant {
    std::string org = "default";
    std::string project = "default";
    auto operator<=>(Tenant const&) const = default;
};

/// Whose a memory is and where it was said. Empty agent, app or session: none was named.
struct Scope {
    Tenant tenant;
    std::string user;
    std::string agent;
    std::string app;
    std::string session;
    auto operator<=>(Scope const&) const = default;
};

/// What a search, a list or a look-up by id is limited to; an empty part does not narrow.
struct ScopeFilter {
    Tenant tenant;
    std::string user;
    std::string agent;
    std::string app;
    std::string session;
};

}  // namespace keepsake::core

#pragma once

#include <string>

#include "core/scope.h"
#include "mcp/call_context.h"
#include "tools/tool_environment.h"

namespace keepsake::tools {

/// On whose behalf a call comes, and whose memories it may touch: those of the whole project, or of one user only when the
/// server's settings or the address at which the client reached it bind the call to that user. Whatever is asked of the
/// engine for a client takes its scope from here.
class Viewer {
public:
    /// Throws CallRefused for names that cannot be, and when settings and address bind to different users.
    Viewer(ToolEnvironment const& environment, mcp::Caller const& caller);

    /// Serves where a call names none.
    std::string const& user() const { return user_; }
    bool sees(std::string const& user) const { return !bound_ || user == user_; }

    core::ScopeFilter all() const;
    core::ScopeFilter own() const { return of(user_); }
    /// All of one user, who must be one that is seen.
    core::ScopeFilter of(std::string const& user) const;
    /// What a call names, as far as it is seen. Throws CallRefused for a user who is not.
    core::ScopeFilter narrowed(core::ScopeFilter named) const;
    /// Whose something new becomes; the rest of what the call names may be empty.
    core::Scope owner(core::ScopeFilter const& named) const;

private:
    core::Tenant tenant_;
    std::string user_;
    std::string app_;
    bool bound_;
};

}  // namespace keepsake::tools

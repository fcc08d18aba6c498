#include "tools/viewer.h"

#include "core/text/json_excerpt.h"
#include "tools/arguments.h"

namespace keepsake::tools {
namespace {

void require_name(char const* what, std::string const& name) {
    if (name.empty() || is_name(name)) return;
    throw CallRefused("The address names " + std::string(what) + " " + core::excerpt(name) + "; expected " + name_rule +
                      ", with no blanks around them.");
}

CallRefused not_seen(std::string const& user, std::string const& seen) {
    return CallRefused("user_id: user \"" + user + "\" not found; this connection sees \"" + seen + "\" only.");
}

}  // namespace

Viewer::Viewer(ToolEnvironment const& environment, mcp::Caller const& caller)
    : tenant_(environment.tenant),
      user_(caller.user.empty() ? environment.user : caller.user),
      app_(caller.app),
      bound_(environment.bound || !caller.user.empty()) {
    require_name("the user", caller.user);
    require_name("the app", caller.app);
    if (environment.bound && user_ != environment.user) throw not_seen(user_, environment.user);
}

core::ScopeFilter Viewer::all() const { return of(bound_ ? user_ : ""); }

core::ScopeFilter Viewer::of(std::string const& user) const {
    return {.tenant = tenant_, .user = user, .agent = "", .app = "", .session = ""};
}

core::ScopeFilter Viewer::narrowed(core::ScopeFilter named) const {
    if (!named.user.empty() && !sees(named.user)) throw not_seen(named.user, user_);
    named.tenant = tenant_;
    if (bound_) named.user = user_;
    return named;
}

core::Scope Viewer::owner(core::ScopeFilter const& named) const {
    auto seen = narrowed(named);
    return {std::move(seen.tenant), seen.user.empty() ? user_ : std::move(seen.user), std::move(seen.agent),
            seen.app.empty() ? app_ : std::move(seen.app), std::move(seen.session)};
}

}  // namespace keepsake::tools

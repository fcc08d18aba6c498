#include "tools/scope_filter.h"

namespace keepsake::tools {
namespace {

constexpr auto example = "{\"filters\": {\"user_id\": \"ana\"}}";

std::string* part_named(core::ScopeFilter& scope, std::string_view name) {
    if (name == "user_id") return &scope.user;
    if (name == "agent_id") return &scope.agent;
    if (name == "app_id") return &scope.app;
    if (name == "session_id" || name == "run_id") return &scope.session;
    return nullptr;
}

}  // namespace

void narrow(core::ScopeFilter& scope, Value const& filters) {
    if (!filters.json().is_object()) filters.refuse_with_call("an object", example);
    for (auto const& [name, condition] : filters.json().items()) {
        auto const value = filters.member(name);
        auto* const part = part_named(scope, name);
        if (name == "AND" && value) {
            for (auto const& item : value->items("[{\"user_id\": \"ana\"}]")) narrow(scope, item);
            continue;
        }
        if (part == nullptr || !value || !value->json().is_string() || value->json() == "*") {
            filters.refuse_with_call(
                "user_id, agent_id, app_id, session_id or run_id, each equal to a name (this version has no other filters yet)",
                example);
        }
        auto const wanted = value->name("\"ana\"");
        if (!part->empty() && *part != wanted)
            value->refuse_with_call("\"" + *part + "\", which the call names already", example);
        *part = wanted;
    }
}

}  // namespace keepsake::tools

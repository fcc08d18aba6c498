#include "tools/memory_tool.h"

#include <array>

#include "tools/filters.h"

namespace keepsake::tools {
namespace {

constexpr std::array<std::string_view, 5> scope_names = {"user_id", "agent_id", "app_id", "session_id", "run_id"};

std::string session_of(Arguments const& arguments) {
    auto const session = arguments.name("session_id", "\"2026-03-14\"");
    auto const run = arguments.name("run_id", "\"2026-03-14\"");
    if (session && run && *session != *run) {
        refuse_argument("run_id", "the same as session_id, of which it is another name", *run,
                        "{\"session_id\": \"2026-03-14\"}");
    }
    return session ? *session : run.value_or("");
}

core::ScopeFilter named_scope(Arguments const& arguments) {
    return {.tenant = {},
            .user = arguments.name("user_id", "\"ana\"").value_or(""),
            .agent = arguments.name("agent_id", "\"planner\"").value_or(""),
            .app = arguments.name("app_id", "\"desktop\"").value_or(""),
            .session = session_of(arguments)};
}

/// What `work` returns; what the caller has to know when it fails becomes the answer.
template <typename Work>
auto explained(Work const& work) -> decltype(work()) {
    try {
        return work();
    } catch (ArgumentError const& error) {
        return mcp::ToolResult::failure(error.what());
    } catch (CallRefused const& refusal) {
        return mcp::ToolResult::failure(refusal.what());
    } catch (memory::StoreFailure const& failure) {
        return mcp::ToolResult::failure(failure.what());
    }
}

}  // namespace

MemoryTool::MemoryTool(ToolEnvironment const& environment, Json definition, std::vector<std::string_view> names)
    : environment_(environment), definition_(std::move(definition)), names_(std::move(names)) {
    names_.insert(names_.end(), scope_names.begin(), scope_names.end());
}

mcp::ToolReply MemoryTool::call(Json const& arguments, mcp::CallContext const& context) const {
    if (!environment_.problem.empty()) return mcp::ToolResult::failure(environment_.problem);
    return explained([&]() -> mcp::ToolReply {
        Arguments const read(arguments, names_);
        auto answer = run(read, context);
        if (answer.text) return mcp::ToolResult::success(std::move(answer.now), std::move(*answer.text));
        auto const shown = [ignored = read.ignored()](Json json) {
            for (auto const& name : ignored) json["ignored"].push_back(name);
            return mcp::ToolResult::success(std::move(json));
        };
        if (!answer.later) return shown(std::move(answer.now));
        auto const ask = [shown, later = std::move(answer.later)]() -> std::optional<mcp::ToolResult> {
            auto json = later();
            return json ? std::optional(shown(std::move(*json))) : std::nullopt;
        };
        return mcp::Awaited{[ask] { return explained(ask); }, shown(std::move(answer.now))};
    });
}

core::Scope MemoryTool::scope_for_adding(Arguments const& arguments, mcp::CallContext const& context) const {
    return Viewer(environment_, context.caller).owner(named_scope(arguments));
}

core::ScopeFilter MemoryTool::scope_for_finding(Arguments const& arguments, core::Filter const& filter,
                                                mcp::CallContext const& context) const {
    Viewer const viewer(environment_, context.caller);
    auto named = named_scope(arguments);
    narrow(named, filter);
    auto scope = viewer.narrowed(std::move(named));
    if (scope.user.empty() && !names_scope(arguments) && !tools::names_scope(filter)) scope.user = viewer.user();
    return scope;
}

core::ScopeFilter MemoryTool::scope_for_ids(Arguments const& arguments, mcp::CallContext const& context) const {
    return Viewer(environment_, context.caller).narrowed(named_scope(arguments));
}

bool MemoryTool::names_scope(Arguments const& arguments) {
    for (auto const name : scope_names) {
        if (arguments.find(name)) return true;
    }
    return false;
}

std::string actor_of(mcp::CallContext const& context) {
    return context.client.empty() ? "unnamed client" : context.client;
}

}  // namespace keepsake::tools

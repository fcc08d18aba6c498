#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/filter/filter.h"
#include "mcp/tool.h"
#include "tools/arguments.h"
#include "tools/tool_environment.h"
#include "tools/viewer.h"

namespace keepsake::tools {

/// What a tool has to say, and how to ask it for what it will say later.
struct Answer {
    Answer(Json says) : now(std::move(says)) {}
    Json now;
    /// What the model reads, where it is not `now` as it stands; then nothing is added to the answer.
    std::optional<std::string> text = std::nullopt;
    /// Asked again and again; nothing as long as there is nothing to say. Absent when all is said.
    std::function<std::optional<Json>()> later = nullptr;
};

/// A tool over the engine: reads its arguments once into values, asks the engine, shows the answer. What the caller
/// has to know when it fails becomes the answer's text.
class MemoryTool : public mcp::Tool {
public:
    /// `names`: the arguments of the tool besides those of the scope.
    MemoryTool(ToolEnvironment const& environment, Json definition, std::vector<std::string_view> names);

    Json const& definition() const override { return definition_; }
    mcp::ToolReply call(Json const& arguments, mcp::CallContext const& context) const override;

protected:
    /// The structured answer.
    virtual Answer run(Arguments const& arguments, mcp::CallContext const& context) const = 0;

    memory::Engine& engine() const { return environment_.engine; }
    ToolEnvironment const& environment() const { return environment_; }

    /// Whose a new memory becomes.
    core::Scope scope_for_adding(Arguments const& arguments, mcp::CallContext const& context) const;
    /// What a search or a list sees: the caller's own user unless something is named, by argument or in the filter.
    core::ScopeFilter scope_for_finding(Arguments const& arguments, core::Filter const& filter,
                                        mcp::CallContext const& context) const;
    /// Where an id is looked up: in all that may be seen, narrowed by what is named.
    core::ScopeFilter scope_for_ids(Arguments const& arguments, mcp::CallContext const& context) const;
    /// Whether the call names a user, agent, app or session.
    static bool names_scope(Arguments const& arguments);

private:
    ToolEnvironment const& environment_;
    Json definition_;
    std::vector<std::string_view> names_;
};

/// Who asks, for the history.
std::string actor_of(mcp::CallContext const& context);

}  // namespace keepsake::tools

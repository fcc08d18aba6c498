#pragma once

#include "mcp/resources.h"
#include "tools/tool_environment.h"

namespace keepsake::tools {

/// memory://knowledge-graph, where the Model Context Protocol's own memory server has it, before all other resources.
class KnowledgeGraphResource final : public mcp::Resources {
public:
    /// Both must live longer.
    KnowledgeGraphResource(ToolEnvironment const& environment, mcp::Resources const& others);

    mcp::ResourcePage list(std::string const& cursor, mcp::CallContext const& context) const override;
    mcp::Json templates() const override;
    std::optional<mcp::ResourceReply> read(std::string const& uri, mcp::CallContext const& context) const override;
    std::string stamp(std::string const& uri, mcp::Caller const& caller) const override;
    std::string list_stamp(mcp::Caller const& caller) const override;
    mcp::Completion complete(std::string const& uri_template, std::string const& variable, std::string const& begun,
                             mcp::CallContext const& context) const override;

private:
    ToolEnvironment const& environment_;
    mcp::Resources const& others_;
    mcp::Json definition_;
    std::string uri_;
};

}  // namespace keepsake::tools

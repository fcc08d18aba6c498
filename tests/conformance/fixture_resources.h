#pragma once

#include "mcp/resources.h"

namespace keepsake::conformance {

/// The resources the suites read by their address. They never change.
class FixtureResources : public mcp::Resources {
public:
    mcp::ResourcePage list(std::string const& cursor, mcp::CallContext const& context) const override;
    mcp::Json templates() const override;
    std::optional<mcp::ResourceReply> read(std::string const& uri, mcp::CallContext const& context) const override;
    std::string stamp(std::string const& uri, mcp::Caller const& caller) const override;
    std::string list_stamp(mcp::Caller const& caller) const override;
    mcp::Completion complete(std::string const& uri_template, std::string const& variable, std::string const& begun,
                             mcp::CallContext const& context) const override;
};

}  // namespace keepsake::conformance

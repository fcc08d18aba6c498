#pragma once

#include "mcp/resources.h"
#include "tools/resource_address.h"
#include "tools/viewer.h"

namespace keepsake::tools {

/// Memories as resources: single ones, those of a user, how many there are, and who or what they speak of. Nobody is
/// shown more than the tools would show them.
class MemoryResources final : public mcp::Resources {
public:
    /// The environment must live longer.
    explicit MemoryResources(ToolEnvironment const& environment);

    mcp::ResourcePage list(std::string const& cursor, mcp::CallContext const& context) const override;
    mcp::Json templates() const override;
    std::optional<mcp::ResourceReply> read(std::string const& uri, mcp::CallContext const& context) const override;
    std::string stamp(std::string const& uri, mcp::Caller const& caller) const override;
    std::string list_stamp(mcp::Caller const& caller) const override;
    mcp::Completion complete(std::string const& uri_template, std::string const& variable, std::string const& begun,
                             mcp::CallContext const& context) const override;

private:
    using Shown = std::optional<mcp::Json>;
    Shown show(MemoryAddress const& address, Viewer const& viewer) const;
    Shown show(UserAddress const& address, Viewer const& viewer) const;
    Shown show(StatsAddress, Viewer const& viewer) const;
    Shown show(EntityAddress const& address, Viewer const& viewer) const;

    std::string stamp_of(MemoryAddress const& address, Viewer const& viewer) const;
    std::string stamp_of(UserAddress const& address, Viewer const& viewer) const;
    std::string stamp_of(StatsAddress, Viewer const& viewer) const;
    std::string stamp_of(EntityAddress const& address, Viewer const& viewer) const;

    /// What `stamp` says of what a caller may see. What cannot be read now has no stamp: read() says why.
    template <typename Stamp>
    std::string stamped(mcp::Caller const& caller, Stamp const& stamp) const;

    /// What a list shows before the first memory.
    mcp::Json fixed_entries(Viewer const& viewer) const;

    ToolEnvironment const& environment_;
    mcp::Json memory_;
    mcp::Json user_memories_;
    mcp::Json stats_;
    mcp::Json entity_;
};

}  // namespace keepsake::tools

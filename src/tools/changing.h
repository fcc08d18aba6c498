#pragma once

#include "tools/memory_tool.h"

namespace keepsake::tools {

class UpdateMemory final : public MemoryTool {
public:
    UpdateMemory(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class DeleteMemory : public MemoryTool {
public:
    DeleteMemory(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
    Json remove(memory::Removal removal, Arguments const& arguments, mcp::CallContext const& context) const;
};

/// delete_all_memories of other servers: its name says what it means, so the scope may be the connection's user.
class DeleteAllMemories final : public DeleteMemory {
public:
    using DeleteMemory::DeleteMemory;

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

}  // namespace keepsake::tools

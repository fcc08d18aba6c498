#pragma once

#include "tools/memory_tool.h"

namespace keepsake::tools {

class SearchMemory final : public MemoryTool {
public:
    SearchMemory(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class ListMemories final : public MemoryTool {
public:
    ListMemories(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class GetMemory final : public MemoryTool {
public:
    GetMemory(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

class GetEvent final : public MemoryTool {
public:
    GetEvent(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;
};

}  // namespace keepsake::tools

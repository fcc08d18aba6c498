#pragma once

#include "tools/memory_tool.h"

namespace keepsake::tools {

class AddMemory final : public MemoryTool {
public:
    AddMemory(ToolEnvironment const& environment, Json definition);

protected:
    Answer run(Arguments const& arguments, mcp::CallContext const& context) const override;

private:
    memory::AddRequest read(Arguments const& arguments, mcp::CallContext const& context) const;
};

}  // namespace keepsake::tools

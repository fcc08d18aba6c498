#pragma once

#include "mcp/service.h"

namespace keepsake::mcp {

void list_tools(SharedService const& service, Request const& request);
void call_tool(SharedService const& service, Request const& request);

}  // namespace keepsake::mcp

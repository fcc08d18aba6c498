#pragma once

#include <optional>

#include "http/message.h"
#include "mcp/tool.h"

namespace keepsake::mcp {

/// What is wrong with a modern request's header fields and version, in the order in which clients are told (revision
/// 2026-07-28, Streamable HTTP: request metadata): a field without a version, `_meta`, the two versions, the version
/// itself, then Mcp-Method, Mcp-Name and Mcp-Param-*. Always with status 400.
std::optional<RpcError> modern_request_fault(http::Headers const& headers, Json const& message, ToolSet const& tools);

}  // namespace keepsake::mcp

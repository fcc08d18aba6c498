#pragma once

#include <string>

#include "http/message.h"
#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// A message as it goes over HTTP: in an error without a request "id" is left out (transports, Streamable HTTP), broken
/// UTF-8 becomes U+FFFD.
std::string message_text(Json const& message);

http::Response json_response(int status, Json const& message, http::Headers headers = {});
/// An error with its own http_status. `id`: of the request, when it is known.
http::Response error_response(RpcError const& error, Json const& id = nullptr, http::Headers headers = {});

/// 503 with Retry-After.
http::Response busy_response(std::string reason, Json const& id = nullptr);
/// 503: the server is about to end.
http::Response stopping_response(Json const& id = nullptr);

}  // namespace keepsake::mcp

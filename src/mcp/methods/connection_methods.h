#pragma once

#include "mcp/service.h"

namespace keepsake::mcp {

/// The legacy handshake.
void initialize(SharedService const& service, Request const& request);
void ping(SharedService const& service, Request const& request);
void set_log_level(SharedService const& service, Request const& request);

/// The modern era: who the server is, and a stream of notices.
void discover(SharedService const& service, Request const& request);
void listen(SharedService const& service, Request const& request);

}  // namespace keepsake::mcp

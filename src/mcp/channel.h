#pragma once

#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// The way back for one message of a client: what is said on the way, and at last its answer. Safe from many threads.
class Channel {
public:
    virtual ~Channel() = default;
    /// A notification, or a request to the client, that belongs to this message.
    virtual void send(Json const& message) = 0;
    /// The last message.
    virtual void answer(Json const& message, int http_status) = 0;
    /// Streamable HTTP of 2025-11-25: ends the connection; the client comes back for the rest. Elsewhere nothing.
    virtual void pause() {}
};

}  // namespace keepsake::mcp

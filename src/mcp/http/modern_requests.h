#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "mcp/http/post_channel.h"
#include "mcp/server.h"

namespace keepsake::mcp {

/// Requests of the modern era: each has a connection of its own, which ends with its answer or when the client hangs up.
/// Safe from many threads.
class ModernRequests {
public:
    explicit ModernRequests(Server& server) : server_(server) {}
    ModernRequests(ModernRequests const&) = delete;
    ModernRequests& operator=(ModernRequests const&) = delete;

    /// A message that is JSON-RPC, and no array.
    void receive(Post const& post, Json message);
    /// Ends the subscriptions.
    void close();
    void cancel_all();

private:
    void remember(std::shared_ptr<Connection> const& connection);
    std::vector<std::shared_ptr<Connection>> open() const;

    Server& server_;
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<Connection>> connections_;
    std::size_t prune_at_ = 64;
};

}  // namespace keepsake::mcp

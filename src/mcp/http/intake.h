#pragma once

#include <functional>
#include <memory>

#include "core/worker_pool.h"
#include "http/exchange.h"
#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// Reads the messages in requests: at once, or when they are large on the pool, so that they hold up nobody. Answers those
/// that are no JSON-RPC itself.
class Intake {
public:
    /// Gets the request without its body, and a message (or an array, which is not looked into).
    using Take = std::function<void(std::shared_ptr<http::Exchange> const&, http::Request, Json)>;

    Intake(core::WorkerPool& pool, std::size_t large_body) : pool_(pool), large_body_(large_body) {}
    void read(std::shared_ptr<http::Exchange> exchange, Take take) const;

private:
    core::WorkerPool& pool_;
    std::size_t large_body_;
};

}  // namespace keepsake::mcp

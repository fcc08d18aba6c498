#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "core/worker_pool.h"
#include "mcp/request.h"
#include "mcp/resource_watch.h"
#include "mcp/server.h"

namespace keepsake::mcp {

/// What the methods stand on. Shared with the calls that run.
struct Service {
    Service(ServerInfo server_info, Features offered, core::WorkerPool& workers, std::function<void()> on_first_client);

    ServerInfo const info;
    Json const server;  ///< the same, as the protocol shows it
    Features const features;
    core::WorkerPool& pool;
    RequestStateSeal const seal;
    Audience audience;
    ResourceWatch watch;

    void meet_first_client() { std::call_once(met_, on_first_client_); }

private:
    std::function<void()> on_first_client_;
    std::once_flag met_;
};

using SharedService = std::shared_ptr<Service>;

/// Does the work for a request on the pool; what it throws becomes the request's error. A pool without room answers at
/// once: `busy`, or an error where that is absent.
void on_worker(SharedService const& service, Request const& request, std::function<void(Request const&)> work,
               std::function<Json()> busy = {});

/// Lists that never change and are the same for everybody (2026-07-28: caching).
inline constexpr int list_lifetime_ms = 3'600'000;
enum class CacheScope { everybody, caller };
/// How long a modern client may keep a result; a legacy one is not told.
Json with_lifetime(Json result, Era era, int ms, CacheScope scope);

/// Refuses every cursor: for lists that have one page.
void expect_first_page(Request const& request);

/// Throws what a request for something unknown is answered with.
[[noreturn]] void refuse_params(std::string message, Json data = nullptr);

}  // namespace keepsake::mcp

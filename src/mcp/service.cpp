#include "mcp/service.h"

#include <spdlog/spdlog.h>

namespace keepsake::mcp {

Service::Service(ServerInfo server_info, Features offered, core::WorkerPool& workers,
                 std::function<void()> on_first_client)
    : info(std::move(server_info)),
      server({{"name", info.name}, {"title", info.title}, {"version", info.version}}),
      features(offered),
      pool(workers),
      watch(offered.resources, audience),
      on_first_client_(std::move(on_first_client)) {}

void on_worker(SharedService const& service, Request const& request, std::function<void(Request const&)> work,
               std::function<Json()> busy) {
    // The service lives as long as the work.
    auto guarded = [service, request, work = std::move(work)] {
        if (request.is_cancelled()) return;
        try {
            work(request);
        } catch (RpcFailure const& failure) {
            request.fail(failure.error());
        } catch (std::exception const& error) {
            spdlog::error("{} failed: {}", request.method(), error.what());
            request.fail({ErrorCode::internal_error, "This failed inside the server (" + std::string(error.what()) +
                                                         "). Its log on stderr says more."});
        }
    };
    if (service->pool.submit(std::move(guarded))) return;
    if (busy) return request.succeed(busy());
    request.fail({ErrorCode::internal_error, "The server is busy: too many calls are waiting. Try again in a moment."});
}

Json with_lifetime(Json result, Era era, int ms, CacheScope scope) {
    if (era == Era::modern) {
        result["ttlMs"] = ms;
        result["cacheScope"] = scope == CacheScope::everybody ? "public" : "private";
    }
    return result;
}

void expect_first_page(Request const& request) {
    auto const cursor = request.params().value("cursor", Json());
    if (!cursor.is_null() && cursor != Json("")) refuse_params("There is no page with this cursor.");
}

void refuse_params(std::string message, Json data) {
    throw RpcFailure({ErrorCode::invalid_params, std::move(message), std::move(data)});
}

}  // namespace keepsake::mcp

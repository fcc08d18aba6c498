#include "mcp/methods/tool_methods.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace keepsake::mcp {
namespace {

/// Between two looks for an answer that is awaited. The pause grows from look to look, so that a short wait ends soon and
/// a long one costs little.
constexpr std::chrono::microseconds first_pause{5'000};
constexpr std::chrono::microseconds longest_pause{100'000};

std::chrono::microseconds after(std::chrono::microseconds pause) { return std::min(longest_pause, pause + pause / 40); }

/// What `call` returns, or that it failed.
template <typename Call>
auto guarded(std::string const& tool, Call const& call) -> decltype(call()) {
    try {
        return call();
    } catch (RpcFailure const&) {
        throw;
    } catch (std::exception const& error) {
        spdlog::error("{} failed: {}", tool, error.what());
        return ToolResult::failure("This call failed inside the server (" + std::string(error.what()) +
                                   "). Its log on stderr says more.");
    }
}

/// A call whose answer is asked for again and again.
struct Waiting {
    Request request;
    std::string tool;
    Awaited awaited;
    std::chrono::microseconds pause = first_pause;
};

void answer_later(SharedService const& service, std::shared_ptr<Waiting> const& waiting) {
    auto look = [service, waiting] {
        auto const& request = waiting->request;
        if (request.is_cancelled()) return;
        try {
            if (auto const result = guarded(waiting->tool, waiting->awaited.ask))
                return request.succeed(result->json());
        } catch (RpcFailure const& failure) {
            return request.fail(failure.error());
        }
        waiting->pause = after(waiting->pause);
        answer_later(service, waiting);
    };
    auto const pause = std::chrono::ceil<std::chrono::milliseconds>(waiting->pause);
    if (!service->pool.submit_after(pause, std::move(look)))
        waiting->request.succeed(waiting->awaited.otherwise.json());
}

void ask_first(SharedService const& service, Request const& request, InputRequired const& input) {
    if (request.era() == Era::modern) return request.require(input, service->seal);
    request.succeed(ToolResult::failure("This tool has to ask something first, which clients can that speak " +
                                        std::string(modern_revision) + " of the protocol.")
                        .json());
}

}  // namespace

void list_tools(SharedService const& service, Request const& request) {
    expect_first_page(request);
    request.succeed(with_lifetime({{"tools", service->features.tools.list()}}, request.era(), list_lifetime_ms,
                                  CacheScope::everybody));
}

void call_tool(SharedService const& service, Request const& request) {
    auto const name = request.params().value("name", Json());
    auto const* const tool = name.is_string() ? service->features.tools.find(name.get<std::string>()) : nullptr;
    if (tool == nullptr) refuse_params("Unknown tool: " + name.dump() + ". tools/list names those there are.");
    auto arguments = request.params().value("arguments", Json::object());
    if (arguments.is_null()) arguments = Json::object();
    if (!arguments.is_object()) refuse_params("\"arguments\" must be an object.");

    auto work = [service, tool, arguments = std::move(arguments)](Request const& running) {
        auto const context = running.context(service->seal);
        auto reply = guarded(tool->name(), [&] { return tool->call(arguments, context); });
        if (auto const* const result = std::get_if<ToolResult>(&reply)) return running.succeed(result->json());
        if (auto const* const input = std::get_if<InputRequired>(&reply)) return ask_first(service, running, *input);
        answer_later(service, std::make_shared<Waiting>(Waiting{running.without_params(), tool->name(),
                                                                std::get<Awaited>(std::move(reply))}));
    };
    on_worker(service, request, std::move(work), [] {
        return ToolResult::failure(
                   "The server is busy: too many calls are waiting. Nothing was done; try again in a moment.")
            .json();
    });
}

}  // namespace keepsake::mcp

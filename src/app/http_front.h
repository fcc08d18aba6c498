#pragma once

#include <functional>

#include "app/readiness.h"
#include "core/settings/http_settings.h"
#include "http/server.h"
#include "mcp/http/endpoints.h"

namespace keepsake::app {

/// Who is let in by these settings at this address.
http::Admission admission(core::HttpSettings const& settings, http::ListenAddress const& address);

/// Where `keepsake serve` listens. An error is a sentence about the setting: not an address, or one that others can reach
/// without a token.
core::Result<http::ListenAddress> listen_address(core::HttpSettings const& settings);

/// Everything that is served over HTTP: MCP at its addresses, /health and /ready.
class HttpFront {
public:
    HttpFront(boost::asio::io_context& io, mcp::Server& server, core::WorkerPool& pool, http::Admission admission,
              std::function<Readiness()> readiness);

    /// The port.
    core::Result<std::uint16_t> listen(http::ListenAddress const& address) { return server_.listen(address); }
    /// Takes nothing new, ends streams; answers that are under way still go out.
    void stop();
    void cancel_calls() { mcp_.cancel_calls(); }
    void close() { server_.close(); }
    bool is_idle() const { return server_.connections() == 0; }

private:
    http::Router routes(core::WorkerPool& pool, std::function<Readiness()> readiness);

    mcp::HttpEndpoints mcp_;
    http::Router router_;
    http::Server server_;
};

}  // namespace keepsake::app

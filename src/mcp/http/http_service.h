#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "mcp/http/intake.h"
#include "mcp/http/modern_requests.h"
#include "mcp/http/sessions.h"

namespace keepsake::mcp {

/// What the endpoints have in common. Lives as long as a handler of theirs does.
struct HttpService {
    HttpService(Server& server, core::WorkerPool& pool, HttpLimits limits, HttpEndpoints::Clock clock);

    bool is_closing() const { return *closing; }
    /// See HttpEndpoints.
    void close();
    void cancel_calls();

    Server& server;
    Intake const intake;
    Sessions sessions;
    ModernRequests modern;
    std::shared_ptr<std::atomic<bool>> const closing = std::make_shared<std::atomic<bool>>(false);
};

/// Why a request with a message cannot be taken, before it is read.
std::optional<http::Response> refusal_of_body(HttpService const& service, http::Request const& request);
/// 400 for an array from a client whose revision has none.
std::optional<http::Response> refusal_of_array(HttpSession const& session, Json const& message);
http::Response too_many_sessions();

}  // namespace keepsake::mcp

#include "mcp/http/http_service.h"

#include "mcp/http/accepted.h"
#include "mcp/http/answers.h"
#include "mcp/revision.h"

namespace keepsake::mcp {

HttpService::HttpService(Server& server_, core::WorkerPool& pool, HttpLimits limits, HttpEndpoints::Clock clock)
    : server(server_), intake(pool, limits.large_body), sessions(limits, std::move(clock)), modern(server_) {}

void HttpService::close() {
    *closing = true;
    modern.close();
    for (auto const& session : sessions.all()) session->close();
}

void HttpService::cancel_calls() {
    modern.cancel_all();
    for (auto const& session : sessions.all()) session->connection()->cancel_all();
}

std::optional<http::Response> refusal_of_body(HttpService const& service, http::Request const& request) {
    if (service.is_closing()) return stopping_response();
    if (says_json(request.headers)) return std::nullopt;
    return error_response({ErrorCode::invalid_request, "Content-Type must be application/json.", nullptr, 415});
}

std::optional<http::Response> refusal_of_array(HttpSession const& session, Json const& message) {
    if (!message.is_array() || session.revision() == batching_revision) return std::nullopt;
    return error_response(
        {ErrorCode::invalid_request, "A message must be a JSON object: this revision has no batches.", nullptr, 400});
}

http::Response too_many_sessions() { return busy_response("The server has too many sessions that are in use."); }

}  // namespace keepsake::mcp

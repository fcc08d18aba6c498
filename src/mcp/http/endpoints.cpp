#include "mcp/http/endpoints.h"

#include "mcp/http/sse_endpoint.h"
#include "mcp/http/streamable_endpoint.h"

namespace keepsake::mcp {
namespace {

/// A router would answer HEAD as GET, which opens a stream.
void refuse_head(http::Router& router, std::string const& pattern) {
    router.add("HEAD", pattern, [](std::shared_ptr<http::Exchange> const& exchange) {
        exchange->respond({405, {{"Allow", "GET, POST"}}, ""});
    });
}

}  // namespace

class HttpEndpoints::State : public HttpService {
    using HttpService::HttpService;
};

HttpEndpoints::HttpEndpoints(Server& server, core::WorkerPool& pool, HttpLimits limits, Clock clock)
    : state_(std::make_shared<State>(server, pool, limits, std::move(clock))) {}

HttpEndpoints::~HttpEndpoints() {
    close();
    cancel_calls();
}

void HttpEndpoints::add_streamable(http::Router& router, std::string const& pattern, CallerOf caller_of) {
    if (!caller_of) caller_of = [](http::Request const&) { return Caller{}; };
    StreamableEndpoint const endpoint(state_);
    router.add("POST", pattern, [endpoint, caller_of](std::shared_ptr<http::Exchange> const& exchange) {
        endpoint.post(exchange, caller_of(exchange->request()));
    });
    router.add("GET", pattern, [endpoint, caller_of](std::shared_ptr<http::Exchange> const& exchange) {
        endpoint.get(exchange, caller_of(exchange->request()));
    });
    router.add("DELETE", pattern, [endpoint, caller_of](std::shared_ptr<http::Exchange> const& exchange) {
        endpoint.remove(exchange, caller_of(exchange->request()));
    });
    refuse_head(router, pattern);
}

void HttpEndpoints::add_sse(http::Router& router, std::string const& stream, std::string const& messages,
                            CallerOf caller_of) {
    if (!caller_of) caller_of = [](http::Request const&) { return Caller{}; };
    SseEndpoint const endpoint(state_, messages);
    router.add("GET", stream, [endpoint, caller_of](std::shared_ptr<http::Exchange> const& exchange) {
        endpoint.get(exchange, caller_of(exchange->request()));
    });
    router.add("POST", messages,
               [endpoint](std::shared_ptr<http::Exchange> const& exchange) { endpoint.post(exchange); });
    refuse_head(router, stream);
}

void HttpEndpoints::close() { state_->close(); }
void HttpEndpoints::cancel_calls() { state_->cancel_calls(); }
std::size_t HttpEndpoints::sessions() const { return state_->sessions.size(); }

}  // namespace keepsake::mcp

#include "app/http_front.h"

namespace keepsake::app {
namespace {

constexpr char const* json_type = "application/json";

http::Response json_response(int status, mcp::Json const& body) {
    return {status, {{"Content-Type", json_type}}, body.dump(-1, ' ', false, mcp::Json::error_handler_t::replace)};
}

/// OpenMemory's addresses: the user is said there, and the client is the app.
mcp::Caller named_in_path(http::Request const& request) {
    return {request.parameters.at("user"), request.parameters.at("client")};
}

void answer_health(std::shared_ptr<http::Exchange> const& exchange) {
    exchange->respond(json_response(200, {{"status", "ok"}, {"version", KEEPSAKE_VERSION}}));
}

http::Response shown(Readiness const& now) {
    return json_response(now.is_ready ? 200 : 503,
                         {{"ready", now.is_ready}, {"store", now.store}, {"embedding_model", now.embedding_model}});
}

}  // namespace

http::Admission admission(core::HttpSettings const& settings, http::ListenAddress const& address) {
    http::Admission who;
    who.token = settings.api_key;
    who.origins = settings.allowed_origins;
    who.hosts = settings.allowed_hosts;
    // Elsewhere than on loopback only who has the token is let in, by whatever name this machine is called.
    who.any_host = !address.is_loopback() && settings.allowed_hosts.empty();
    who.open_paths = {"/health"};
    return who;
}

core::Result<http::ListenAddress> listen_address(core::HttpSettings const& settings) {
    auto address = http::read_listen_address(settings.listen);
    if (!address) {
        return core::Error{core::ErrorKind::bad_argument, "Setting " + settings.shown_listen + " is \"" +
                                                              settings.listen + "\"; " + address.error().message};
    }
    if (!address.value().is_loopback() && settings.api_key.empty()) {
        return core::Error{core::ErrorKind::bad_argument,
                           "Setting " + settings.shown_listen + " is \"" + settings.listen +
                               "\", which other machines can reach; set KEEPSAKE_API_KEY to a secret that clients must "
                               "send as bearer token, or listen on 127.0.0.1."};
    }
    return address;
}

HttpFront::HttpFront(boost::asio::io_context& io, mcp::Server& server, core::WorkerPool& pool,
                     http::Admission admission, std::function<Readiness()> readiness)
    : mcp_(server, pool),
      router_(routes(pool, std::move(readiness))),
      server_(io, http::Guard(std::move(admission)),
              [this](std::shared_ptr<http::Exchange> exchange) { router_.handle(std::move(exchange)); }) {}

http::Router HttpFront::routes(core::WorkerPool& pool, std::function<Readiness()> readiness) {
    http::Router router;
    mcp_.add_streamable(router, "/mcp");
    mcp_.add_sse(router, "/sse", "/messages");
    mcp_.add_streamable(router, "/mcp/{client}/http/{user}", named_in_path);
    mcp_.add_sse(router, "/mcp/{client}/sse/{user}", "/mcp/messages", named_in_path);
    router.add("GET", "/health", answer_health);
    router.add("GET", "/ready",
               [&pool, readiness = std::move(readiness)](std::shared_ptr<http::Exchange> const& exchange) {
                   auto look = [exchange, readiness] { exchange->respond(shown(readiness())); };
                   if (!pool.submit(std::move(look)))
                       exchange->respond(http::error_response(503, "The server is busy."));
               });
    return router;
}

void HttpFront::stop() {
    mcp_.close();
    server_.stop();
}

}  // namespace keepsake::app

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "http/router.h"
#include "mcp/server.h"

namespace keepsake::mcp {

/// What clients over HTTP may take.
struct HttpLimits {
    std::size_t sessions = 1000;  ///< then one without an open stream or call makes room, else 503
    std::chrono::minutes session_idle{30};
    std::size_t events_kept = 256;              ///< of one stream, for a client that comes back (Last-Event-ID)
    std::size_t event_bytes_kept = 256u << 10;  ///< of one session
    std::size_t large_body = 64u << 10;         ///< what is longer is read on a worker
    std::chrono::milliseconds retry{1'000};     ///< after which a client whose stream ended comes back
};

/// MCP over HTTP: Streamable HTTP of both eras on one path, and HTTP+SSE of 2024-11-05. Called on the HTTP server's thread;
/// answers come from any.
class HttpEndpoints {
public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;
    /// On whose behalf a request is made, by its path.
    using CallerOf = std::function<Caller(http::Request const&)>;

    HttpEndpoints(Server& server, core::WorkerPool& pool, HttpLimits limits = {},
                  Clock clock = std::chrono::steady_clock::now);
    HttpEndpoints(HttpEndpoints const&) = delete;
    HttpEndpoints& operator=(HttpEndpoints const&) = delete;
    ~HttpEndpoints();

    /// POST, GET and DELETE. A session belongs to the caller that began it; for others it is not there.
    void add_streamable(http::Router& router, std::string const& pattern, CallerOf caller_of = {});
    /// GET for the stream, POST for the messages, whose address the stream's first event says. `messages` without braces.
    void add_sse(http::Router& router, std::string const& stream, std::string const& messages, CallerOf caller_of = {});

    /// Ends what stays open by itself: streams of GET, of HTTP+SSE and of subscriptions. Calls that run go on.
    void close();
    void cancel_calls();
    std::size_t sessions() const;

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace keepsake::mcp

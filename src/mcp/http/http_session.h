#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "mcp/connection.h"
#include "mcp/http/endpoints.h"
#include "mcp/http/event_stream.h"

namespace keepsake::mcp {

/// A legacy client over HTTP: its connection and the streams on which it is told things. Safe from many threads; lives as
/// long as the store has it or one of its calls runs.
class HttpSession final : public MessageSink, public std::enable_shared_from_this<HttpSession> {
public:
    /// Streamable HTTP, where every request has a way back of its own, or HTTP+SSE with one stream for all.
    enum class Transport { streamable, sse };
    using Time = std::chrono::steady_clock::time_point;

    HttpSession(std::string id, Transport transport, Caller caller, HttpLimits const& limits,
                HttpEndpoints::Clock clock);

    std::string const& id() const { return id_; }
    Transport transport() const { return transport_; }
    /// Keeps the session alive, too.
    std::shared_ptr<Connection> connection();
    std::string revision() const { return connection_.handshake().revision; }

    /// On the stream that belongs to no request.
    void send(Json const& message) override;

    /// Since 2025-11-25 a stream begins with an event that has nothing but an id.
    bool primes() const;
    /// The stream of one request, waiting for its response.
    std::shared_ptr<EventStream> new_stream();
    /// The stream that belongs to no request; with HTTP+SSE the only one. Nothing once it was closed.
    std::shared_ptr<EventStream> standalone() const;
    void open_standalone(std::shared_ptr<http::Stream> response);
    /// Goes on after that event, on whichever stream it was; false when nobody knows it.
    bool resume(std::shared_ptr<http::Stream> const& response, std::string_view event_id);

    void touch() { used_ = clock_(); }
    Time last_used() const { return used_; }
    /// Nobody listens and nothing runs.
    bool is_idle() const;

    /// Ends what stays open by itself; calls go on and, with HTTP+SSE, keep the stream until they are answered.
    void close();
    /// Ends everything.
    void end();

private:
    std::shared_ptr<EventStream> find_stream(EventStream::Number number) const;

    std::string const id_;
    Transport const transport_;
    HttpEndpoints::Clock const clock_;
    std::chrono::milliseconds const retry_;
    std::atomic<Time> used_;
    std::shared_ptr<EventLog> const log_;
    Connection connection_;
    mutable std::mutex mutex_;
    std::shared_ptr<EventStream> standalone_;
    std::map<EventStream::Number, std::shared_ptr<EventStream>> streams_;  ///< of requests
    EventStream::Number last_stream_ = 0;
    bool is_ended_ = false;
};

}  // namespace keepsake::mcp

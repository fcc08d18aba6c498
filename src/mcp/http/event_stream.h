#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/exchange.h"
#include "mcp/http/event_log.h"
#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// Messages in their order as server-sent events, over one HTTP response or, when it breaks, over the next one. Safe from
/// many threads; holds no lock while it writes. Ends with its last owner.
class EventStream {
public:
    using Number = EventLog::Number;
    /// What happens to messages before there is a response: they wait for it, or are only logged.
    enum class Start { waiting, detached };

    /// Events have ids only with a log: `<stream>_<n>`.
    EventStream(Start start, Number number, std::shared_ptr<EventLog> log);
    explicit EventStream(Start start) : EventStream(start, 0, nullptr) {}
    EventStream(EventStream const&) = delete;
    EventStream& operator=(EventStream const&) = delete;
    ~EventStream();

    void send(Json const& message);
    /// An event without data, whose id a client can come back with before there is any other (revision 2025-11-25,
    /// transports: Streamable HTTP).
    void prime(std::chrono::milliseconds retry);
    /// Goes on over this response, with what waits; the one before is ended.
    void attach(std::shared_ptr<http::Stream> response);
    /// Goes on over this response, after that event; false when there was no such event.
    bool resume(std::shared_ptr<http::Stream> const& response, Number after);
    /// Ends the response; what comes is logged.
    void pause();
    /// Ends the response, and takes nothing more.
    void finish();

    /// Whether somebody is there to read.
    bool is_open() const;
    bool is_finished() const;

private:
    enum class Outlet { waiting, open, none };
    using Lock = std::unique_lock<std::mutex>;
    /// Nothing: the response ends here.
    using Piece = std::optional<std::string>;

    std::string id_of(Number event) const;
    void push(Piece piece);
    void write(Lock lock);
    void replace(std::shared_ptr<http::Stream> response, Lock lock);

    Number const number_;
    std::shared_ptr<EventLog> const log_;
    mutable std::mutex mutex_;
    Outlet outlet_;
    std::shared_ptr<http::Stream> response_;
    std::deque<Piece> pieces_;
    Number events_ = 0;
    bool is_writing_ = false;
    bool is_finished_ = false;
};

}  // namespace keepsake::mcp

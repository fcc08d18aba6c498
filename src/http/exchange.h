#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace keepsake::http {

/// An answer whose body comes piece by piece. Safe from many threads; nothing waits for the reader at the other end: who
/// reads too slowly is cut off. Ends when the last owner lets go of it.
class Stream {
public:
    virtual ~Stream() = default;
    /// Dropped when the stream is no longer open.
    virtual void write(std::string bytes) = 0;
    virtual void end() = 0;
    virtual bool is_open() const = 0;
};

/// One request and the way back to who sent it. Safe from many threads; what comes for somebody who has gone is dropped.
/// One of respond() and open_stream() is called, once. Who lets go of an exchange without either has it answered 500.
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual Request const& request() const = 0;
    virtual Request take_request() = 0;
    virtual void respond(Response response) = 0;
    /// `heartbeat`: written whenever nothing else was for Limits::heartbeat; empty: never. When there are too many streams,
    /// 503 is sent and a stream returned that is not open.
    virtual std::shared_ptr<Stream> open_stream(Response head, std::string heartbeat) = 0;
    /// Called at most once, when the other end has gone before the answer was complete, on the server's thread; at once,
    /// on the caller's, when that has happened already.
    virtual void when_gone(std::function<void()> call) = 0;
};

using Handler = std::function<void(std::shared_ptr<Exchange>)>;

}  // namespace keepsake::http

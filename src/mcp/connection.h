#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "mcp/json_rpc.h"

namespace keepsake::mcp {

/// Where messages to one client go. Safe from many threads.
class MessageSink {
public:
    virtual ~MessageSink() = default;
    virtual void send(Json const& message) = 0;
};

/// One client at the other end of a transport: what the handshake said, and the requests that are not answered yet.
/// Shared by the transport and the calls that still run. Safe from many threads.
class Connection {
public:
    explicit Connection(MessageSink& sink) : sink_(sink) {}

    MessageSink& sink() { return sink_; }

    /// The legacy handshake.
    void initialize(std::string revision, std::string client);
    bool is_initialized() const;
    std::string revision() const;
    std::string client() const;

    /// Opens a request; nothing when its id is in use.
    std::optional<std::stop_token> open(Json const& id);
    /// Closes a request; false when it was cancelled meanwhile, so that nothing more may be sent for it.
    bool close(Json const& id);
    void cancel(Json const& id);
    void cancel_all();

    /// A stream of notifications that stays open (`subscriptions/listen`).
    void listen(Json const& id);
    /// Ends all such streams and returns the ids of their requests.
    std::vector<Json> end_listening();

private:
    MessageSink& sink_;
    mutable std::mutex mutex_;
    std::string revision_;
    std::string client_;
    // An id is told from others by its JSON form: 1 and "1" are two.
    std::map<std::string, std::stop_source> open_;
    std::map<std::string, Json> listening_;
};

}  // namespace keepsake::mcp

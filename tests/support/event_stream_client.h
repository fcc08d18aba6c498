#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "support/http_socket.h"

namespace keepsake::testing {

struct ReceivedEvent {
    std::string name;  ///< "message" when it says none
    std::string id;
    std::string data;
};

/// Reads server-sent events of one HTTP answer with chunks. Comments are passed over.
class EventStreamClient {
public:
    /// Connects, sends the request and reads the answer's head.
    EventStreamClient(std::uint16_t port, std::string const& request);
    /// Goes on with a connection on which a request was sent.
    explicit EventStreamClient(HttpSocket socket);

    [[nodiscard]] ReceivedAnswer const& head() const { return head_; }
    /// Nothing when the stream ended as it should. Throws when the connection broke, or nothing comes for long.
    std::optional<ReceivedEvent> next();
    /// The next event with data, as JSON. Throws when the stream ends.
    nlohmann::json next_message();
    /// Whether nothing more comes but events without data, and the stream's proper end.
    bool ends();
    void close() { socket_.close(); }

private:
    std::optional<std::string> next_block();

    HttpSocket socket_;
    ReceivedAnswer head_;
    std::string received_;
    bool ended_ = false;
};

}  // namespace keepsake::testing

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "support/file_descriptor.h"

namespace keepsake::testing {

struct ReceivedAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case; of several of a name the last
    std::string body;                            ///< chunks joined
    std::string version;

    std::string header(std::string const& name) const {
        auto const found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

/// A client over a plain socket: sends exactly the bytes it is told to, waits for what comes. What takes longer than half
/// a minute throws std::runtime_error, as does an end of the connection where more was expected.
class HttpSocket {
public:
    /// Not connected.
    HttpSocket();
    explicit HttpSocket(std::uint16_t port) : HttpSocket() { connect(port); }

    void connect(std::uint16_t port);
    /// So little is kept for who does not read that a sender soon notices. Before connect().
    void keep_little();

    void send(std::string_view bytes) const;
    /// False when the other end has gone.
    bool try_send(std::string_view bytes) const;
    /// How many of the bytes went without waiting for the other end to take some; also none when it has gone.
    std::size_t send_at_once(std::string_view bytes) const;
    bool has_received_something() const;
    /// Says that nothing more will be sent.
    void end_sending() const;
    /// Closes so that the other end sees a reset.
    void reset();
    void close() { socket_.close(); }

    /// Bytes up to and including the mark.
    std::string read_until(std::string_view mark);
    std::string read_bytes(std::size_t count);
    /// Everything up to the end of the connection, of whatever kind.
    std::string read_to_end();
    /// Nothing but the end comes.
    bool is_ended() { return read_to_end().empty(); }
    ReceivedAnswer read_head();
    /// One chunk of a body; empty: the last.
    std::string read_chunk();
    ReceivedAnswer read_answer();
    ReceivedAnswer ask(std::string_view bytes) {
        send(bytes);
        return read_answer();
    }

private:
    /// False at the end.
    bool receive();

    FileDescriptor socket_;
    std::string received_;
};

/// "GET /path HTTP/1.1" with a Host and these lines, each ended by \r\n.
std::string get_request(std::string const& path, std::string const& lines = "");
std::string post_request(std::string const& path, std::string const& body, std::string const& lines = "");

}  // namespace keepsake::testing

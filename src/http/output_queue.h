#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <deque>
#include <string>

namespace keepsake::http {

/// Bytes on their way to a socket.
class OutputQueue {
public:
    using Buffers = std::array<boost::asio::const_buffer, 16>;

    bool empty() const { return pieces_.empty(); }
    /// What the protocol needs beside what somebody wants to send.
    void add_framing(std::string bytes);
    void add_content(std::string bytes);
    /// The next bytes; valid until sent() or clear().
    Buffers buffers() const;
    /// How much content those bytes completed.
    std::size_t sent(std::size_t size);
    /// How much content was thrown away.
    std::size_t clear();

private:
    struct Piece {
        std::string bytes;
        bool content;
    };
    std::deque<Piece> pieces_;
    std::size_t sent_of_first_ = 0;
};

}  // namespace keepsake::http

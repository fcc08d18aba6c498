#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <deque>
#include <memory>
#include <string>

#include "http/outbox.h"

namespace keepsake::http {

/// What is on its way to a client: a whole answer, or what has come of a stream so far. Its content counts among
/// Service::backlogs until it is sent. On the server's thread.
class OutgoingAnswer {
public:
    using Buffers = std::array<boost::asio::const_buffer, 16>;

    explicit OutgoingAnswer(std::shared_ptr<Service> service) : service_(std::move(service)) {}
    OutgoingAnswer(OutgoingAnswer const&) = delete;
    OutgoingAnswer& operator=(OutgoingAnswer const&) = delete;
    ~OutgoingAnswer() { drop(); }

    /// What the protocol needs beside the content.
    void add_framing(std::string bytes);
    /// All that is still to come; may be empty.
    void add_rest(std::string body);
    /// The rest comes through the outbox. `chunk_by_chunk`: framed as RFC 9112, 7.1, has it.
    void follow(std::shared_ptr<Outbox> outbox, bool chunk_by_chunk);
    /// Takes over what has come into the outbox.
    void fetch();
    void add_heartbeat(std::string const& text);

    bool is_stream() const { return outbox_ != nullptr; }
    bool has_overflown() const { return outbox_ && outbox_->has_overflown(); }
    /// Nothing more will come.
    bool is_whole() const { return whole_; }
    bool has_bytes() const { return !pieces_.empty(); }
    /// The next bytes; valid until sent() or drop().
    Buffers buffers() const;
    void sent(std::size_t size);
    /// Ready for the next answer; what was not sent is thrown away, and the outbox closed.
    void drop();

private:
    struct Piece {
        std::string bytes;
        std::size_t counted;
    };
    void add_content(std::string bytes);
    void settle(Piece const& piece);

    std::shared_ptr<Service> const service_;
    std::shared_ptr<Outbox> outbox_;
    bool chunk_by_chunk_ = false;
    bool whole_ = false;
    std::deque<Piece> pieces_;
    std::size_t sent_of_first_ = 0;
};

}  // namespace keepsake::http

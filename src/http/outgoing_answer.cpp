#include "http/outgoing_answer.h"

#include <algorithm>

#include "http/answer_text.h"
#include "http/service.h"

namespace keepsake::http {

void OutgoingAnswer::add_framing(std::string bytes) { pieces_.push_back({std::move(bytes), 0}); }

void OutgoingAnswer::add_rest(std::string body) {
    whole_ = true;
    service_->backlogs.add(body.size());
    add_content(std::move(body));
}

void OutgoingAnswer::follow(std::shared_ptr<Outbox> outbox, bool chunk_by_chunk) {
    outbox_ = std::move(outbox);
    chunk_by_chunk_ = chunk_by_chunk;
}

void OutgoingAnswer::fetch() {
    if (!outbox_ || whole_) return;
    auto batch = outbox_->take();
    std::size_t size = 0;
    for (auto const& piece : batch.pieces) size += piece.size();
    bool const has_chunk = chunk_by_chunk_ && size > 0;
    if (has_chunk) add_framing(chunk_begin(size));
    for (auto& piece : batch.pieces) add_content(std::move(piece));
    if (has_chunk) add_framing(chunk_end);
    if (batch.ended && chunk_by_chunk_) add_framing(last_chunk);
    whole_ = batch.ended;
}

void OutgoingAnswer::add_heartbeat(std::string const& text) {
    add_framing(chunk_by_chunk_ ? chunk_begin(text.size()) + text + chunk_end : text);
}

OutgoingAnswer::Buffers OutgoingAnswer::buffers() const {
    Buffers buffers;
    for (std::size_t i = 0; i < std::min(buffers.size(), pieces_.size()); ++i) {
        buffers[i] = boost::asio::buffer(pieces_[i].bytes);
    }
    buffers[0] += sent_of_first_;
    return buffers;
}

void OutgoingAnswer::sent(std::size_t size) {
    sent_of_first_ += size;
    while (!pieces_.empty() && sent_of_first_ >= pieces_.front().bytes.size()) {
        sent_of_first_ -= pieces_.front().bytes.size();
        settle(pieces_.front());
        pieces_.pop_front();
    }
}

void OutgoingAnswer::drop() {
    for (auto const& piece : pieces_) settle(piece);
    pieces_.clear();
    sent_of_first_ = 0;
    if (outbox_) outbox_->close();
    outbox_.reset();
    whole_ = false;
}

void OutgoingAnswer::add_content(std::string bytes) {
    auto const size = bytes.size();
    if (size > 0) pieces_.push_back({std::move(bytes), size});
}

void OutgoingAnswer::settle(Piece const& piece) {
    if (outbox_) return outbox_->settle(piece.counted);
    service_->backlogs.give_back(piece.counted);
}

}  // namespace keepsake::http

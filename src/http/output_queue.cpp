#include "http/output_queue.h"

#include <algorithm>

namespace keepsake::http {

void OutputQueue::add_framing(std::string bytes) { pieces_.push_back({std::move(bytes), false}); }

void OutputQueue::add_content(std::string bytes) {
    if (!bytes.empty()) pieces_.push_back({std::move(bytes), true});
}

OutputQueue::Buffers OutputQueue::buffers() const {
    Buffers buffers;
    for (std::size_t i = 0; i < std::min(buffers.size(), pieces_.size()); ++i) {
        buffers[i] = boost::asio::buffer(pieces_[i].bytes);
    }
    buffers[0] += sent_of_first_;
    return buffers;
}

std::size_t OutputQueue::sent(std::size_t size) {
    std::size_t content = 0;
    sent_of_first_ += size;
    while (!pieces_.empty() && sent_of_first_ >= pieces_.front().bytes.size()) {
        sent_of_first_ -= pieces_.front().bytes.size();
        if (pieces_.front().content) content += pieces_.front().bytes.size();
        pieces_.pop_front();
    }
    return content;
}

std::size_t OutputQueue::clear() {
    std::size_t content = 0;
    for (auto const& piece : pieces_) content += piece.content ? piece.bytes.size() : 0;
    pieces_.clear();
    sent_of_first_ = 0;
    return content;
}

}  // namespace keepsake::http

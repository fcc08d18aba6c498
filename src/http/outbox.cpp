#include "http/outbox.h"

#include "http/service.h"

namespace keepsake::http {
namespace {

/// Shorter pieces are joined, so that many small ones take no more room than they have bytes.
constexpr std::size_t joined_piece = 16u << 10;

}  // namespace

Outbox::Then Outbox::put(std::string bytes) {
    std::lock_guard const lock(mutex_);
    if (!open_ || bytes.empty()) return Then::nothing;
    auto const backlog = waiting_bytes_ + taken_bytes_;
    bool const fits = backlog == 0 || backlog + bytes.size() <= service_->limits.backlog_bytes;
    if (!fits || !service_->backlogs.take_or_be_alone(bytes.size())) {
        open_ = false;
        overflown_ = true;
        drop_waiting();
        return Then::wake;
    }
    waiting_bytes_ += bytes.size();
    if (!waiting_.empty() && waiting_.back().size() + bytes.size() <= joined_piece) {
        waiting_.back() += bytes;
    } else {
        waiting_.push_back(std::move(bytes));
    }
    return wake();
}

Outbox::Then Outbox::end() {
    std::lock_guard const lock(mutex_);
    if (!open_) return Then::nothing;
    open_ = false;
    return wake();
}

bool Outbox::is_open() const {
    std::lock_guard const lock(mutex_);
    return open_;
}

bool Outbox::has_overflown() const {
    std::lock_guard const lock(mutex_);
    return overflown_;
}

Outbox::Batch Outbox::take() {
    std::lock_guard const lock(mutex_);
    waking_ = false;
    taken_bytes_ += std::exchange(waiting_bytes_, 0);
    return {std::exchange(waiting_, {}), !open_};
}

void Outbox::settle(std::size_t bytes) {
    std::lock_guard const lock(mutex_);
    taken_bytes_ -= bytes;
    service_->backlogs.give_back(bytes);
}

void Outbox::close() {
    std::lock_guard const lock(mutex_);
    open_ = false;
    drop_waiting();
    if (std::exchange(has_place_, false)) service_->streams.give_back(1);
}

Outbox::Then Outbox::wake() { return std::exchange(waking_, true) ? Then::nothing : Then::wake; }

void Outbox::drop_waiting() {
    waiting_.clear();
    service_->backlogs.give_back(std::exchange(waiting_bytes_, 0));
}

}  // namespace keepsake::http

#include "mcp/http/event_stream.h"

#include "http/event_text.h"
#include "mcp/http/answers.h"

namespace keepsake::mcp {

EventStream::EventStream(Start start, Number number, std::shared_ptr<EventLog> log)
    : number_(number), log_(std::move(log)), outlet_(start == Start::waiting ? Outlet::waiting : Outlet::none) {}

EventStream::~EventStream() {
    if (response_) response_->end();
}

void EventStream::send(Json const& message) {
    auto const data = message_text(message);
    Lock lock(mutex_);
    if (is_finished_ || (!log_ && outlet_ == Outlet::none)) return;
    auto const event = events_++;
    auto text = http::event_text({"message", id_of(event), data});
    if (log_) log_->keep(number_, event, text);
    push(std::move(text));
    write(std::move(lock));
}

void EventStream::prime(std::chrono::milliseconds retry) {
    Lock lock(mutex_);
    if (is_finished_ || !log_) return;
    push(http::event_text({"", id_of(events_++), "", static_cast<int>(retry.count())}));
    write(std::move(lock));
}

void EventStream::attach(std::shared_ptr<http::Stream> response) {
    Lock lock(mutex_);
    if (is_finished_ && outlet_ == Outlet::none) pieces_.emplace_back();
    replace(std::move(response), std::move(lock));
}

bool EventStream::resume(std::shared_ptr<http::Stream> const& response, Number after) {
    Lock lock(mutex_);
    if (!log_ || after >= events_) return false;
    pieces_.clear();
    for (auto& text : log_->after(number_, after)) pieces_.emplace_back(std::move(text));
    if (is_finished_) pieces_.emplace_back();
    replace(response, std::move(lock));
    return true;
}

void EventStream::pause() {
    Lock lock(mutex_);
    push(std::nullopt);
    write(std::move(lock));
}

void EventStream::finish() {
    Lock lock(mutex_);
    if (is_finished_) return;
    is_finished_ = true;
    push(std::nullopt);
    write(std::move(lock));
}

bool EventStream::is_open() const {
    Lock const lock(mutex_);
    return response_ && response_->is_open();
}

bool EventStream::is_finished() const {
    Lock const lock(mutex_);
    return is_finished_;
}

std::string EventStream::id_of(Number event) const {
    return log_ ? std::to_string(number_) + "_" + std::to_string(event) : "";
}

void EventStream::push(Piece piece) {
    if (outlet_ != Outlet::none) pieces_.push_back(std::move(piece));
}

// One thread writes for all, so that the pieces keep their order without a lock being held.
void EventStream::write(Lock lock) {
    if (is_writing_) return;
    is_writing_ = true;
    while (outlet_ == Outlet::open && !pieces_.empty()) {
        auto const piece = std::move(pieces_.front());
        pieces_.pop_front();
        auto const response = response_;
        if (!piece) {
            outlet_ = Outlet::none;
            response_.reset();
            pieces_.clear();
        }
        lock.unlock();
        piece ? response->write(*piece) : response->end();
        lock.lock();
    }
    is_writing_ = false;
}

void EventStream::replace(std::shared_ptr<http::Stream> response, Lock lock) {
    auto const before = std::exchange(response_, std::move(response));
    outlet_ = Outlet::open;
    write(std::move(lock));
    if (before) before->end();
}

}  // namespace keepsake::mcp

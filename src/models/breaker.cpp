#include "models/breaker.h"

#include <algorithm>
#include <utility>

namespace keepsake::models {

Breaker::Breaker(std::chrono::milliseconds open_for, Now now, int failures)
    : open_for_(open_for), now_(std::move(now)), most_failures_(failures) {}

std::optional<std::string> Breaker::refusal() {
    std::lock_guard const lock(mutex_);
    if (why_ && (probing_ || now_() < open_until_)) return why_;
    probing_ = why_.has_value();
    return std::nullopt;
}

void Breaker::failed(std::string why) {
    std::lock_guard const lock(mutex_);
    failures_ = std::min(failures_ + 1, most_failures_);
    if (failures_ < most_failures_) return;
    why_ = std::move(why);
    open_until_ = now_() + open_for_;
    probing_ = false;
}

void Breaker::succeeded() {
    std::lock_guard const lock(mutex_);
    failures_ = 0;
    why_.reset();
    probing_ = false;
}

void Breaker::abandoned() {
    std::lock_guard const lock(mutex_);
    probing_ = false;
}

}  // namespace keepsake::models

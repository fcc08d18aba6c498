#include "http/departure.h"

#include <utility>

namespace keepsake::http {

// No call is made or destroyed under the lock: it may own what comes back here.

void Departure::when_gone(std::function<void()> call) {
    {
        std::lock_guard const lock(mutex_);
        if (state_ == State::here) std::swap(call_, call);
        if (state_ != State::gone) return;
    }
    call();
}

void Departure::announce() {
    std::function<void()> call;
    {
        std::lock_guard const lock(mutex_);
        if (state_ != State::here) return;
        state_ = State::gone;
        std::swap(call_, call);
    }
    if (call) call();
}

void Departure::settle() {
    std::function<void()> call;
    std::lock_guard const lock(mutex_);
    state_ = State::settled;
    std::swap(call_, call);
}

}  // namespace keepsake::http

#pragma once

#include <atomic>
#include <stdexcept>
#include <string>

#include "core/time.h"

namespace keepsake::testing {

inline core::Timestamp at(std::string const& text) {
    auto const time = core::parse_time(text);
    if (!time) throw std::invalid_argument("no time: " + text);
    return *time;
}

/// A clock that stands still until it is told otherwise. Safe from many threads.
class SetClock final : public core::Clock {
public:
    explicit SetClock(core::Timestamp now) : now_(now) {}
    core::Timestamp now() const override { return now_; }
    void set(core::Timestamp now) { now_ = now; }
    void pass(std::chrono::milliseconds time) { now_ = now_.load() + time; }

private:
    std::atomic<core::Timestamp> now_;
};

}  // namespace keepsake::testing

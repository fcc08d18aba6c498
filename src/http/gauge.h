#pragma once

#include <atomic>
#include <cstddef>

namespace keepsake::http {

/// How much of something is taken. Safe from many threads.
class Gauge {
public:
    explicit Gauge(std::size_t most) : most_(most) {}

    /// False, and nothing taken, when that would be too much.
    bool take(std::size_t amount) {
        auto taken = taken_.load();
        do {
            if (taken > most_ || amount > most_ - taken) return false;
        } while (!taken_.compare_exchange_weak(taken, taken + amount));
        return true;
    }
    /// Also when it is too much, as long as nothing else is taken.
    bool take_or_be_alone(std::size_t amount) {
        std::size_t none = 0;
        return take(amount) || taken_.compare_exchange_strong(none, amount);
    }
    /// Whatever the limit is.
    void add(std::size_t amount) { taken_ += amount; }
    bool has_room(std::size_t amount) const {
        std::size_t const taken = taken_;
        return taken == 0 || (taken <= most_ && amount <= most_ - taken);
    }
    void give_back(std::size_t amount) { taken_ -= amount; }

private:
    std::size_t const most_;
    std::atomic<std::size_t> taken_ = 0;
};

}  // namespace keepsake::http

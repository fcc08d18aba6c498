#include "soak_tally.h"

#include <algorithm>
#include <thread>

namespace keepsake::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_reason = 160;
constexpr std::size_t most_kinds = 60;

Clock::duration seconds(double count) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

/// Its beginning, every number as "0".
std::string kind_of(std::string_view reason) {
    std::string kind;
    for (char const c : reason.substr(0, longest_reason)) {
        bool const is_digit = c >= '0' && c <= '9';
        if (!is_digit || !kind.ends_with('0')) kind += is_digit ? '0' : c;
    }
    return kind;
}

}  // namespace

void SoakTally::done(std::string const& what) {
    std::lock_guard const lock(mutex_);
    ++done_[what];
}

void SoakTally::failed(std::string const& what, std::string const& why) {
    auto const kind = what + ": " + kind_of(why);
    std::lock_guard const lock(mutex_);
    ++failures_;
    ++failed_[failed_.contains(kind) || failed_.size() < most_kinds ? kind : what + ": something else"];
}

void SoakTally::left_session() {
    std::lock_guard const lock(mutex_);
    left_.push_back(Clock::now());
}

std::size_t SoakTally::failures() const {
    std::lock_guard const lock(mutex_);
    return failures_;
}

SoakTally::Counts SoakTally::done() const {
    std::lock_guard const lock(mutex_);
    return done_;
}

SoakTally::Counts SoakTally::failed() const {
    std::lock_guard const lock(mutex_);
    return failed_;
}

std::size_t SoakTally::sessions_left_within(std::chrono::minutes time) const {
    auto const since = Clock::now() - time;
    std::lock_guard const lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(left_.begin(), left_.end(), [&](Time const& left) { return left > since; }));
}

SoakPace::SoakPace(double requests_per_second, double time)
    : between_(seconds(1 / requests_per_second)), end_(Clock::now() + seconds(time)), next_(Clock::now()) {}

void SoakPace::wait() {
    Time turn;
    {
        std::lock_guard const lock(mutex_);
        turn = std::max(next_, Clock::now());
        next_ = turn + between_;
        ++requests_;
    }
    std::this_thread::sleep_until(turn);
}

std::size_t SoakPace::requests() const {
    std::lock_guard const lock(mutex_);
    return requests_;
}

}  // namespace keepsake::bench

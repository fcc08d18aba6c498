#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace keepsake::bench {

/// What has happened in a soak so far. Safe from many threads.
class SoakTally {
public:
    using Counts = std::map<std::string, std::size_t>;

    void done(std::string const& what);
    /// The beginning of the reason, numbers aside, tells kinds of errors apart.
    void failed(std::string const& what, std::string const& why);
    /// A session was left behind without a word.
    void left_session();

    std::size_t failures() const;
    Counts done() const;
    Counts failed() const;
    /// Those that the server still has when it keeps each for so long.
    std::size_t sessions_left_within(std::chrono::minutes time) const;

private:
    using Time = std::chrono::steady_clock::time_point;

    mutable std::mutex mutex_;
    Counts done_;
    Counts failed_;
    std::size_t failures_ = 0;
    std::deque<Time> left_;
};

/// Lets requests go at a rate, whoever makes them, until the time is over. Safe from many threads.
class SoakPace {
public:
    SoakPace(double requests_per_second, double seconds);

    /// Waits for the next request's turn, also when the time is over.
    void wait();
    bool is_over() const { return is_ended_ || std::chrono::steady_clock::now() >= end_; }
    /// Before its time.
    void end() { is_ended_ = true; }
    std::size_t requests() const;

private:
    using Time = std::chrono::steady_clock::time_point;

    std::chrono::steady_clock::duration const between_;
    Time const end_;
    std::atomic<bool> is_ended_ = false;
    mutable std::mutex mutex_;
    Time next_;
    std::size_t requests_ = 0;
};

}  // namespace keepsake::bench

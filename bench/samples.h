#pragma once

#include <chrono>
#include <vector>

namespace keepsake::bench {

using Milliseconds = std::chrono::duration<double, std::milli>;

class Stopwatch {
public:
    Milliseconds elapsed() const { return std::chrono::steady_clock::now() - start_; }
    double seconds() const { return std::chrono::duration<double>(elapsed()).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Times of one thing done many times.
class Samples {
public:
    void add(Milliseconds time) { times_.push_back(time.count()); }
    void add(Samples const& others) { times_.insert(times_.end(), others.times_.begin(), others.times_.end()); }

    std::size_t size() const { return times_.size(); }
    /// Milliseconds that the share `p` of all stays within; 0 without any.
    double percentile(double p) const;
    double p50() const { return percentile(.5); }
    double p95() const { return percentile(.95); }

private:
    std::vector<double> times_;
};

/// Times one call and hands on its result.
template <typename Work>
auto timed(Samples& samples, Work&& work) {
    Stopwatch const watch;
    auto result = work();
    samples.add(watch.elapsed());
    return result;
}

}  // namespace keepsake::bench

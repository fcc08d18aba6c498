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

/// What came of one thing done many times: times in milliseconds, or other amounts.
class Samples {
public:
    void add(Milliseconds time) { add(time.count()); }
    void add(double value) { values_.push_back(value); }
    void add(Samples const& others) { values_.insert(values_.end(), others.values_.begin(), others.values_.end()); }

    std::size_t size() const { return values_.size(); }
    double mean() const;
    /// What the share `p` of all stays within; 0 without any.
    double percentile(double p) const;
    double p50() const { return percentile(.5); }
    double p95() const { return percentile(.95); }

private:
    std::vector<double> values_;
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

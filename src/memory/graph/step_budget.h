#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace keepsake::memory {

/// The most relations that one question looks at, in all the graphs it asks.
constexpr std::int64_t most_steps = 200'000;

/// What a question may still cost, one step for each relation or name that is looked at. Used by one thread.
class StepBudget {
public:
    explicit StepBudget(std::stop_token stop = {}, std::int64_t steps = most_steps)
        : stop_(std::move(stop)), steps_(steps), left_(steps) {}

    /// Takes one step; false when there is none left, or nobody waits for the answer any more.
    bool take() {
        if (left_ <= 0) return refuse();
        --left_;
        return left_ % steps_between_looks != 0 || !stop_.stop_requested() || refuse();
    }

    bool reached() const { return reached_; }
    /// What was reached, and how to ask for less; none when the steps were enough.
    std::optional<std::string> sentence(std::string_view advice) const {
        if (!reached_) return std::nullopt;
        if (stop_.stop_requested()) return "The question was called off before all was looked at.";
        return "After " + std::to_string(steps_) + " relations the search was stopped; " + std::string(advice) + ".";
    }

private:
    static constexpr std::int64_t steps_between_looks = 1'024;

    bool refuse() {
        left_ = 0;
        reached_ = true;
        return false;
    }

    std::stop_token stop_;
    std::int64_t steps_;
    std::int64_t left_;
    bool reached_ = false;
};

}  // namespace keepsake::memory

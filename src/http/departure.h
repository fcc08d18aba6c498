#pragma once

#include <functional>
#include <mutex>

namespace keepsake::http {

/// Whether who asked has gone before the answer was complete, and who wants to know. Safe from many threads.
class Departure {
public:
    /// Calls at once when that has happened; never, when the answer is complete.
    void when_gone(std::function<void()> call);
    void announce();
    /// The answer is complete: nobody is called any more.
    void settle();

private:
    enum class State { here, gone, settled };

    std::mutex mutex_;
    State state_ = State::here;
    std::function<void()> call_;
};

}  // namespace keepsake::http

#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace keepsake::models {

/// Keeps callers from waiting for a server that has just failed: for a while they get the reason at once, then one of
/// them tries again. Safe from many threads.
class Breaker {
public:
    using Now = std::function<std::chrono::steady_clock::time_point()>;

    /// Opens after so many failures in a row, and again when the one that tries afterwards fails.
    Breaker(std::chrono::milliseconds open_for, Now now, int failures = 1);

    /// Why the server is not to be asked now. Who gets nothing asks, and reports with one of the three below.
    std::optional<std::string> refusal();

    void failed(std::string why);
    void succeeded();
    void abandoned();

private:
    std::chrono::milliseconds const open_for_;
    Now const now_;
    int const most_failures_;
    std::mutex mutex_;
    int failures_ = 0;                ///< in a row
    std::optional<std::string> why_;  ///< nothing: closed
    std::chrono::steady_clock::time_point open_until_;
    bool probing_ = false;
};

}  // namespace keepsake::models

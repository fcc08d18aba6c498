#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace keepsake::core {

/// A fixed number of threads working off a queue of limited length. Work may be given for later; until then it takes a
/// place in the queue and no thread.
class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t most_waiting);
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;
    /// Drops what waits, ends what runs.
    ~WorkerPool();

    /// False when the queue is full or the pool is stopping; the work is then not taken. Work must not throw.
    [[nodiscard]] bool submit(std::function<void()> work);
    /// The same, but not before the delay is over. It then takes its turn among what came meanwhile.
    [[nodiscard]] bool submit_after(std::chrono::milliseconds delay, std::function<void()> work);

    /// Waits until nothing waits, for a thread or for its time, and nothing runs; false when that took longer than
    /// `patience`.
    bool wait_until_idle(std::chrono::milliseconds patience);

    /// Forgets what waits and takes nothing more.
    void drop_waiting();

private:
    using Time = std::chrono::steady_clock::time_point;
    using Work = std::function<void()>;

    void work();
    /// The next work that is due, waiting for it; nothing when the pool is stopping.
    Work next(std::unique_lock<std::mutex>& lock);

    std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::condition_variable idle_;
    std::multimap<Time, Work> waiting_;  ///< by the time from which it may run
    std::size_t running_ = 0;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace keepsake::core

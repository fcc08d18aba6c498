#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace keepsake::core {

/// A fixed number of threads working off a queue of limited length.
class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t most_waiting);
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;
    /// Drops what waits, ends what runs.
    ~WorkerPool();

    /// False when the queue is full or the pool is stopping; the work is then not taken. Work must not throw.
    [[nodiscard]] bool submit(std::function<void()> work);

    /// Waits until nothing waits or runs; false when that took longer than `patience`.
    bool wait_until_idle(std::chrono::milliseconds patience);

    /// Forgets what waits and takes nothing more.
    void drop_waiting();

private:
    void work();

    std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    std::size_t running_ = 0;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace keepsake::core

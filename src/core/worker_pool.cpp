#include "core/worker_pool.h"

namespace keepsake::core {

WorkerPool::WorkerPool(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { drop_waiting(); }

bool WorkerPool::submit(std::function<void()> work) {
    return submit_after(std::chrono::milliseconds::zero(), std::move(work));
}

bool WorkerPool::submit_after(std::chrono::milliseconds delay, std::function<void()> work) {
    {
        std::lock_guard const lock(mutex_);
        if (stopping_ || waiting_.size() >= most_waiting_) return false;
        waiting_.emplace(std::chrono::steady_clock::now() + delay, std::move(work));
    }
    came_.notify_one();
    return true;
}

bool WorkerPool::wait_until_idle(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return idle_.wait_for(lock, patience, [this] { return waiting_.empty() && running_ == 0; });
}

void WorkerPool::drop_waiting() {
    std::multimap<Time, Work> dropped;
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
        if (running_ == 0) idle_.notify_all();
    }
    came_.notify_all();
}

WorkerPool::Work WorkerPool::next(std::unique_lock<std::mutex>& lock) {
    while (!stopping_) {
        if (waiting_.empty()) {
            came_.wait(lock);
            continue;
        }
        auto const first = waiting_.begin();
        if (auto const due = first->first; due > std::chrono::steady_clock::now()) {
            came_.wait_until(lock, due);
            continue;
        }
        auto work = std::move(first->second);
        waiting_.erase(first);
        // This thread watches the clock no more, so another one has to.
        if (!waiting_.empty()) came_.notify_one();
        return work;
    }
    return nullptr;
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    while (auto work = next(lock)) {
        ++running_;
        lock.unlock();
        work();
        work = nullptr;
        lock.lock();
        --running_;
        if (waiting_.empty() && running_ == 0) idle_.notify_all();
    }
}

}  // namespace keepsake::core

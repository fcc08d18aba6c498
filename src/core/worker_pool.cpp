#include "core/worker_pool.h"

namespace keepsake::core {

WorkerPool::WorkerPool(std::size_t threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { drop_waiting(); }

bool WorkerPool::submit(std::function<void()> work) {
    {
        std::lock_guard const lock(mutex_);
        if (stopping_ || waiting_.size() >= most_waiting_) return false;
        waiting_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

bool WorkerPool::wait_until_idle(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return waiting_.empty() && running_ == 0; });
}

void WorkerPool::drop_waiting() {
    std::deque<std::function<void()>> dropped;
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        dropped.swap(waiting_);
    }
    changed_.notify_all();
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto const next = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        next();
        lock.lock();
        --running_;
        if (waiting_.empty() && running_ == 0) changed_.notify_all();
    }
}

}  // namespace keepsake::core

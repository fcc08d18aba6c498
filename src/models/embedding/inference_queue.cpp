#include "models/embedding/inference_queue.h"

#include <algorithm>

namespace keepsake::models {

InferenceQueue::InferenceQueue(std::size_t lanes, Courtesy courtesy) : courtesy_(courtesy) {
    for (std::size_t lane = 0; lane < lanes; ++lane) lanes_.emplace_back([this, lane] { serve(lane); });
}

InferenceQueue::~InferenceQueue() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    arrived_.notify_all();
    done_.notify_all();
    lanes_.clear();
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return callers_ == 0; });
}

bool InferenceQueue::run(std::size_t parts, Urgency urgency, std::stop_token stop, Work const& work) {
    if (parts == 0) return true;
    if (stop.stop_requested()) return false;
    Batch batch{parts, work, stop, urgency};
    enter(batch, urgency);
    {
        std::stop_callback const when_stopped(stop, [this, &batch] {
            std::lock_guard const lock(mutex_);
            give_up(batch);
            done_.notify_all();
        });
        std::unique_lock lock(mutex_);
        bool given_up = false;
        done_.wait(lock, [&] {
            given_up = given_up || ending_ || stop.stop_requested();
            return batch.running == 0 && (batch.begun == batch.parts || given_up || batch.failure);
        });
        give_up(batch);
    }
    leave();
    if (batch.failure) std::rethrow_exception(batch.failure);
    return batch.begun == batch.parts;
}

void InferenceQueue::enter(Batch& batch, Urgency urgency) {
    std::lock_guard const lock(mutex_);
    waiting_[static_cast<std::size_t>(urgency)].push_back(&batch);
    ++callers_;
    batch.parts == 1 ? arrived_.notify_one() : arrived_.notify_all();
}

void InferenceQueue::leave() {
    std::lock_guard const lock(mutex_);
    --callers_;
    // Still under the lock: once it is free, the queue may be gone.
    if (ending_) done_.notify_all();
}

void InferenceQueue::give_up(Batch& batch) {
    for (auto& queue : waiting_) std::erase(queue, &batch);
}

bool InferenceQueue::is_idle() const {
    return std::all_of(waiting_.begin(), waiting_.end(), [](auto const& queue) { return queue.empty(); });
}

InferenceQueue::Batch* InferenceQueue::next() {
    auto const queue = std::find_if(waiting_.begin(), waiting_.end(), [](auto const& of) { return !of.empty(); });
    if (queue == waiting_.end()) return nullptr;
    auto* const batch = queue->front();
    queue->pop_front();
    if (batch->begun + 1 < batch->parts) queue->push_back(batch);
    return batch;
}

InferenceQueue::Clock::time_point InferenceQueue::free_for_questions_until() const {
    if (!waiting_.front().empty()) return {};
    return std::min(last_question_ + courtesy_.between_questions, last_other_ + courtesy_.at_most);
}

void InferenceQueue::serve(std::size_t lane) {
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [this] { return ending_ || !is_idle(); });
        if (ending_) return;
        if (auto const until = free_for_questions_until(); until > Clock::now()) {
            arrived_.wait_until(lock, until, [this] { return ending_ || !waiting_.front().empty(); });
            continue;
        }
        auto& batch = *next();
        if (batch.stop.stop_requested()) {  // the caller is about to be told
            give_up(batch);
            continue;
        }
        auto const part = batch.begun++;
        ++batch.running;
        bool const is_question = batch.urgency == Urgency::waited_for;
        if (!is_question) last_other_ = Clock::now();
        lock.unlock();
        std::exception_ptr failure;
        try {
            batch.work(lane, part);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (is_question) last_question_ = Clock::now();
        if (failure) {
            if (!batch.failure) batch.failure = failure;
            give_up(batch);
        }
        // The caller's batch is gone once the last part is counted and the lock is free.
        if (--batch.running == 0) done_.notify_all();
    }
}

}  // namespace keepsake::models

#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "models/embedding/embedder.h"

namespace keepsake::models {

/// A few threads, the lanes, that work off the parts of many callers' batches: the more urgent first, those of one urgency
/// in turn, so that a question never waits behind a long conversation. Where one question follows the other, less urgent
/// parts keep out of their way.
class InferenceQueue {
public:
    /// How long less urgent parts wait for the next question, since one was answered; and in all, since one of them began.
    struct Courtesy {
        std::chrono::milliseconds between_questions{25};
        std::chrono::milliseconds at_most{200};
    };

    /// `part` of a batch, on a lane that nobody else uses meanwhile.
    using Work = std::function<void(std::size_t lane, std::size_t part)>;

    explicit InferenceQueue(std::size_t lanes) : InferenceQueue(lanes, Courtesy{}) {}
    InferenceQueue(std::size_t lanes, Courtesy courtesy);
    InferenceQueue(InferenceQueue const&) = delete;
    InferenceQueue& operator=(InferenceQueue const&) = delete;
    /// Ends what runs and gives up what waits; returns when no caller is left in run().
    ~InferenceQueue();

    /// Does `work` for each part and returns when all are done; false when that was stopped before: nothing
    /// is begun after the stop. The first exception of a part is thrown here.
    bool run(std::size_t parts, Urgency urgency, std::stop_token stop, Work const& work);

private:
    using Clock = std::chrono::steady_clock;
    struct Batch {
        std::size_t parts;
        Work const& work;
        std::stop_token const& stop;
        Urgency urgency;
        std::size_t begun = 0;
        std::size_t running = 0;
        std::exception_ptr failure = nullptr;
    };

    void enter(Batch& batch, Urgency urgency);
    void leave();
    void serve(std::size_t lane);
    /// The batch whose turn it is; none when nothing waits.
    Batch* next();
    void give_up(Batch& batch);
    bool is_idle() const;
    /// Until when nothing but a question is begun.
    Clock::time_point free_for_questions_until() const;

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable done_;
    std::array<std::deque<Batch*>, 3> waiting_;  ///< by urgency
    std::size_t callers_ = 0;                    ///< in run()
    Courtesy const courtesy_;
    Clock::time_point last_question_{};            ///< answered
    Clock::time_point last_other_ = Clock::now();  ///< begun
    bool ending_ = false;
    std::vector<std::jthread> lanes_;
};

}  // namespace keepsake::models

#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "core/worker_pool.h"
#include "memory/housekeeping.h"
#include "memory/jobs/job_runner.h"
#include "memory/jobs/presence.h"

namespace keepsake::memory {

/// Takes jobs from the queue and has them run, a few at once. One thread looks for work: when it is woken, when a job has
/// ended, and several times a second while jobs wait or run anywhere, so that those of a process that is gone go on at
/// once.
class JobWorkers {
public:
    JobWorkers(JobRunner& runner, storage::JobQueue& queue, Housekeeping& housekeeping, core::Clock const& clock,
               std::filesystem::path data_directory, int most_at_once);
    JobWorkers(JobWorkers const&) = delete;
    JobWorkers& operator=(JobWorkers const&) = delete;
    /// Breaks off what runs; it stays in the queue.
    ~JobWorkers();

    /// Begins; the store must be open.
    void start();
    /// There may be something to do.
    void wake();

private:
    void look_for_work(std::stop_token stop);
    void take_jobs();
    void run(storage::LeasedJob job);
    /// Until the store takes it: a lease of a living process is never taken over.
    void give_back(storage::Lease const& lease, std::string const& why);
    bool has_room();

    JobRunner& runner_;
    storage::JobQueue& queue_;
    Housekeeping& housekeeping_;
    core::Clock const& clock_;
    std::filesystem::path data_directory_;
    std::size_t const most_at_once_;
    std::optional<Presence> presence_;
    std::stop_source stop_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool woken_ = true;
    std::size_t running_ = 0;
    std::optional<core::WorkerPool> pool_;
    std::jthread looking_;
};

}  // namespace keepsake::memory

#include "memory/jobs/job_workers.h"

#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

#include "models/backoff.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;

/// How soon the jobs of a process that is gone are taken over, and quiet windows are seen to be over.
constexpr auto pause_with_work = 200ms;
/// How soon what other processes queued is seen.
constexpr auto pause_without_work = 1000ms;
constexpr auto pause_after_failure = 10s;

}  // namespace

JobWorkers::JobWorkers(JobRunner& runner, storage::JobQueue& queue, Housekeeping& housekeeping,
                       core::Clock const& clock, std::filesystem::path data_directory, int most_at_once)
    : runner_(runner),
      queue_(queue),
      housekeeping_(housekeeping),
      clock_(clock),
      data_directory_(std::move(data_directory)),
      most_at_once_(static_cast<std::size_t>(most_at_once)) {}

JobWorkers::~JobWorkers() {
    stop_.request_stop();
    looking_ = {};
    pool_.reset();
}

void JobWorkers::start() {
    std::lock_guard const lock(mutex_);
    if (looking_.joinable()) return;
    presence_.emplace(data_directory_);
    pool_.emplace(most_at_once_, most_at_once_);
    looking_ = std::jthread([this](std::stop_token const& stop) { look_for_work(stop); });
}

void JobWorkers::wake() {
    {
        std::lock_guard const lock(mutex_);
        woken_ = true;
    }
    changed_.notify_one();
}

void JobWorkers::look_for_work(std::stop_token stop) {
    while (!stop.stop_requested()) {
        std::chrono::milliseconds pause = pause_without_work;
        try {
            take_jobs();
            if (queue_.has_work()) pause = pause_with_work;
        } catch (std::exception const& error) {
            spdlog::error("{}", error.what());
            pause = pause_after_failure;
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, pause, [this] { return woken_; });
        woken_ = false;
    }
}

bool JobWorkers::has_room() {
    std::lock_guard const lock(mutex_);
    return running_ < most_at_once_;
}

void JobWorkers::take_jobs() {
    while (has_room()) {
        auto job =
            queue_.lease(presence_->name(), [this](std::string const& name) { return presence_->is_alive(name); });
        if (!job) return;
        {
            std::lock_guard const lock(mutex_);
            ++running_;
        }
        auto const lease = job->lease;
        if (!pool_->submit([this, leased = std::move(*job)] { run(leased); })) give_back(lease, "The program ends.");
    }
}

void JobWorkers::run(storage::LeasedJob job) {
    auto const lease = job.lease;
    auto const event = job.event;
    housekeeping_.extraction_begins();
    try {
        runner_.run(std::move(job), stop_.get_token());
        auto const use = queue_.usage_of(lease.job);
        spdlog::info("event {}: {} calls of language models so far, {} tokens, {} ms{}", event.text, use.calls,
                     use.prompt_tokens + use.completion_tokens, use.milliseconds,
                     use.cost ? fmt::format(", cost {:.6f}", *use.cost) : "");
    } catch (std::exception const& error) {
        spdlog::error("{}", error.what());
        give_back(lease, error.what());
    }
    housekeeping_.extraction_ends();
    {
        std::lock_guard const lock(mutex_);
        --running_;
    }
    wake();
}

void JobWorkers::give_back(storage::Lease const& lease, std::string const& why) {
    while (!stop_.stop_requested()) {
        try {
            (void)queue_.postpone(lease, clock_.now() + pause_after_failure, why);
            return;
        } catch (std::exception const& error) {
            spdlog::error("{}", error.what());
            models::pause(pause_after_failure, stop_.get_token());
        }
    }
}

}  // namespace keepsake::memory

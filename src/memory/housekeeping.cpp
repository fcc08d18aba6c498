#include "memory/housekeeping.h"

#include <spdlog/spdlog.h>

#include "core/process.h"

namespace keepsake::memory {
namespace {

/// A model that was not to be had is asked again, and what other processes left is found, without being woken.
constexpr std::chrono::minutes pause{1};
constexpr std::chrono::seconds longest_giving_way{5};

}  // namespace

std::filesystem::path housekeeping_lock(std::filesystem::path const& data_directory) {
    return data_directory / "housekeeping.lock";
}

Housekeeping::Housekeeping(storage::Store& store, TextVectors& vectors, HandedOut& handed_out,
                           std::filesystem::path const& data_directory)
    : store_(store), vectors_(vectors), handed_out_(handed_out), lock_(housekeeping_lock(data_directory)) {}

Housekeeping::~Housekeeping() = default;

void Housekeeping::start() {
    std::lock_guard const lock(mutex_);
    if (!thread_.joinable()) thread_ = std::jthread([this](std::stop_token const& stop) { work(stop); });
}

void Housekeeping::wake() {
    {
        std::lock_guard const lock(mutex_);
        woken_ = true;
    }
    changed_.notify_one();
}

void Housekeeping::extraction_begins() {
    std::lock_guard const lock(mutex_);
    ++extractions_;
    woken_ = true;  // should it take long
}

void Housekeeping::extraction_ends() {
    {
        std::lock_guard const lock(mutex_);
        --extractions_;
        woken_ = true;
    }
    changed_.notify_one();
}

bool Housekeeping::is_extracting() {
    std::lock_guard const lock(mutex_);
    return extractions_ > 0;
}

void Housekeeping::work(std::stop_token stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, stop, pause, [this] { return woken_; });
            changed_.wait_for(lock, stop, longest_giving_way, [this] { return extractions_ == 0; });
            woken_ = false;
        }
        try {
            handed_out_.write();
            if (stop.stop_requested()) return;
            if (auto const ended = store_.end_expired(); ended > 0) spdlog::info("{} memories have expired", ended);
            make_vectors(stop);
        } catch (std::exception const& error) {
            spdlog::error("{}", error.what());
        }
    }
}

void Housekeeping::make_vectors(std::stop_token stop) {
    if (store_.count_texts_to_embed() == 0 || vectors_.mismatch()) return;
    core::FileLock lock(lock_);
    if (!lock.try_lock()) return;  // another process does it
    std::lock_guard const held(lock, std::adopt_lock);
    // A batch at a time where extractions come and go; whatever comes, once they have been given way to long enough.
    bool const waited_long_enough = is_extracting();
    std::stop_source round;
    std::stop_callback const when_stopped(stop, [&round] { round.request_stop(); });
    auto const made = vectors_.make_missing(round.get_token(), [&](std::int64_t) {
        if (!waited_long_enough && is_extracting()) round.request_stop();
    });
    if (!made) {
        spdlog::debug("vectors wait: {}", made.error().message);
    } else if (made.value() > 0) {
        spdlog::info("made {} vectors", made.value());
    }
}

}  // namespace keepsake::memory

#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "storage/job_queue.h"

namespace keepsake::memory {

/// Remembers, as digests, which memories were returned to a user's assistants, so that they are not taken for news when
/// somebody pastes them back. A search does not wait for the disk: what is new is written when write() is called. Safe
/// from many threads.
class HandedOut {
public:
    HandedOut(storage::JobQueue& queue, core::Clock const& clock) : queue_(queue), clock_(clock) {}

    /// Turns are what somebody said: they may be said again.
    void note(storage::MemoryRecord const& memory);
    void write();
    /// After an erasure: what was not written yet may be erased.
    void forget();

    /// For each text, whether it was handed out by then, be its words in other case or punctuation.
    std::vector<bool> contains(storage::Scope const& scope, std::span<std::string const> texts,
                               storage::Timestamp until);

private:
    storage::JobQueue& queue_;
    core::Clock const& clock_;
    std::mutex mutex_;
    std::map<storage::Scope, std::set<std::int64_t>> known_;  ///< of tenant and user; noted already
    std::map<std::pair<storage::Scope, storage::Timestamp>, std::vector<std::int64_t>> new_;  ///< not written yet
    std::size_t known_count_ = 0;
};

}  // namespace keepsake::memory

#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "memory/handed_out.h"
#include "memory/text_vectors.h"

namespace keepsake::memory {

/// Held by the one process that makes missing vectors; a file beside the store.
std::filesystem::path housekeeping_lock(std::filesystem::path const& data_directory);

/// What is done while nobody waits: vectors that could not be made when their texts came, memories whose time has passed, notes of
/// what was handed out.
/// One thread; of the processes on a store one at a time makes vectors.
class Housekeeping {
public:
    Housekeeping(storage::Store& store, TextVectors& vectors, HandedOut& handed_out,
                 std::filesystem::path const& data_directory);
    Housekeeping(Housekeeping const&) = delete;
    Housekeeping& operator=(Housekeeping const&) = delete;
    ~Housekeeping();

    /// Begins; the store must be open.
    void start();
    /// There is something to do.
    void wake();

    /// Extractions are at work: for some seconds vectors of what was said wait for the facts that may stand for it.
    void extraction_begins();
    void extraction_ends();

private:
    void work(std::stop_token stop);
    void make_vectors(std::stop_token stop);
    bool is_extracting();

    storage::Store& store_;
    TextVectors& vectors_;
    HandedOut& handed_out_;
    std::filesystem::path lock_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool woken_ = true;
    int extractions_ = 0;
    std::jthread thread_;
};

}  // namespace keepsake::memory

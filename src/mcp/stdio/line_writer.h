#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "mcp/connection.h"

namespace keepsake::mcp {

/// The one writer of a descriptor: messages from any thread become whole lines, in the order in which they came.
/// Nobody waits for the reader at the other end; who produces watches backlog().
class LineWriter final : public MessageSink {
public:
    explicit LineWriter(int descriptor);
    LineWriter(LineWriter const&) = delete;
    LineWriter& operator=(LineWriter const&) = delete;
    ~LineWriter() override;

    void send(Json const& message) override;

    /// Bytes that the other end has not taken yet.
    std::size_t backlog() const;

    /// Waits until all is written; false when that took longer than `patience`.
    bool flush(std::chrono::milliseconds patience);

private:
    void write();

    int descriptor_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> lines_;
    std::size_t backlog_ = 0;
    bool ending_ = false;
    bool broken_ = false;
    std::thread thread_;
};

}  // namespace keepsake::mcp

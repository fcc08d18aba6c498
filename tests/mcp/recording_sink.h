#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "mcp/connection.h"

namespace keepsake::testing {

/// Keeps what a client would have received. Safe from many threads.
class RecordingSink final : public mcp::MessageSink {
public:
    void send(mcp::Json const& message) override {
        std::lock_guard const lock(mutex_);
        messages_.push_back(message);
    }
    /// What has come since the last call.
    std::vector<mcp::Json> take() {
        std::lock_guard const lock(mutex_);
        return std::exchange(messages_, {});
    }

private:
    std::mutex mutex_;
    std::vector<mcp::Json> messages_;
};

}  // namespace keepsake::testing

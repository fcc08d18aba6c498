#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "mcp/channel.h"

namespace keepsake::testing {

/// Keeps what would have gone back for one message. Safe from many threads.
class RecordingChannel final : public mcp::Channel {
public:
    struct Answered {
        mcp::Json message;
        int http_status = 0;
    };
    void send(mcp::Json const& message) override {
        std::lock_guard const lock(mutex_);
        sent_.push_back(message);
    }
    void answer(mcp::Json const& message, int http_status) override {
        std::lock_guard const lock(mutex_);
        answers_.push_back({message, http_status});
    }
    void pause() override { ++pauses; }

    std::vector<mcp::Json> sent() {
        std::lock_guard const lock(mutex_);
        return std::exchange(sent_, {});
    }
    std::vector<Answered> answers() {
        std::lock_guard const lock(mutex_);
        return std::exchange(answers_, {});
    }
    int pauses = 0;

private:
    std::mutex mutex_;
    std::vector<mcp::Json> sent_;
    std::vector<Answered> answers_;
};

}  // namespace keepsake::testing

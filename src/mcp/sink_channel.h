#pragma once

#include <memory>
#include <mutex>

#include "mcp/connection.h"

namespace keepsake::mcp {

/// For transports on which everything goes the same way: a pipe, a stream of events.
class SinkChannel final : public Channel {
public:
    explicit SinkChannel(MessageSink& sink) : sink_(sink) {}
    void send(Json const& message) override { sink_.send(message); }
    void answer(Json const& message, int) override { sink_.send(message); }

private:
    MessageSink& sink_;
};

/// The answers to the messages of one array (2025-03-26); sent together when the last call has let go of it.
class BatchChannel final : public Channel {
public:
    explicit BatchChannel(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
    BatchChannel(BatchChannel const&) = delete;
    BatchChannel& operator=(BatchChannel const&) = delete;
    ~BatchChannel() override {
        if (!answers_.empty()) channel_->answer(answers_, 200);
    }

    void send(Json const& message) override { channel_->send(message); }
    void answer(Json const& message, int) override {
        std::lock_guard const lock(mutex_);
        answers_.push_back(message);
    }

private:
    std::shared_ptr<Channel> channel_;
    std::mutex mutex_;
    Json answers_ = Json::array();
};

}  // namespace keepsake::mcp

#pragma once

#include <memory>
#include <mutex>

#include "mcp/connection.h"

namespace keepsake::mcp {

/// The answers to the messages of one array (2025-03-26); sent together when the last call has let go of it.
class Batch {
public:
    explicit Batch(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    Batch(Batch const&) = delete;
    Batch& operator=(Batch const&) = delete;
    ~Batch() {
        if (!answers_.empty()) connection_->sink().send(answers_);
    }

    void add(Json answer) {
        std::lock_guard const lock(mutex_);
        answers_.push_back(std::move(answer));
    }

private:
    std::shared_ptr<Connection> connection_;
    std::mutex mutex_;
    Json answers_ = Json::array();
};

}  // namespace keepsake::mcp

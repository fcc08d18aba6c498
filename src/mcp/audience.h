#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "mcp/connection.h"

namespace keepsake::mcp {

/// The connections that may want to hear of changes, as long as they live. Safe from many threads.
class Audience {
public:
    void join(std::shared_ptr<Connection> const& connection) {
        std::lock_guard const lock(mutex_);
        std::erase_if(connections_, [](auto const& known) { return known.expired(); });
        auto const is_same = [&](auto const& known) { return known.lock() == connection; };
        if (std::none_of(connections_.begin(), connections_.end(), is_same)) connections_.push_back(connection);
    }
    std::vector<std::shared_ptr<Connection>> living() const {
        std::lock_guard const lock(mutex_);
        std::vector<std::shared_ptr<Connection>> found;
        for (auto const& connection : connections_) {
            if (auto alive = connection.lock()) found.push_back(std::move(alive));
        }
        return found;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<Connection>> connections_;
};

}  // namespace keepsake::mcp

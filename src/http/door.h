#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <utility>

namespace keepsake::http {

/// The way from any thread to the server's. Behind a shut door everything is dropped: an exchange may outlive its server.
class Door {
public:
    explicit Door(boost::asio::io_context& io) : io_(&io) {}

    /// False when the door is shut.
    template <typename Call>
    bool post(Call&& call) {
        std::lock_guard const lock(mutex_);
        if (io_ != nullptr) boost::asio::post(*io_, std::forward<Call>(call));
        return io_ != nullptr;
    }
    void shut() {
        std::lock_guard const lock(mutex_);
        io_ = nullptr;
    }

private:
    std::mutex mutex_;
    boost::asio::io_context* io_;
};

}  // namespace keepsake::http

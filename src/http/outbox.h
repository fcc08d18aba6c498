#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

namespace keepsake::http {

struct Service;

/// What a stream has still to send: put in from any thread, taken out on the server's. Bounded by Limits::backlog_bytes
/// and backlogs_at_once; who puts in more is closed. Holds the stream's place among Limits::streams until it is closed.
class Outbox {
public:
    /// Whether the server's thread has to look at it.
    enum class Then { nothing, wake };
    struct Batch {
        std::deque<std::string> pieces;
        bool ended = false;
    };

    /// The caller has taken the stream's place.
    explicit Outbox(std::shared_ptr<Service> service) : service_(std::move(service)) {}
    Outbox(Outbox const&) = delete;
    Outbox& operator=(Outbox const&) = delete;
    ~Outbox() { close(); }

    Then put(std::string bytes);
    Then end();
    bool is_open() const;
    bool has_overflown() const;

    Batch take();
    /// So much of what was taken has been sent or thrown away.
    void settle(std::size_t bytes);
    /// Nothing more goes in; what still waits is dropped.
    void close();

private:
    Then wake();
    void drop_waiting();

    std::shared_ptr<Service> service_;
    mutable std::mutex mutex_;
    std::deque<std::string> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::size_t taken_bytes_ = 0;
    bool open_ = true;
    bool overflown_ = false;
    bool has_place_ = true;
    bool waking_ = false;
};

}  // namespace keepsake::http

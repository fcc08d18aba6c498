#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace keepsake::http {

class Connection;

/// Owns the connections of a server and knows which of them do nothing. On the server's thread, but for count().
class OpenConnections {
public:
    void add(std::shared_ptr<Connection> connection);
    void remove(Connection& connection);
    /// Keeps its place among the idle ones when it was idle before.
    void mark_idle(Connection& connection);
    void mark_busy(Connection& connection);
    /// False when none is idle.
    bool cut_longest_idle();
    std::vector<std::shared_ptr<Connection>> all() const;
    std::size_t count() const { return count_; }

private:
    struct Entry {
        std::shared_ptr<Connection> connection;
        std::optional<std::list<Connection*>::iterator> idle;
    };
    std::unordered_map<Connection*, Entry> entries_;
    std::list<Connection*> idle_;  ///< longest first
    std::atomic<std::size_t> count_ = 0;
};

}  // namespace keepsake::http

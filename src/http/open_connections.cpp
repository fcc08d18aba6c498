#include "http/open_connections.h"

#include "http/connection.h"

namespace keepsake::http {

void OpenConnections::add(std::shared_ptr<Connection> connection) {
    auto& key = *connection;
    entries_[&key] = {std::move(connection), std::nullopt};
    count_ = entries_.size();
    mark_idle(key);
}

void OpenConnections::remove(Connection& connection) {
    mark_busy(connection);
    entries_.erase(&connection);
    count_ = entries_.size();
}

void OpenConnections::mark_idle(Connection& connection) {
    auto const found = entries_.find(&connection);
    if (found == entries_.end() || found->second.idle) return;
    found->second.idle = idle_.insert(idle_.end(), &connection);
}

void OpenConnections::mark_busy(Connection& connection) {
    auto const found = entries_.find(&connection);
    if (found == entries_.end() || !found->second.idle) return;
    idle_.erase(*found->second.idle);
    found->second.idle.reset();
}

bool OpenConnections::cut_longest_idle() {
    if (idle_.empty()) return false;
    idle_.front()->cut();
    return true;
}

std::vector<std::shared_ptr<Connection>> OpenConnections::all() const {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(entries_.size());
    for (auto const& [key, entry] : entries_) all.push_back(entry.connection);
    return all;
}

}  // namespace keepsake::http

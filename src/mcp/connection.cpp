#include "mcp/connection.h"

namespace keepsake::mcp {

void Connection::initialize(std::string revision, std::string client) {
    std::lock_guard const lock(mutex_);
    revision_ = std::move(revision);
    client_ = std::move(client);
}

bool Connection::is_initialized() const {
    std::lock_guard const lock(mutex_);
    return !revision_.empty();
}

std::string Connection::revision() const {
    std::lock_guard const lock(mutex_);
    return revision_;
}

std::string Connection::client() const {
    std::lock_guard const lock(mutex_);
    return client_;
}

std::optional<std::stop_token> Connection::open(Json const& id) {
    std::lock_guard const lock(mutex_);
    auto const key = id.dump();
    if (listening_.contains(key)) return std::nullopt;
    auto const [place, is_new] = open_.try_emplace(key);
    return is_new ? std::optional(place->second.get_token()) : std::nullopt;
}

bool Connection::close(Json const& id) {
    std::lock_guard const lock(mutex_);
    auto const place = open_.find(id.dump());
    if (place == open_.end()) return false;
    bool const cancelled = place->second.stop_requested();
    open_.erase(place);
    return !cancelled;
}

void Connection::cancel(Json const& id) {
    std::lock_guard const lock(mutex_);
    auto const key = id.dump();
    listening_.erase(key);
    if (auto const place = open_.find(key); place != open_.end()) place->second.request_stop();
}

void Connection::cancel_all() {
    std::lock_guard const lock(mutex_);
    for (auto& [id, source] : open_) source.request_stop();
}

void Connection::listen(Json const& id) {
    std::lock_guard const lock(mutex_);
    listening_.emplace(id.dump(), id);
}

std::vector<Json> Connection::end_listening() {
    std::lock_guard const lock(mutex_);
    std::vector<Json> ids;
    for (auto& [key, id] : listening_) ids.push_back(std::move(id));
    listening_.clear();
    return ids;
}

}  // namespace keepsake::mcp

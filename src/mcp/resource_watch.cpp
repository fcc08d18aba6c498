#include "mcp/resource_watch.h"

#include <spdlog/spdlog.h>

namespace keepsake::mcp {

ResourceWatch::ResourceWatch(Resources const* resources, Audience& audience, std::chrono::milliseconds pause)
    : resources_(resources), audience_(audience), pause_(pause) {}

ResourceWatch::~ResourceWatch() { stop(); }

void ResourceWatch::stop() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void ResourceWatch::watch(std::shared_ptr<Connection> const& connection, Interest const& interest) {
    if (resources_ == nullptr || (interest.uris.empty() && !interest.lists.contains(ListKind::resources))) return;
    std::map<Key, std::string> now;
    for (auto& key : keys(*connection, interest)) now.emplace(key, stamp(key));
    audience_.join(connection);
    std::lock_guard const lock(mutex_);
    if (ending_) return;
    for (auto& [key, stamp] : now) noted_.try_emplace(key, Noted{std::move(stamp), 0}).first->second.look = looks_;
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    woken_.notify_all();
}

void ResourceWatch::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        woken_.wait(lock, [this] { return ending_ || !noted_.empty(); });
        woken_.wait_for(lock, pause_, [this] { return ending_; });
        if (ending_) return;
        lock.unlock();
        try {
            look();
        } catch (std::exception const& error) {
            spdlog::warn("subscribed resources could not be looked at: {}", error.what());
        }
        lock.lock();
    }
}

void ResourceWatch::look() {
    std::map<Key, std::string> now;
    std::vector<std::pair<std::shared_ptr<Connection>, Key>> interested;
    for (auto const& connection : audience_.living()) {
        for (auto& key : keys(*connection, connection->interest())) {
            if (!now.contains(key)) now.emplace(key, stamp(key));
            interested.emplace_back(connection, std::move(key));
        }
    }
    {
        std::lock_guard const lock(mutex_);
        std::erase_if(interested, [&](auto const& entry) {
            auto const before = noted_.find(entry.second);
            return before == noted_.end() || before->second.stamp == now.at(entry.second);
        });
        ++looks_;
        for (auto& [key, stamp] : now) noted_[key] = {std::move(stamp), looks_};
        // What was noted while this look was under way, or just before somebody's interest was, stays for the next.
        std::erase_if(noted_, [&](auto const& entry) { return entry.second.look + 1 < looks_; });
    }
    for (auto const& [connection, key] : interested) {
        key.uri.empty() ? connection->tell_list_changed(ListKind::resources) : connection->tell_updated(key.uri);
    }
}

std::string ResourceWatch::stamp(Key const& key) const {
    Caller const caller{key.user, key.app};
    return key.uri.empty() ? resources_->list_stamp(caller) : resources_->stamp(key.uri, caller);
}

std::vector<ResourceWatch::Key> ResourceWatch::keys(Connection const& connection, Interest const& interest) {
    auto const& caller = connection.caller();
    std::vector<Key> all;
    for (auto const& uri : interest.uris) all.push_back({caller.user, caller.app, uri});
    if (interest.lists.contains(ListKind::resources)) all.push_back({caller.user, caller.app, ""});
    return all;
}

}  // namespace keepsake::mcp

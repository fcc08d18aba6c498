#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "storage/index/user_graph.h"
#include "storage/index/user_index.h"
#include "storage/store.h"

namespace keepsake::storage {

/// The indexes and graphs of the users who were searched last. Built from the store at a user's first search, brought up to date
/// by the user's change counter before every use, so that what other processes wrote is seen; dropped least recently
/// used first. Safe to use from many threads.
class IndexCache {
public:
    IndexCache(Store const& store, std::size_t most_bytes) : store_(store), most_bytes_(most_bytes) {}

    /// An index that nobody changes while this is held; it knows every change up to the user record it was asked with.
    class Lease {
    public:
        UserIndex const& operator*() const { return entry_->index; }
        UserIndex const* operator->() const { return &entry_->index; }
        UserGraph const& graph() const { return entry_->graph; }

    private:
        friend class IndexCache;
        struct Entry {
            std::shared_mutex mutex;
            UserIndex index;
            UserGraph graph;
            std::int64_t seen = 0;
        };
        explicit Lease(std::shared_ptr<Entry> entry) : entry_(std::move(entry)), lock_(entry_->mutex) {}
        std::shared_ptr<Entry> entry_;
        std::shared_lock<std::shared_mutex> lock_;
    };

    Lease lease(UserRecord const& user);

    std::size_t bytes() const;

private:
    using Entry = Lease::Entry;
    struct Slot {
        std::shared_ptr<Entry> entry;
        std::list<RowId>::iterator use;
        std::size_t bytes = 0;
    };

    std::shared_ptr<Entry> entry_of(RowId user);
    void follow(Entry& entry, UserRecord const& user) const;
    void account(RowId user, std::size_t bytes);

    Store const& store_;
    std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::unordered_map<RowId, Slot> slots_;
    std::list<RowId> most_recent_first_;
    std::size_t bytes_ = 0;
};

}  // namespace keepsake::storage

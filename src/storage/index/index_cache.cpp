#include "storage/index/index_cache.h"

namespace keepsake::storage {
namespace {

constexpr std::size_t most_ended = 1'000;

}  // namespace

IndexCache::Lease IndexCache::lease(UserRecord const& user) {
    auto const entry = entry_of(user.row);
    {
        Lease ready(entry);
        if (entry->seen >= user.changes) return ready;
    }
    std::size_t bytes = 0;
    {
        std::unique_lock const lock(entry->mutex);
        if (entry->seen < user.changes) follow(*entry, user);
        bytes = entry->index.bytes() + entry->graph.bytes();
    }
    account(user.row, bytes);
    return Lease(entry);
}

std::shared_ptr<IndexCache::Entry> IndexCache::entry_of(RowId user) {
    std::lock_guard const lock(mutex_);
    auto const [place, is_new] = slots_.try_emplace(user);
    if (is_new) {
        most_recent_first_.push_front(user);
        place->second = {std::make_shared<Entry>(), most_recent_first_.begin(), 0};
    } else {
        most_recent_first_.splice(most_recent_first_.begin(), most_recent_first_, place->second.use);
    }
    return place->second.entry;
}

void IndexCache::follow(Entry& entry, UserRecord const& user) const {
    // After an erasure nothing of the old index may stay, not even a word in its vocabulary; and one that is mostly made
    // of memories that have ended is built anew.
    if (user.last_erasure > entry.seen || entry.index.ended() > most_ended + entry.index.documents().size() / 2) {
        entry.index = UserIndex();
        entry.graph = UserGraph();
        entry.seen = 0;
    }
    bool new_scope = false;
    auto const put = [&](IndexedRow const& row) {
        entry.index.put(row);
        new_scope = new_scope || !entry.index.knows_scope(row.scope);
    };
    auto const put_entity = [&](EntityRow const& row) {
        entry.graph.put(row);
        new_scope = new_scope || !entry.graph.knows_scope(row.scope);
    };
    auto const put_relation = [&](RelationRow const& row) {
        entry.graph.put(row);
        for (auto const scope : row.scopes) new_scope = new_scope || !entry.graph.knows_scope(scope);
    };
    auto const state = store_.read_changes(user.row, entry.seen, {put, put_entity, put_relation});
    if (entry.seen != 0 && state.last_erasure > entry.seen) {
        follow(entry, state);
        return;
    }
    if (new_scope) {
        auto const scopes = store_.scopes(user.row);
        entry.index.set_scopes(scopes);
        entry.graph.set_scopes(scopes);
    }
    entry.index.prepare();
    entry.seen = state.changes;
}

void IndexCache::account(RowId user, std::size_t bytes) {
    std::lock_guard const lock(mutex_);
    if (auto const place = slots_.find(user); place != slots_.end())
        bytes_ += bytes - std::exchange(place->second.bytes, bytes);
    while (bytes_ > most_bytes_ && most_recent_first_.size() > 1) {
        auto const oldest = slots_.find(most_recent_first_.back());
        bytes_ -= oldest->second.bytes;
        slots_.erase(oldest);
        most_recent_first_.pop_back();
    }
}

std::size_t IndexCache::bytes() const {
    std::lock_guard const lock(mutex_);
    return bytes_;
}

}  // namespace keepsake::storage

#include "memory/handed_out.h"

#include "core/identity.h"

namespace keepsake::memory {
namespace {

/// What is forgotten here is written once more, and nothing else happens.
constexpr std::size_t most_known = 200'000;

storage::Scope owner_of(storage::Scope const& scope) { return {scope.tenant, scope.user, "", "", ""}; }

}  // namespace

void HandedOut::note(storage::MemoryRecord const& memory) {
    if (memory.kind == storage::MemoryKind::turn) return;
    auto const digest = core::words_digest(memory.content.text);
    if (digest == 0) return;
    std::lock_guard const lock(mutex_);
    if (known_count_ >= most_known) {
        known_.clear();
        known_count_ = 0;
    }
    auto const owner = owner_of(memory.scope);
    if (!known_[owner].insert(digest).second) return;
    ++known_count_;
    new_[{owner, clock_.now()}].push_back(digest);
}

void HandedOut::write() {
    decltype(new_) unwritten;
    {
        std::lock_guard const lock(mutex_);
        unwritten.swap(new_);
    }
    for (auto const& [handing, digests] : unwritten) {
        auto const& [owner, time] = handing;
        queue_.note_handed_out(owner.tenant, owner.user, digests, time);
    }
}

void HandedOut::forget() {
    std::lock_guard const lock(mutex_);
    new_.clear();
    known_.clear();
    known_count_ = 0;
}

std::vector<bool> HandedOut::contains(storage::Scope const& scope, std::span<std::string const> texts,
                                      storage::Timestamp until) {
    write();
    std::vector<std::int64_t> digests;
    for (auto const& text : texts) digests.push_back(core::words_digest(text));
    return queue_.handed_out(scope, digests, until);
}

}  // namespace keepsake::memory

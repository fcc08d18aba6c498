#pragma once

#include "memory/requests.h"
#include "memory/retrieval/retriever.h"

namespace keepsake::memory {

/// Everything that can be done with memories. Plain synchronous calls, safe from many threads; throws
/// storage::StoreFailure when the store cannot do its work.
class Engine {
public:
    Engine(storage::Store& store, Retriever const& retriever, core::Clock const& clock);

    /// Opens the store before somebody waits for it.
    void warm_up();

    /// Stores messages as turns, the text and the facts as they stand; all of the call or nothing.
    AddAnswer add(AddRequest const& request);
    SearchAnswer search(SearchRequest const& request) const;
    ListAnswer list(ListRequest const& request) const;

    enum class History { without, with };
    core::Result<MemoryDetails> get(MemoryId const& id, ScopeFilter const& visible, History history) const;
    core::Result<MemoryRecord> update(Revision const& revision);
    core::Result<int> end(Removal const& removal);
    core::Result<int> erase(Removal const& removal);
    core::Result<EventRecord> event(EventId const& id, ScopeFilter const& visible) const;

private:
    storage::Store& store_;
    Retriever const& retriever_;
    core::Clock const& clock_;
};

}  // namespace keepsake::memory

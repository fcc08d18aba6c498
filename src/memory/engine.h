#pragma once

#include <functional>
#include <stop_token>

#include "memory/housekeeping.h"
#include "memory/jobs/intake.h"
#include "memory/knowledge_graph.h"
#include "memory/requests.h"
#include "memory/retrieval/neighbours.h"
#include "memory/retrieval/retriever.h"

namespace keepsake::memory {

/// Everything that can be done with memories. Plain synchronous calls, safe from many threads; throws
/// storage::StoreFailure when the store cannot do its work.
class Engine {
public:
    /// `intake`: where conversations go to be extracted; null without a language model.
    Engine(storage::Store& store, Retriever const& retriever, Neighbours const& neighbours, TextVectors const& vectors,
           Housekeeping& housekeeping, HandedOut& handed_out, Intake* intake, core::Clock const& clock);

    /// Opens the store before somebody waits for it.
    void warm_up();

    /// Who waits for a call: how they take it back, and what they are told on the way.
    struct Caller {
        std::stop_token stop = {};
        std::function<void(double done, double all, std::string_view what)> progress = [](double, double,
                                                                                          std::string_view) {};
    };
    /// With a language model, and unless the caller wants it otherwise: hands the call to the intake. Else stores messages
    /// as turns, the text and the facts as they stand; all of the call or nothing. A call taken back is stored all the
    /// same; its vectors are made later.
    AddAnswer add(AddRequest const& request, Caller const& caller);
    SearchAnswer search(SearchRequest const& request, std::stop_token stop = {}) const;
    ListAnswer list(ListRequest const& request) const;

    enum class History { without, with };
    core::Result<MemoryDetails> get(MemoryId const& id, ScopeFilter const& visible, History history) const;
    core::Result<MemoryRecord> update(Revision revision, std::stop_token stop = {});
    core::Result<MemoryRecord> rate(MemoryId const& id, ScopeFilter const& visible, int feedback);
    core::Result<int> end(Removal const& removal);
    core::Result<int> erase(Removal const& removal);
    core::Result<EventRecord> event(EventId const& id, ScopeFilter const& visible) const;

    KnowledgeGraph& knowledge_graph() { return knowledge_graph_; }

    /// How much there is, what it is called, and whether it has changed; see Store for the meaning.
    Overview overview(ScopeFilter const& visible) const;
    Extractions extractions(ScopeFilter const& visible) const;
    ChangeState changes(ScopeFilter const& visible) const;
    std::optional<MemoryState> state(MemoryId const& id, ScopeFilter const& visible) const;
    NamesFound ids_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const;
    NamesFound users_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const;

private:
    AddAnswer submit(AddRequest const& request);
    AddAnswer store_as_it_stands(AddRequest const& request, Caller const& caller);

    storage::Store& store_;
    Retriever const& retriever_;
    Neighbours const& neighbours_;
    TextVectors const& vectors_;
    Housekeeping& housekeeping_;
    HandedOut& handed_out_;
    Intake* intake_;
    core::Clock const& clock_;
    KnowledgeGraph knowledge_graph_;
};

}  // namespace keepsake::memory

#include "memory/engine.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "memory/additions.h"

namespace keepsake::memory {
namespace {

constexpr std::size_t most_similar = 3;
/// A long conversation is not compared line by line.
constexpr std::size_t most_compared = 8;

std::vector<NewText> compared(storage::Addition const& addition) {
    std::vector<NewText> texts;
    for (auto const& memory : addition.memories) {
        if (texts.size() == most_compared) break;
        texts.push_back({memory.content.text, memory.vector});
    }
    return texts;
}

/// What the vectors of an addition's memories are made of.
std::vector<std::string> texts_of(storage::Addition const& addition) {
    std::vector<std::string> texts;
    for (auto const& memory : addition.memories) {
        bool const is_turn = memory.kind == MemoryKind::turn && !memory.sources.empty();
        texts.push_back(
            storage::spoken(is_turn ? addition.turns[memory.sources.front()].speaker : "", memory.content.text));
    }
    return texts;
}

core::Error no_such_event(EventId const& id) {
    return {core::ErrorKind::not_found,
            "event_id: event \"" + id.text +
                "\" not found; add_memory gives the id with its answer, such as {\"event_id\": \"0198c0de-...\"}."};
}

}  // namespace

Engine::Engine(storage::Store& store, Retriever const& retriever, Neighbours const& neighbours,
               TextVectors const& vectors, Housekeeping& housekeeping, HandedOut& handed_out, Intake* intake,
               core::Clock const& clock)
    : store_(store),
      retriever_(retriever),
      neighbours_(neighbours),
      vectors_(vectors),
      housekeeping_(housekeeping),
      handed_out_(handed_out),
      intake_(intake),
      clock_(clock),
      knowledge_graph_(store, housekeeping, clock) {}

void Engine::warm_up() {
    store_.open();
    if (auto const problem = vectors_.mismatch()) spdlog::warn("{}", *problem);
    housekeeping_.start();
}

AddAnswer Engine::add(AddRequest const& request, Caller const& caller) {
    bool const may_be_extracted = request.infer && request.kind != MemoryKind::procedure;
    return intake_ != nullptr && may_be_extracted ? submit(request) : store_as_it_stands(request, caller);
}

AddAnswer Engine::submit(AddRequest const& request) {
    auto const [event, status] = intake_->take(request);
    AddAnswer answer{.event = event, .status = status, .results = {}, .similar = {}};
    if (status != EventStatus::succeeded) return answer;
    auto const& scope = request.scope;
    auto done =
        store_.find_event(event, {.tenant = scope.tenant, .user = scope.user, .agent = {}, .app = {}, .session = {}});
    if (!done) return answer;
    for (auto& result : done->results)
        answer.results.push_back({std::move(result.memory), std::move(result.text), result.event});
    answer.relations = std::move(done->relations);
    return answer;
}

AddAnswer Engine::store_as_it_stands(AddRequest const& request, Caller const& caller) {
    auto addition = as_it_stands(request, clock_.now());
    auto const texts = texts_of(addition);
    auto made = vectors_.of_memories(texts, caller.stop, [&](std::size_t done) {
        caller.progress(static_cast<double>(done), static_cast<double>(texts.size()), "reading what was said");
    });
    bool const some_missing = std::find(made.vectors.begin(), made.vectors.end(), std::nullopt) != made.vectors.end();
    addition.vector_model = made.model;
    for (std::size_t i = 0; i < texts.size(); ++i) addition.memories[i].vector = std::move(made.vectors[i]);
    auto similar = neighbours_.similar(request.scope, compared(addition), most_similar, caller.stop);
    auto added = store_.add(addition);
    if (some_missing) housekeeping_.wake();
    AddAnswer answer{.event = std::move(added.event),
                     .status = EventStatus::succeeded,
                     .results = {},
                     .similar = std::move(similar)};
    answer.relations = std::move(added.relations);
    for (std::size_t i = 0; i < added.memories.size(); ++i) {
        answer.results.push_back(
            {std::move(added.memories[i]), std::move(addition.memories[i].content.text), ChangeEvent::add});
    }
    return answer;
}

SearchAnswer Engine::search(SearchRequest const& request, std::stop_token stop) const {
    auto answer = retriever_.search(request, std::move(stop));
    if (answer.without_vector > 0) housekeeping_.wake();
    for (auto const& hit : answer.hits) handed_out_.note(hit.memory);
    return answer;
}

ListAnswer Engine::list(ListRequest const& request) const {
    auto const include = request.superseded_too ? storage::Store::Include::ended_too : storage::Store::Include::current;
    auto page = store_.page(request.visible, request.filter, request.kinds, include, request.limit, request.before);
    if (request.hands_out) {
        for (auto const& memory : page.memories) handed_out_.note(memory);
    }
    return {std::move(page.memories), page.total, page.next_before};
}

core::Result<MemoryDetails> Engine::get(MemoryId const& id, ScopeFilter const& visible, History history) const {
    auto memory = store_.find(id, visible);
    if (!memory) return storage::no_such_memory(id);
    handed_out_.note(*memory);
    MemoryDetails details{*memory, store_.sources(memory->row), std::nullopt};
    if (history == History::with) details.history = store_.history(memory->row);
    return details;
}

core::Result<MemoryRecord> Engine::update(Revision revision, std::stop_token stop) {
    auto const memory = store_.find(revision.id, revision.visible);
    bool missing = false;
    if (memory && revision.text) {
        auto const sources = store_.sources(memory->row);
        bool const is_turn = memory->kind == MemoryKind::turn;
        std::vector<std::string> const texts = {
            storage::spoken(is_turn && !sources.empty() ? sources.front().speaker : "", *revision.text)};
        auto made = vectors_.of_memories(texts, std::move(stop), [](std::size_t) {});
        revision.vector_model = made.model;
        revision.vector = std::move(made.vectors.front());
        missing = !revision.vector;
    }
    auto revised = store_.revise(revision);
    if (missing) housekeeping_.wake();
    return revised;
}

core::Result<MemoryRecord> Engine::rate(MemoryId const& id, ScopeFilter const& visible, int feedback) {
    return store_.rate(id, visible, feedback);
}
core::Result<int> Engine::end(Removal const& removal) { return store_.end(removal); }
core::Result<int> Engine::erase(Removal const& removal) {
    auto erased = store_.erase(removal);
    handed_out_.forget();
    return erased;
}

core::Result<EventRecord> Engine::event(EventId const& id, ScopeFilter const& visible) const {
    auto event = store_.find_event(id, visible);
    if (!event) return no_such_event(id);
    return std::move(*event);
}

Overview Engine::overview(ScopeFilter const& visible) const { return store_.overview(visible); }
Extractions Engine::extractions(ScopeFilter const& visible) const { return store_.extractions(visible); }
ChangeState Engine::changes(ScopeFilter const& visible) const { return store_.changes(visible); }

std::optional<MemoryState> Engine::state(MemoryId const& id, ScopeFilter const& visible) const {
    return store_.state(id, visible);
}

NamesFound Engine::ids_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const {
    return store_.ids_beginning_with(begun, visible, limit);
}

NamesFound Engine::users_beginning_with(std::string const& begun, ScopeFilter const& visible, int limit) const {
    return store_.users_beginning_with(begun, visible, limit);
}

}  // namespace keepsake::memory

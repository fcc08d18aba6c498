#include "memory/additions.h"

#include <algorithm>

#include "memory/extraction/extractor.h"
#include "memory/graph/single_valued.h"
#include "memory/wording.h"

namespace keepsake::memory {
namespace {

Content content_of(std::string text, Content const& shared, std::optional<Timestamp> const& time) {
    Content content = shared;
    content.text = std::move(text);
    if (time) content.event_date = core::format_time(*time);
    return content;
}

/// A turn and the memory that is this turn.
void add_turn(storage::Addition& addition, Message const& message, AddRequest const& request, Timestamp said_at) {
    auto const known_time = message.time ? message.time : request.said_at;
    addition.memories.push_back({MemoryKind::turn,
                                 content_of(message.text, request.shared, known_time),
                                 message.time.value_or(said_at),
                                 {addition.turns.size()},
                                 "said in a conversation"});
    addition.turns.push_back({message.role, message.speaker, message.text, message.time.value_or(said_at)});
}

void add_text(storage::Addition& addition, AddRequest const& request, Timestamp said_at) {
    addition.turns.push_back({"user", "", *request.text, said_at});
    addition.memories.push_back({request.kind,
                                 content_of(*request.text, request.shared, request.said_at),
                                 said_at,
                                 {0},
                                 "stored as it was given"});
}

storage::Addition begun(AddRequest const& request) {
    return {
        .scope = request.scope, .wants_extraction = request.infer, .turns = {}, .memories = {}, .actor = request.actor};
}

}  // namespace

storage::Addition as_it_stands(AddRequest const& request, Timestamp now) {
    auto addition = begun(request);
    auto const said_at = request.said_at.value_or(now);
    if (request.text) add_text(addition, request, said_at);
    for (auto const& message : request.messages) add_turn(addition, message, request, said_at);
    auto const stated = stated_proposal({request.shared, {}, request.facts, request.relations, said_at}, now);
    for (auto const& fact : stated.facts)
        addition.memories.push_back({request.kind, fact.content, fact.valid_from, {}, "stated by the caller"});
    for (auto const& relation : stated.relations) {
        addition.relations.push_back({.triple = relation.triple,
                                      .valid_from = relation.valid_from,
                                      .said_at = relation.said_at,
                                      .confidence = relation.confidence,
                                      .sources = {},
                                      .fact = std::nullopt,
                                      .ends = {},
                                      .replaces = replaced_by(relation.triple.relation),
                                      .reason = "stated by the caller"});
        auto const says = [&](storage::NewMemory const& memory) {
            return names_both_ends(memory.content.text, relation.triple);
        };
        if (auto const memory = std::ranges::find_if(addition.memories, says); memory != addition.memories.end())
            addition.relations.back().fact = static_cast<std::size_t>(memory - addition.memories.begin());
    }
    return addition;
}

storage::Addition as_conversation(AddRequest const& request, Timestamp now) {
    auto addition = begun(request);
    auto const said_at = request.said_at.value_or(now);
    if (request.text) add_turn(addition, {"user", "", *request.text, std::nullopt}, request, said_at);
    for (auto const& message : request.messages) add_turn(addition, message, request, said_at);
    return addition;
}

}  // namespace keepsake::memory

#include "memory/consolidation/consolidation_reply.h"

#include <limits>

#include "core/text/unicode.h"
#include "memory/replies/reply_fields.h"
#include "memory/replies/reply_json.h"

namespace keepsake::memory {
namespace {

core::Error unreadable(std::string what) { return {core::ErrorKind::unavailable, std::move(what)}; }

std::optional<DecisionEvent> read_event(Json const& object) {
    auto const name = core::fold(text_member(object, {"event"}));
    if (name == "add") return DecisionEvent::add;
    if (name == "update") return DecisionEvent::update;
    if (name == "delete" || name == "del") return DecisionEvent::end;
    if (name == "noop" || name == "none" || name == "no-op" || name == "no_op") return DecisionEvent::none;
    return std::nullopt;
}

bool is_none(Json const& value) {
    if (!value.is_string()) return value.is_null();
    auto const text = core::fold(core::trimmed(value.get_ref<std::string const&>()));
    return text.empty() || text == "null" || text == "none";
}

std::optional<ProposedDecision> read_decision(Json const& value) {
    if (!value.is_object()) return std::nullopt;
    auto const fact = place(member(value, "fact"));
    auto const event = read_event(value);
    auto const memory = place(member(value, "memory"));
    if (!fact || !event || (!memory && !is_none(member(value, "memory")))) return std::nullopt;
    return ProposedDecision{*fact, *event, memory, optional_text_member(value, "text"), text_member(value, {"reason"})};
}

std::optional<ProposedRelationDecision> read_relation_decision(Json const& value) {
    if (!value.is_object()) return std::nullopt;
    auto const relation = place(member(value, "relation"));
    auto const event = read_event(value);
    if (!relation || (event != DecisionEvent::add && event != DecisionEvent::none)) return std::nullopt;
    return ProposedRelationDecision{*relation, *event,
                                    places(member(value, "ends"), std::numeric_limits<std::size_t>::max()),
                                    text_member(value, {"reason"})};
}

}  // namespace

core::Result<ConsolidationReply> read_consolidation_reply(std::string_view text) {
    auto const found = find_reply(text, "decisions");
    if (!found) return found.error();
    auto const& list = member(found.value(), "decisions");
    if (!list.is_array()) return unreadable("\"decisions\" is not a list. Write a list of objects.");

    ConsolidationReply reply;
    for (auto const& value : list) {
        if (auto decision = read_decision(value)) reply.decisions.push_back(std::move(*decision));
    }
    if (reply.decisions.empty() && !list.empty())
        return unreadable("No entry of \"decisions\" has a number as \"fact\" and a known \"event\".");
    auto const& relations = member(found.value(), "relation_decisions");
    for (auto const& value : relations.is_array() ? relations : Json::array()) {
        if (auto decision = read_relation_decision(value)) reply.relation_decisions.push_back(std::move(*decision));
    }
    return reply;
}

}  // namespace keepsake::memory

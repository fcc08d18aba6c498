#include "memory/extraction/extraction_reply.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/text/terms.h"
#include "core/text/unicode.h"
#include "memory/replies/reply_fields.h"
#include "memory/replies/reply_json.h"
#include "memory/wording.h"

namespace keepsake::memory {
namespace {

/// Of the 120 words that are asked for; a summary is sent again with every later question.
constexpr std::size_t longest_summary = 2000;

core::Error unreadable(std::string what) { return {core::ErrorKind::unavailable, std::move(what)}; }

/// Nothing for what is no fact in any of the known forms; a fact without a text for a blank one.
std::optional<ProposedFact> read_fact(Json const& value, std::size_t turns) {
    ProposedFact fact;
    if (value.is_string()) {
        fact.text = core::trimmed(value.get_ref<std::string const&>());
        return fact;
    }
    static constexpr std::initializer_list<char const*> names = {"text", "fact", "memory", "content"};
    bool const has_text = value.is_object() && std::any_of(names.begin(), names.end(), [&](char const* name) {
                              return member(value, name).is_string();
                          });
    if (!has_text) return std::nullopt;
    fact.text = text_member(value, names);
    fact.sources = places(member(value, "sources"), turns);
    fact.confidence = share(member(value, "confidence")).value_or(1);
    fact.event_date = time_member(value, "event_date");
    fact.category = optional_text_member(value, "category");
    fact.forget = flag(member(value, "forget"));
    return fact;
}

void unite(std::vector<std::size_t>& sources, std::vector<std::size_t> const& more) {
    sources.insert(sources.end(), more.begin(), more.end());
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
}

/// The facts of a reply, equal ones as one, and where each place of the reply's list went.
class FactList {
public:
    void take(std::size_t place, ProposedFact fact) {
        if (core::words(fact.text).empty()) return;
        auto const [known, is_new] = by_words_.try_emplace({wording(fact.text), fact.forget}, facts_.size());
        places_[place] = known->second;
        if (is_new) facts_.push_back(std::move(fact));
        else merge(facts_[known->second], std::move(fact));
    }

    std::optional<std::size_t> moved(std::optional<std::size_t> place) const {
        auto const found = place ? places_.find(*place) : places_.end();
        return found == places_.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<ProposedFact>& facts() { return facts_; }

private:
    static void merge(ProposedFact& fact, ProposedFact&& again) {
        unite(fact.sources, again.sources);
        fact.confidence = std::max(fact.confidence, again.confidence);
        if (!fact.event_date) fact.event_date = std::move(again.event_date);
        if (!fact.category) fact.category = std::move(again.category);
    }

    std::vector<ProposedFact> facts_;
    std::map<std::pair<std::string, bool>, std::size_t> by_words_;
    std::map<std::size_t, std::size_t> places_;
};

std::optional<ProposedRelation> read_relation(Json const& value, std::size_t turns, FactList const& facts) {
    if (!value.is_object()) return std::nullopt;
    ProposedRelation relation;
    relation.source = text_member(value, {"source", "subject"});
    relation.relation = text_member(value, {"relation", "relationship", "predicate"});
    relation.target = text_member(value, {"target", "destination", "object"});
    for (auto const* const part : {&relation.source, &relation.relation, &relation.target}) {
        if (core::words(*part).empty()) return std::nullopt;
    }
    relation.source_type = optional_text_member(value, "source_type").value_or("");
    relation.target_type = optional_text_member(value, "target_type").value_or("");
    relation.sources = places(member(value, "sources"), turns);
    relation.fact = facts.moved(place(member(value, "fact")));
    relation.valid_from = time_member(value, "valid_from");
    return relation;
}

std::vector<ProposedRelation> read_relations(Json const& list, std::size_t turns, FactList const& facts) {
    std::vector<ProposedRelation> relations;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> by_words;
    if (!list.is_array()) return relations;
    for (auto const& value : list) {
        auto relation = read_relation(value, turns, facts);
        if (!relation) continue;
        auto const key = std::tuple(wording(relation->source), wording(relation->relation), wording(relation->target));
        auto const [known, is_new] = by_words.try_emplace(key, relations.size());
        if (is_new) relations.push_back(std::move(*relation));
        else unite(relations[known->second].sources, relation->sources);
    }
    return relations;
}

}  // namespace

core::Result<ExtractionReply> read_extraction_reply(std::string_view text, std::size_t turns) {
    auto const found = find_reply(text, "facts");
    if (!found) return found.error();
    auto const& reply = found.value();
    auto const& list = member(reply, "facts");
    if (!list.is_array())
        return unreadable(
            "\"facts\" is not a list. Write a list of objects; an empty one when nothing is worth keeping.");

    FactList facts;
    bool any_read = list.empty();
    for (std::size_t place = 0; place < list.size(); ++place) {
        auto fact = read_fact(list[place], turns);
        any_read = any_read || fact;
        if (fact) facts.take(place, std::move(*fact));
    }
    if (!any_read) return unreadable("No entry of \"facts\" has a \"text\".");
    auto relations = read_relations(member(reply, "relations"), turns, facts);
    auto const summary = text_member(reply, {"summary"});
    return ExtractionReply{std::move(facts.facts()), std::move(relations),
                           std::string(core::cut_utf8(summary, longest_summary))};
}

}  // namespace keepsake::memory

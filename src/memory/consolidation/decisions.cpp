#include "memory/consolidation/decisions.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text/graph_names.h"
#include "memory/wording.h"

namespace keepsake::memory {
namespace {

using storage::FactChange;
using storage::RelationChange;

constexpr auto not_asked = "nothing known is near it";
constexpr auto said_again = "said again in the same words";
constexpr auto not_decided = "the model decided nothing valid about it, so it is kept";

bool is_among(std::vector<std::size_t> const& places, std::optional<std::size_t> place) {
    return place && std::find(places.begin(), places.end(), *place) != places.end();
}

bool same_ends(storage::RelationTriple const& a, storage::RelationTriple const& b) {
    return core::entity_key(a.source) == core::entity_key(b.source) &&
           core::entity_key(a.target) == core::entity_key(b.target);
}

bool same_triple(storage::RelationTriple const& a, storage::RelationTriple const& b) {
    return same_ends(a, b) && core::relation_name(a.relation) == core::relation_name(b.relation);
}

/// Carries out one reply; remembers which memories it has changed already.
class Carrying {
public:
    Carrying(Proposal const& proposal, Surroundings const& known, ConsolidationReply const& reply)
        : proposal_(proposal), known_(known), reply_(reply) {}

    Changes changes() {
        for (std::size_t place = 0; place < proposal_.facts.size(); ++place) carry_out_fact(place);
        for (std::size_t place = 0; place < proposal_.relations.size(); ++place) carry_out_relation(place);
        return std::move(changes_);
    }

private:
    std::vector<ProposedDecision const*> valid_decisions(std::size_t place) const {
        std::vector<ProposedDecision const*> valid;
        for (auto const& decision : reply_.decisions) {
            bool const names_none = decision.event == DecisionEvent::add;
            if (decision.fact == place && (names_none || is_among(known_.near[place], decision.memory)))
                valid.push_back(&decision);
        }
        return valid;
    }

    void carry_out_fact(std::size_t place) {
        auto const& fact = proposal_.facts[place];
        if (auto const same = repeated_memory(fact, known_, place)) return confirm(place, *same, said_again);
        auto const decisions = valid_decisions(place);
        bool const updated = !fact.forget && update(place, decisions);
        end(place, decisions);
        if (fact.forget || updated) return;
        for (auto const* const decision : decisions) {
            if (decision->event == DecisionEvent::none) return confirm(place, *decision->memory, decision->reason);
        }
        add(place, decisions);
    }

    bool update(std::size_t place, std::vector<ProposedDecision const*> const& decisions) {
        for (auto const* const decision : decisions) {
            if (decision->event != DecisionEvent::update) continue;
            if (!changed_.insert(*decision->memory).second) return false;
            auto written = written_fact(place, decision->reason);
            if (decision->text && *decision->text != written.content.text) {
                written.content.text = *decision->text;
                written.vector.reset();
            }
            store(place, {FactChange::Kind::update, std::move(written), known_.memories[*decision->memory].row});
            return true;
        }
        return false;
    }

    void end(std::size_t place, std::vector<ProposedDecision const*> const& decisions) {
        for (auto const* const decision : decisions) {
            if (decision->event != DecisionEvent::end || !changed_.insert(*decision->memory).second) continue;
            changes_.facts.push_back(
                {FactChange::Kind::end, written_fact(place, decision->reason), known_.memories[*decision->memory].row});
        }
    }

    void confirm(std::size_t place, std::size_t memory, std::string const& reason) {
        store(place, {FactChange::Kind::confirm, written_fact(place, reason), known_.memories[memory].row});
    }

    void add(std::size_t place, std::vector<ProposedDecision const*> const& decisions) {
        std::string reason = known_.near[place].empty() ? not_asked : not_decided;
        if (!decisions.empty()) reason = decisions.front()->reason;
        store(place, {FactChange::Kind::add, written_fact(place, std::move(reason)), 0});
    }

    storage::WrittenFact written_fact(std::size_t place, std::string reason) const {
        auto const& fact = proposal_.facts[place];
        return {fact.content, fact.valid_from, fact.sources, std::move(reason), fact.vector};
    }

    void store(std::size_t place, FactChange change) {
        stored_as_[place] = changes_.facts.size();
        changes_.facts.push_back(std::move(change));
    }

    void carry_out_relation(std::size_t place) {
        auto const& relation = proposal_.relations[place];
        if (relation.fact && proposal_.facts[*relation.fact].forget) return;
        RelationChange change{.triple = relation.triple,
                              .valid_from = relation.valid_from,
                              .said_at = relation.said_at,
                              .confidence = relation.confidence,
                              .sources = relation.sources,
                              .fact = std::nullopt,
                              .ends = {},
                              .reason = {}};
        if (relation.fact) change.fact = stored_as_.at(*relation.fact);
        if (auto const same = repeated_relation(relation, known_, place)) {
            change.kind = RelationChange::Kind::confirm;
            change.known = known_.relations[*same].row;
            change.reason = said_again;
        } else {
            decide(place, change);
        }
        changes_.relations.push_back(std::move(change));
    }

    void decide(std::size_t place, RelationChange& change) const {
        auto const& near = known_.near_relations[place];
        change.reason = near.empty() ? not_asked : not_decided;
        for (auto const& decision : reply_.relation_decisions) {
            if (decision.relation != place) continue;
            change.reason = decision.reason;
            for (auto const ended : decision.ends) {
                if (is_among(near, ended)) change.ends.push_back(known_.relations[ended].row);
            }
            if (decision.event == DecisionEvent::none) confirm_in_other_words(near, change);
            return;
        }
    }

    /// "Known" can only be meant of a relation between the same two.
    void confirm_in_other_words(std::vector<std::size_t> const& near, RelationChange& change) const {
        for (auto const at : near) {
            auto const& known = known_.relations[at];
            if (!same_ends(known.triple, change.triple)) continue;
            change.kind = RelationChange::Kind::confirm;
            change.known = known.row;
            return;
        }
    }

    Proposal const& proposal_;
    Surroundings const& known_;
    ConsolidationReply const& reply_;
    Changes changes_;
    std::set<std::size_t> changed_;                 ///< memories, by place
    std::map<std::size_t, std::size_t> stored_as_;  ///< fact -> its change
};

}  // namespace

std::optional<std::size_t> repeated_memory(Candidate const& fact, Surroundings const& known, std::size_t place) {
    if (fact.forget) return std::nullopt;
    auto const said = wording(fact.content.text);
    for (auto const at : known.near[place]) {
        if (wording(known.memories[at].text) == said) return at;
    }
    return std::nullopt;
}

std::optional<std::size_t> repeated_relation(RelationCandidate const& relation, Surroundings const& known,
                                             std::size_t place) {
    for (auto const at : known.near_relations[place]) {
        if (same_triple(known.relations[at].triple, relation.triple)) return at;
    }
    return std::nullopt;
}

bool needs_decision(Proposal const& proposal, Surroundings const& known) {
    for (std::size_t i = 0; i < proposal.facts.size(); ++i) {
        if (!known.near[i].empty() && !repeated_memory(proposal.facts[i], known, i)) return true;
    }
    for (std::size_t i = 0; i < proposal.relations.size(); ++i) {
        if (!known.near_relations[i].empty() && !repeated_relation(proposal.relations[i], known, i)) return true;
    }
    return false;
}

Changes carried_out(Proposal const& proposal, Surroundings const& known, ConsolidationReply const& reply) {
    return Carrying(proposal, known, reply).changes();
}

}  // namespace keepsake::memory

#include "memory/consolidation/surroundings.h"

#include <algorithm>
#include <map>

namespace keepsake::memory {
namespace {

/// With 5 a quarter of the updates needed cannot be made whatever the model says; with 20 nine in ten can
/// (retrieval.md, write path).
constexpr std::size_t most_neighbours = 20;

std::vector<NewText> texts_of(Proposal const& proposal) {
    std::vector<NewText> texts;
    for (auto const& fact : proposal.facts) texts.push_back({fact.content.text, fact.vector});
    return texts;
}

void add_facts(std::vector<std::vector<Neighbour>> const& found, storage::Store const& store,
               Surroundings& surroundings) {
    std::vector<storage::RowId> rows;
    for (auto const& neighbours : found) {
        for (auto const& neighbour : neighbours) {
            if (std::find(rows.begin(), rows.end(), neighbour.row) == rows.end()) rows.push_back(neighbour.row);
        }
    }
    std::map<storage::RowId, std::size_t> place;
    for (auto& memory : store.load(rows)) {
        if (memory.valid_to) continue;
        place[memory.row] = surroundings.memories.size();
        surroundings.memories.push_back(
            {memory.row, memory.version, std::move(memory.content.text), memory.valid_from});
    }
    for (auto const& neighbours : found) {
        auto& near = surroundings.near.emplace_back();
        for (auto const& neighbour : neighbours) {
            if (auto const known = place.find(neighbour.row); known != place.end()) near.push_back(known->second);
        }
    }
}

void add_relations(std::vector<std::vector<storage::KnownRelation>> const& found, Surroundings& surroundings) {
    std::map<storage::RowId, std::size_t> place;
    for (auto const& known : found) {
        auto& near = surroundings.near_relations.emplace_back();
        for (auto const& relation : known) {
            auto const [at, is_new] = place.try_emplace(relation.row, surroundings.relations.size());
            if (is_new) surroundings.relations.push_back(relation);
            near.push_back(at->second);
        }
    }
}

}  // namespace

bool Surroundings::says_the_same(Surroundings const& other) const {
    auto const same_rows = [](storage::KnownRelation const& a, storage::KnownRelation const& b) {
        return a.row == b.row;
    };
    return memories == other.memories && near == other.near && near_relations == other.near_relations &&
           std::equal(relations.begin(), relations.end(), other.relations.begin(), other.relations.end(), same_rows);
}

Surroundings SurroundingsFinder::find(Scope const& scope, Proposal const& proposal, std::stop_token stop) const {
    Surroundings surroundings;
    surroundings.seen_changes = queue_.changes(scope);
    add_facts(neighbours_.facts_near(scope, texts_of(proposal), most_neighbours, std::move(stop)), store_,
              surroundings);
    std::vector<storage::RelationTriple> triples;
    for (auto const& relation : proposal.relations) triples.push_back(relation.triple);
    add_relations(queue_.known_relations(scope, triples), surroundings);
    return surroundings;
}

}  // namespace keepsake::memory

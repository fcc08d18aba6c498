#include "memory/knowledge_graph.h"

#include <algorithm>
#include <set>

#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

/// The entities for which `is_wanted` holds, and the relations that name one of them.
template <typename IsWanted>
KeptGraph part_of(KeptGraph graph, IsWanted const& is_wanted) {
    std::erase_if(graph.entities, [&](KeptEntity const& entity) { return !is_wanted(entity); });
    std::set<std::string_view> names;
    for (auto const& entity : graph.entities) names.insert(entity.name);
    std::erase_if(graph.relations, [&](KeptRelation const& relation) {
        return !names.contains(relation.from) && !names.contains(relation.to);
    });
    return graph;
}

}  // namespace

KnowledgeGraph::KnowledgeGraph(storage::Store& store, Housekeeping& housekeeping, core::Clock const& clock)
    : keeper_(store, clock), housekeeping_(housekeeping) {}

std::vector<KeptEntity> KnowledgeGraph::create_entities(Keeper const& keeper, std::span<KeptEntity const> entities) {
    auto created = keeper_.create_entities(keeper, entities);
    bool const observed = std::any_of(created.begin(), created.end(),
                                      [](KeptEntity const& entity) { return !entity.observations.empty(); });
    if (observed) housekeeping_.wake();
    return created;
}

std::vector<KeptRelation> KnowledgeGraph::create_relations(Keeper const& keeper,
                                                           std::span<KeptRelation const> relations) {
    return keeper_.create_relations(keeper, relations);
}

core::Result<std::vector<Observations>> KnowledgeGraph::add_observations(Keeper const& keeper,
                                                                         std::span<Observations const> observations) {
    auto added = keeper_.add_observations(keeper, observations);
    if (added) housekeeping_.wake();
    return added;
}

void KnowledgeGraph::delete_entities(Keeper const& keeper, std::span<std::string const> names) {
    keeper_.delete_entities(keeper, names);
}

void KnowledgeGraph::delete_observations(Keeper const& keeper, std::span<Observations const> deletions) {
    keeper_.delete_observations(keeper, deletions);
}

void KnowledgeGraph::delete_relations(Keeper const& keeper, std::span<KeptRelation const> relations) {
    keeper_.delete_relations(keeper, relations);
}

KeptGraph KnowledgeGraph::read(core::ScopeFilter const& visible) const { return keeper_.read(visible); }

KeptGraph KnowledgeGraph::search(std::string const& query, core::ScopeFilter const& visible) const {
    auto const says = [folded = core::fold(query)](std::string const& text) {
        return core::fold(text).find(folded) != std::string::npos;
    };
    return part_of(read(visible), [&](KeptEntity const& entity) {
        return says(entity.name) || says(entity.type) ||
               std::any_of(entity.observations.begin(), entity.observations.end(), says);
    });
}

KeptGraph KnowledgeGraph::open(std::span<std::string const> names, core::ScopeFilter const& visible) const {
    std::set<std::string_view> const wanted(names.begin(), names.end());
    return part_of(read(visible), [&](KeptEntity const& entity) { return wanted.contains(entity.name); });
}

}  // namespace keepsake::memory

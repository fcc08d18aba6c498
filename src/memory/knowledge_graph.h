#pragma once

#include <span>
#include <string>
#include <vector>

#include "memory/housekeeping.h"
#include "storage/entity_keeper.h"

namespace keepsake::memory {

using storage::Keeper;
using storage::KeptEntity;
using storage::KeptGraph;
using storage::KeptRelation;
using storage::Observations;

/// The graph that an assistant keeps by hand; see storage::EntityKeeper for the meaning of its changes. Safe from many
/// threads.
class KnowledgeGraph {
public:
    KnowledgeGraph(storage::Store& store, Housekeeping& housekeeping, core::Clock const& clock);

    std::vector<KeptEntity> create_entities(Keeper const& keeper, std::span<KeptEntity const> entities);
    std::vector<KeptRelation> create_relations(Keeper const& keeper, std::span<KeptRelation const> relations);
    core::Result<std::vector<Observations>> add_observations(Keeper const& keeper,
                                                             std::span<Observations const> observations);
    void delete_entities(Keeper const& keeper, std::span<std::string const> names);
    void delete_observations(Keeper const& keeper, std::span<Observations const> deletions);
    void delete_relations(Keeper const& keeper, std::span<KeptRelation const> relations);

    KeptGraph read(core::ScopeFilter const& visible) const;
    /// Entities in whose name, type or observations the query stands, in either case, and the relations that name one of
    /// them.
    KeptGraph search(std::string const& query, core::ScopeFilter const& visible) const;
    /// Entities of exactly these names, and the relations that name one of them.
    KeptGraph open(std::span<std::string const> names, core::ScopeFilter const& visible) const;

private:
    storage::EntityKeeper keeper_;
    Housekeeping& housekeeping_;
};

}  // namespace keepsake::memory

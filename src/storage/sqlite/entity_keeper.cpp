#include "storage/entity_keeper.h"

#include "storage/sqlite/database.h"
#include "storage/sqlite/kept_changes.h"

namespace keepsake::storage {

using sqlite::Connection;
using sqlite::KeptChanges;

template <typename Work>
auto EntityKeeper::change(Keeper const& keeper, Work&& work) {
    return store_.database().write([&](Connection& connection) {
        KeptChanges changes(connection, keeper, clock_.now());
        return work(changes);
    });
}

std::vector<KeptEntity> EntityKeeper::create_entities(Keeper const& keeper, std::span<KeptEntity const> entities) {
    return change(keeper, [&](KeptChanges& changes) { return changes.create_entities(entities); });
}

std::vector<KeptRelation> EntityKeeper::create_relations(Keeper const& keeper,
                                                         std::span<KeptRelation const> relations) {
    return change(keeper, [&](KeptChanges& changes) { return changes.create_relations(relations); });
}

core::Result<std::vector<Observations>> EntityKeeper::add_observations(Keeper const& keeper,
                                                                       std::span<Observations const> observations) {
    return change(keeper, [&](KeptChanges& changes) { return changes.add_observations(observations); });
}

void EntityKeeper::delete_entities(Keeper const& keeper, std::span<std::string const> names) {
    change(keeper, [&](KeptChanges& changes) {
        changes.delete_entities(names);
        return true;
    });
}

void EntityKeeper::delete_observations(Keeper const& keeper, std::span<Observations const> deletions) {
    change(keeper, [&](KeptChanges& changes) {
        changes.delete_observations(deletions);
        return true;
    });
}

void EntityKeeper::delete_relations(Keeper const& keeper, std::span<KeptRelation const> relations) {
    change(keeper, [&](KeptChanges& changes) {
        changes.delete_relations(relations);
        return true;
    });
}

Imported EntityKeeper::import(Keeper const& keeper, KeptGraph const& graph) {
    return change(keeper, [&](KeptChanges& changes) { return changes.import(graph); });
}

KeptGraph EntityKeeper::read(ScopeFilter const& visible) const {
    return store_.database().read(
        [&](Connection& connection) { return sqlite::read_kept(connection, visible, clock_.now()); });
}

}  // namespace keepsake::storage

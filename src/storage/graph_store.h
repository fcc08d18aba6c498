#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/graph_records.h"
#include "storage/store.h"

namespace keepsake::storage {

/// Entities and relations in the store's own file. Relations are written with what is said (Store::add, JobQueue::apply);
/// here they are read, and entities are corrected by hand. Safe from many threads. Throws StoreFailure when the store
/// cannot do its work.
class GraphStore {
public:
    GraphStore(Store& store, core::Clock const& clock) : store_(store), clock_(clock) {}

    /// In the order of the rows; those that are gone are left out. Of their memories those that `visible` lets see.
    std::vector<RelationRecord> load(std::span<RowId const> relations, ScopeFilter const& visible) const;
    /// The user to whom an entity belongs.
    std::optional<UserRecord> owner_of(std::string const& entity_id, ScopeFilter const& visible) const;

    /// Two rows are one entity from now on: `name` is another name of `into`. Both are rows of one user.
    void merge(RowId name, RowId into);
    /// The row stands for itself again; what was said under its name goes with it. Returns false when it did already.
    bool split(RowId name);
    /// Makes a new entity of the same type, and moves the relations' ends from `entity`, by any of its names, to it.
    /// Returns its row.
    RowId move_relations(RowId entity, std::span<RowId const> relations, std::string const& new_name);

private:
    Store& store_;
    core::Clock const& clock_;
};

}  // namespace keepsake::storage

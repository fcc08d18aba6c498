#pragma once

#include <functional>
#include <span>
#include <vector>

#include "storage/graph_records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// What a user's graph is made of; see Store::read_changes and GraphStore for the meaning.

void read_graph_changes(Connection& connection, RowId user, std::int64_t since,
                        std::function<void(EntityRow&&)> const& take_entity,
                        std::function<void(RelationRow&&)> const& take_relation);

std::vector<RelationRecord> load_relations(Connection& connection, std::span<RowId const> rows,
                                           ScopeFilter const& visible);

}  // namespace keepsake::storage::sqlite

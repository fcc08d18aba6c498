#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/graph_records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// The rows of entities; each function is a part of a transaction.

/// What is known of an entity when something is said about it.
struct EntityMention {
    RowId user;
    std::string const& name;
    std::string const& type;
    RowId event;          ///< in which it is said
    std::int64_t change;  ///< the user's
    Timestamp now;
};
/// The row of the name as it is written, else of one that differs in case and blanks only; created when there is none.
RowId ensure_entity(Connection& connection, EntityMention const& mention);

/// The rows that are the entity which the name means now: itself and its other names; empty when it means none.
std::vector<RowId> rows_named(Connection& connection, RowId user, std::string const& name);
/// The row that stands for the entity of which this is a name.
RowId self_of(Connection& connection, RowId entity);

/// Joins a person, an organization or a place, of which something has just been said, with the one that a close name and
/// fitting context make the same. Returns whether it did.
bool join_if_same(Connection& connection, RowId entity, std::int64_t change);

/// Takes out the user's entities of which nothing is said any more; the other names of one of these stay one entity. Returns
/// whether there were any: indexes have to be built anew then.
bool drop_unsaid_entities(Connection& connection, RowId user, std::int64_t change);

/// See GraphStore. Each counts as a change of the user.
void merge_entity(Connection& connection, RowId name, RowId into);
bool split_entity(Connection& connection, RowId name);
RowId move_relations(Connection& connection, RowId entity, std::span<RowId const> relations,
                     std::string const& new_name, Timestamp now);

}  // namespace keepsake::storage::sqlite

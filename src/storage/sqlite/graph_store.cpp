#include "storage/graph_store.h"

#include "storage/sqlite/database.h"
#include "storage/sqlite/entities.h"
#include "storage/sqlite/graph_reading.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage {

using sqlite::Connection;

std::vector<RelationRecord> GraphStore::load(std::span<RowId const> relations, ScopeFilter const& visible) const {
    return store_.database().read(
        [&](Connection& connection) { return sqlite::load_relations(connection, relations, visible); });
}

std::optional<UserRecord> GraphStore::owner_of(std::string const& entity_id, ScopeFilter const& visible) const {
    return store_.database().read([&](Connection& connection) -> std::optional<UserRecord> {
        auto rows = connection.query(
            "SELECT u.id, u.changes, u.last_erasure FROM entities e JOIN users u ON u.id = e.user "
            "WHERE e.uuid = ?1 AND u.org = ?2 AND u.project = ?3 AND (?4 = '' OR u.name = ?4)",
            entity_id, visible.tenant.org, visible.tenant.project, visible.user);
        if (!rows.next()) return std::nullopt;
        return UserRecord{rows.integer(0), rows.integer(1), rows.integer(2)};
    });
}

void GraphStore::merge(RowId name, RowId into) {
    store_.database().write([&](Connection& connection) {
        sqlite::merge_entity(connection, name, into);
        return true;
    });
}

bool GraphStore::split(RowId name) {
    return store_.database().write([&](Connection& connection) { return sqlite::split_entity(connection, name); });
}

RowId GraphStore::move_relations(RowId entity, std::span<RowId const> relations, std::string const& new_name) {
    return store_.database().write([&](Connection& connection) {
        return sqlite::move_relations(connection, entity, relations, new_name, clock_.now());
    });
}

}  // namespace keepsake::storage

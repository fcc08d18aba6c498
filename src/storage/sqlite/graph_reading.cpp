#include "storage/sqlite/graph_reading.h"

#include <string>
#include <utility>

#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

/// Rows of a user that changed; ?1 is the user, ?2 the counter. From nothing, all of them in the plain order of rows is the
/// cheaper way.
std::string changed(std::string const& table, std::int64_t since) {
    return since == 0 ? "FROM " + table + " x WHERE x.user = ?1 AND ?2 = 0 "
                      : "FROM " + table + " x INDEXED BY " + table + "_by_change WHERE x.user = ?1 AND x.change > ?2 ";
}

/// Gives each of the rows, which are in order, the numbers that a query has for it: (row, number), in the same order.
template <typename Row>
void attach(std::vector<Row>& rows, Rows links, std::vector<RowId> Row::*numbers) {
    auto row = rows.begin();
    while (links.next()) {
        auto const wanted = links.integer(0);
        while (row != rows.end() && row->row < wanted) ++row;
        if (row == rows.end()) return;
        if (row->row == wanted) ((*row).*numbers).push_back(links.integer(1));
    }
}

std::vector<EntityRow> read_entities(Connection& connection, RowId user, std::int64_t since) {
    std::vector<EntityRow> entities;
    {
        auto rows = connection.query(
            "SELECT id, uuid, name, key, type, coalesce(same_as, 0), created_at, last_seen_at, removed_at, "
            "coalesce((SELECT scope FROM events WHERE id = x.event), 0) " +
                changed("entities", since) + "ORDER BY id",
            user, since);
        while (rows.next()) {
            entities.push_back({.row = rows.integer(0),
                                .id = rows.text(1),
                                .name = rows.text(2),
                                .key = rows.text(3),
                                .type = rows.text(4),
                                .same_as = rows.integer(5),
                                .first_seen = from_ms(rows.integer(6)),
                                .last_seen = from_ms(rows.integer(7)),
                                .removed_at = from_ms(rows.integer_or_null(8)),
                                .scope = rows.integer(9),
                                .memories = {}});
        }
    }
    attach(entities,
           connection.query("SELECT l.entity, l.memory FROM entity_memories l JOIN memories m ON m.id = l.memory WHERE "
                            "m.valid_to IS NULL AND l.entity IN (SELECT id " +
                                changed("entities", since) + ") ORDER BY l.entity, l.id",
                            user, since),
           &EntityRow::memories);
    return entities;
}

std::vector<RelationRow> read_relations(Connection& connection, RowId user, std::int64_t since) {
    std::vector<RelationRow> relations;
    {
        auto rows = connection.query(
            "SELECT id, source, relation, target, valid_from, valid_to, learned_at, closed_at, confidence " +
                changed("relations", since) + "ORDER BY id",
            user, since);
        while (rows.next()) {
            relations.push_back({.row = rows.integer(0),
                                 .source = rows.integer(1),
                                 .relation = rows.text(2),
                                 .target = rows.integer(3),
                                 .valid_from = from_ms(rows.integer(4)),
                                 .valid_to = from_ms(rows.integer_or_null(5)),
                                 .learned_at = from_ms(rows.integer(6)),
                                 .closed_at = from_ms(rows.integer_or_null(7)),
                                 .confidence = rows.real(8),
                                 .scopes = {},
                                 .memories = {}});
        }
    }
    auto const wanted = "(SELECT id " + changed("relations", since) + ") ";
    attach(relations,
           connection.query("SELECT relation, memory FROM relation_memories WHERE relation IN " + wanted +
                                "ORDER BY relation, memory",
                            user, since),
           &RelationRow::memories);
    // It was said in the calls that brought it, and wherever a memory says it.
    attach(relations,
           connection.query("SELECT l.relation, e.scope FROM relation_results l JOIN events e ON e.id = l.event "
                            "WHERE l.change <> 'DELETE' AND l.relation IN " +
                                wanted +
                                "UNION SELECT l.relation, m.scope FROM relation_memories l JOIN memories m ON m.id = "
                                "l.memory WHERE l.relation IN " +
                                wanted + "ORDER BY 1, 2",
                            user, since),
           &RelationRow::scopes);
    return relations;
}

}  // namespace

void read_graph_changes(Connection& connection, RowId user, std::int64_t since,
                        std::function<void(EntityRow&&)> const& take_entity,
                        std::function<void(RelationRow&&)> const& take_relation) {
    // What an entity was merged into comes first.
    std::vector<EntityRow> merged;
    for (auto& entity : read_entities(connection, user, since)) {
        if (entity.same_as != 0) merged.push_back(std::move(entity));
        else take_entity(std::move(entity));
    }
    for (auto& entity : merged) take_entity(std::move(entity));
    for (auto& relation : read_relations(connection, user, since)) take_relation(std::move(relation));
}

std::vector<RelationRecord> load_relations(Connection& connection, std::span<RowId const> rows,
                                           ScopeFilter const& visible) {
    std::vector<RelationRecord> found;
    for (auto const row : rows) {
        {
            auto relation = connection.query(
                "SELECT uuid, relation, valid_from, valid_to, learned_at, closed_at, confidence FROM relations WHERE id = ?",
                row);
            if (!relation.next()) continue;
            found.push_back({.row = row,
                             .id = relation.text(0),
                             .relation = relation.text(1),
                             .valid_from = from_ms(relation.integer(2)),
                             .valid_to = from_ms(relation.integer_or_null(3)),
                             .learned_at = from_ms(relation.integer(4)),
                             .closed_at = from_ms(relation.integer_or_null(5)),
                             .confidence = relation.real(6),
                             .memories = {}});
        }
        static std::string const memories =
            // From the relation on; a plan that begins with the user would look at all that the user has.
            "SELECT m.uuid FROM relation_memories x CROSS JOIN memories m ON m.id = x.memory CROSS JOIN scopes s ON s.id = "
            "m.scope CROSS JOIN users u ON u.id = m.user WHERE x.relation = ?7 AND ";
        auto linked = query_visible(connection, memories + visible_in(visible) + "ORDER BY m.id", visible, row);
        while (linked.next()) found.back().memories.push_back({linked.text(0)});
    }
    return found;
}

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/kept_changes.h"

#include <map>

#include "core/text/graph_names.h"
#include "storage/sqlite/embeddings.h"
#include "storage/sqlite/entities.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

std::string const observed = "observed of an entity";
std::string const related = "stated as a relation";
std::string const taken_away = "deleted by who keeps the entity";

core::Error no_such_entity(std::string const& name) {
    return {core::ErrorKind::not_found,
            "Entity with name " + name + " not found; nothing was added. create_entities makes a new one."};
}

}  // namespace

KeptChanges::KeptChanges(Connection& connection, Keeper const& keeper, Timestamp now)
    : connection_(connection),
      keeper_(keeper),
      now_(now),
      scope_(ensure_scope(connection, keeper.scope)),
      changes_(connection) {}

std::vector<KeptEntity> KeptChanges::create_entities(std::span<KeptEntity const> entities) {
    std::vector<KeptEntity> created;
    for (auto const& entity : entities) {
        if (!listed(entity.name)) created.push_back(entity);
    }
    for (auto const& entity : created) add_entity(entity);
    return created;
}

std::vector<KeptRelation> KeptChanges::create_relations(std::span<KeptRelation const> relations) {
    std::map<std::string, std::set<std::pair<std::string, std::string>>> known;
    std::vector<KeptRelation> created;
    for (auto const& relation : relations) {
        auto const [from, is_new] = known.try_emplace(relation.from);
        if (is_new) from->second = relations_from(relation.from);
        if (!from->second.contains({relation.to, relation.type})) created.push_back(relation);
    }
    for (auto const& relation : created) add_relation(relation);
    return created;
}

core::Result<std::vector<Observations>> KeptChanges::add_observations(std::span<Observations const> observations) {
    std::vector<RowId> entities;
    for (auto const& [name, texts] : observations) {
        auto const entity = listed(name);
        if (!entity) return no_such_entity(name);
        entities.push_back(*entity);
    }
    std::vector<Observations> added;
    for (std::size_t i = 0; i < observations.size(); ++i) {
        auto const known = texts_of(std::span(entities).subspan(i, 1));
        auto& of_entity = added.emplace_back(Observations{observations[i].entity, {}});
        for (auto const& text : observations[i].texts) {
            if (!known.contains(text)) of_entity.texts.push_back(text);
        }
        for (auto const& text : of_entity.texts) add_observation(entities[i], text);
        if (!of_entity.texts.empty()) touch_entity(entities[i]);
    }
    return added;
}

void KeptChanges::delete_entities(std::span<std::string const> names) {
    for (auto const& name : names) {
        auto const rows = rows_of(name);
        for (auto const row : rows) remove_entity(row);
        for (auto const row : rows) leave_names_to_another(row);
    }
}

void KeptChanges::delete_observations(std::span<Observations const> deletions) {
    for (auto const& [name, texts] : deletions) {
        auto const entity = listed(name);
        if (!entity) continue;
        std::set<std::string> const unwanted(texts.begin(), texts.end());
        bool found = false;
        for (auto const& [memory, text] : observations_of(*entity)) {
            if (!unwanted.contains(text)) continue;
            end_observation(memory);
            found = true;
        }
        if (found) touch_entity(*entity);
    }
}

void KeptChanges::delete_relations(std::span<KeptRelation const> relations) {
    for (auto const& [from, to, type] : relations) {
        auto const rows = row_ids(connection_.query(
            "SELECT r.id FROM entities a CROSS JOIN relations r ON r.source = a.id JOIN entities b ON b.id = r.target "
            "WHERE a.user = ?1 AND a.key = ?2 AND a.removed_at IS NULL AND a.name = ?3 AND b.name = ?4 AND r.wording = ?5 "
            "AND r.valid_to IS NULL",
            scope_.user, core::entity_key(from), from, to, type));
        for (auto const row : rows) close_relation(row);
    }
}

Imported KeptChanges::import(KeptGraph const& graph) {
    struct Known {
        std::optional<RowId> row;
        std::set<std::string> texts;
    };
    std::map<std::string, Known> before;
    for (auto const& entity : graph.entities) {
        auto const [known, is_new] = before.try_emplace(entity.name);
        if (!is_new) continue;
        known->second.row = listed(entity.name);
        if (known->second.row) known->second.texts = texts_of(rows_of(entity.name));
    }
    Imported imported;
    for (auto const& entity : graph.entities) {
        if (auto const& known = before.at(entity.name); known.row) {
            imported.observations += add_unknown(*known.row, known.texts, entity.observations);
            continue;
        }
        add_entity(entity);
        ++imported.entities;
        imported.observations += entity.observations.size();
    }
    imported.relations = create_relations(graph.relations).size();
    return imported;
}

std::optional<KeptChanges::NamedRow> KeptChanges::find(std::string const& name) {
    auto rows = connection_.query(
        "SELECT id, place IS NOT NULL FROM entities WHERE user = ? AND key = ? AND removed_at IS NULL AND name = ? "
        "ORDER BY place IS NULL, place, id LIMIT 1",
        scope_.user, core::entity_key(name), name);
    return rows.next() ? std::optional(NamedRow{rows.integer(0), rows.integer(1) != 0}) : std::nullopt;
}

std::optional<RowId> KeptChanges::listed(std::string const& name) {
    auto const found = find(name);
    return found && found->is_listed ? std::optional(found->row) : std::nullopt;
}

std::vector<RowId> KeptChanges::rows_of(std::string const& name) {
    return row_ids(connection_.query(
        "SELECT id FROM entities WHERE user = ? AND key = ? AND removed_at IS NULL AND name = ? ORDER BY id",
        scope_.user, core::entity_key(name), name));
}

void KeptChanges::add_entity(KeptEntity const& entity) {
    auto const known = find(entity.name);
    RowId row = 0;
    if (!known) row = insert_name(entity.name, row_of_the_user(core::entity_key(entity.name)));
    else row = known->is_listed ? insert_name(entity.name, self_of(connection_, known->row)) : known->row;
    connection_.run(
        "UPDATE entities SET type = ?2, place = ?3, event = ?4, last_seen_at = ?5, change = ?6 WHERE id = ?1", row,
        entity.type, next_place(), event(), to_ms(now_), change());
    for (auto const& text : entity.observations) add_observation(row, text);
}

RowId KeptChanges::insert_name(std::string const& name, std::optional<RowId> same_as) {
    connection_.run(
        "INSERT INTO entities(uuid, user, name, key, type, same_as, created_at, last_seen_at, change) "
        "VALUES(?1, ?2, ?3, ?4, '', ?5, ?6, ?6, ?7)",
        core::new_uuid(), scope_.user, name, core::entity_key(name), same_as, to_ms(now_), change());
    return connection_.last_row();
}

/// "I", "me" and "user" are one entity, under whichever names it is kept.
std::optional<RowId> KeptChanges::row_of_the_user(std::string const& key) {
    if (key != core::entity_key("user")) return std::nullopt;
    auto rows = connection_.query(
        "SELECT coalesce(same_as, id) FROM entities WHERE user = ? AND key = ? AND removed_at IS NULL ORDER BY id LIMIT 1",
        scope_.user, key);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

RowId KeptChanges::ensure_name(std::string const& name) {
    if (auto const known = find(name)) {
        touch_entity(known->row);
        return known->row;
    }
    return insert_name(name, row_of_the_user(core::entity_key(name)));
}

void KeptChanges::touch_entity(RowId entity) {
    connection_.run("UPDATE entities SET last_seen_at = ?2, change = ?3 WHERE id = ?1", entity, to_ms(now_), change());
}

void KeptChanges::remove_entity(RowId entity) {
    auto const relations = row_ids(connection_.query(
        "SELECT id FROM relations WHERE source = ?1 AND valid_to IS NULL UNION SELECT id FROM relations WHERE target = ?1 AND valid_to IS NULL",
        entity));
    for (auto const relation : relations) close_relation(relation);
    for (auto const& [memory, text] : observations_of(entity)) end_observation(memory);
    connection_.run("UPDATE entities SET removed_at = ?2, same_as = NULL, change = ?3 WHERE id = ?1", entity,
                    to_ms(now_), change());
}

/// What was the same as an entity that is gone is still the same as the others that were.
void KeptChanges::leave_names_to_another(RowId removed) {
    auto const names = row_ids(connection_.query(
        "SELECT id FROM entities WHERE same_as = ? AND removed_at IS NULL ORDER BY id LIMIT 1", removed));
    if (names.empty()) return;
    connection_.run("UPDATE entities SET same_as = nullif(?2, id), change = ?3 WHERE same_as = ?1", removed,
                    names.front(), change());
}

std::vector<KeptChanges::ObservedText> KeptChanges::observations_of(RowId entity) {
    auto rows = connection_.query(
        "SELECT m.id, m.text FROM entity_memories l JOIN memories m ON m.id = l.memory WHERE l.entity = ?1 AND m.valid_to IS NULL "
        "UNION SELECT m.id, m.text FROM relations r JOIN relation_memories x ON x.relation = r.id JOIN memories m ON m.id = x.memory "
        "WHERE r.source = ?1 AND m.kind = 'fact' AND m.valid_to IS NULL ORDER BY 1",
        entity);
    std::vector<ObservedText> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.text(1)});
    return found;
}

std::set<std::string> KeptChanges::texts_of(std::span<RowId const> entities) {
    std::set<std::string> texts;
    for (auto const entity : entities) {
        for (auto& observation : observations_of(entity)) texts.insert(std::move(observation.text));
    }
    return texts;
}

void KeptChanges::add_observation(RowId entity, std::string const& text) {
    auto const [memory, version] =
        add_memory(connection_, scope_, {core::new_uuid()}, MemoryKind::fact, {.text = text},
                   {ChangeEvent::add, event(), now_, now_, keeper_.actor, observed}, change());
    add_embedding(connection_, version, memory, std::nullopt, {});
    connection_.run("INSERT INTO entity_memories(entity, memory) VALUES(?, ?)", entity, memory);
}

void KeptChanges::end_observation(RowId memory) {
    auto const found = memory_of_row(connection_, memory);
    if (!found || found->valid_to) return;
    end_with_traces(connection_, *found, {now_, now_, keeper_.actor, taken_away, event()}, changes_);
}

std::size_t KeptChanges::add_unknown(RowId entity, std::set<std::string> const& known,
                                     std::span<std::string const> texts) {
    std::size_t added = 0;
    for (auto const& text : texts) {
        if (known.contains(text)) continue;
        add_observation(entity, text);
        ++added;
    }
    if (added > 0) touch_entity(entity);
    return added;
}

std::set<std::pair<std::string, std::string>> KeptChanges::relations_from(std::string const& name) {
    auto rows = connection_.query(
        "SELECT b.name, r.wording FROM entities a CROSS JOIN relations r ON r.source = a.id JOIN entities b ON b.id = r.target "
        "WHERE a.user = ? AND a.key = ? AND a.removed_at IS NULL AND a.name = ? AND r.valid_to IS NULL",
        scope_.user, core::entity_key(name), name);
    std::set<std::pair<std::string, std::string>> found;
    while (rows.next()) found.emplace(rows.text(0), rows.text(1));
    return found;
}

void KeptChanges::add_relation(KeptRelation const& relation) {
    auto const source = ensure_name(relation.from);
    auto const target = ensure_name(relation.to);
    connection_.run(
        "INSERT INTO relations(uuid, user, source, relation, target, valid_from, learned_at, confidence, event, actor, reason, wording, change) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?6, 1.0, ?7, ?8, ?9, ?10, ?11)",
        core::new_uuid(), scope_.user, source, core::relation_name(relation.type), target, to_ms(now_), event(),
        keeper_.actor, related, relation.type, change());
    connection_.run("INSERT INTO relation_results(event, relation, change, is_stated) VALUES(?, ?, 'ADD', 1)", event(),
                    connection_.last_row());
}

void KeptChanges::close_relation(RowId relation) {
    connection_.run(
        "UPDATE relations SET valid_to = max(valid_from, ?2), closed_at = ?2, change = ?3 WHERE id = ?1 AND valid_to IS NULL",
        relation, to_ms(now_), change());
    connection_.run("INSERT INTO relation_results(event, relation, change) VALUES(?, ?, 'DELETE')", event(), relation);
}

RowId KeptChanges::event() {
    if (!event_) {
        event_ = add_event(connection_, scope_.scope, {core::new_uuid()}, EventStatus::succeeded, Extraction::unwanted,
                           now_);
    }
    return *event_;
}

RowId KeptChanges::next_place() {
    if (!last_place_) {
        last_place_ = connection_.number(
            "SELECT coalesce(max(place), 0) FROM entities WHERE user = ? AND place IS NOT NULL", scope_.user);
    }
    return ++*last_place_;
}

}  // namespace keepsake::storage::sqlite

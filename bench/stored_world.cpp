#include "stored_world.h"

#include "core/identity.h"
#include "sample_user.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/store_file.h"
#include "storage/store.h"

namespace keepsake::bench {
namespace {

using storage::sqlite::Parameter;
using storage::sqlite::to_ms;
using testing::GeneratedWorld;

constexpr std::size_t relations_of_a_fact = 10;
constexpr std::size_t facts_of_a_call = 20;

std::string sentence(GeneratedWorld const& world, storage::RelationRow const& relation) {
    auto const name = [&](storage::RowId row) { return world.entities[static_cast<std::size_t>(row) - 1].name; };
    return name(relation.source) + " " + relation.relation + " " + name(relation.target);
}

/// Their rows are 1, 2, and so on.
void store_facts(GeneratedWorld const& world, std::filesystem::path const& directory) {
    core::SystemClock const clock;
    storage::Store store(directory, clock);
    storage::Addition call;
    auto const flush = [&] {
        if (!call.memories.empty()) store.add(call);
        call = {};
        call.scope.user = default_user;
        call.actor = "bench";
    };
    flush();
    for (std::size_t i = 0; i < world.relations.size(); i += relations_of_a_fact) {
        auto& memory = call.memories.emplace_back();
        memory.content.text = sentence(world, world.relations[i]);
        memory.valid_from = world.relations[i].valid_from;
        if (call.memories.size() == facts_of_a_call) flush();
    }
    flush();
}

void insert_entities(GeneratedWorld const& world, storage::sqlite::Connection& connection) {
    for (auto const& row : world.entities) {
        connection.run(
            "INSERT INTO entities(id, uuid, user, name, key, type, created_at, last_seen_at) VALUES(?1, ?2, 1, ?3, ?4, ?5, "
            "?6, ?7)",
            row.row, row.id, row.name, row.key, row.type, to_ms(row.first_seen), to_ms(row.last_seen));
    }
    for (auto const& row : world.entities) {
        if (row.same_as != 0) connection.run("UPDATE entities SET same_as = ?2 WHERE id = ?1", row.row, row.same_as);
    }
}

void insert_relations(GeneratedWorld const& world, storage::sqlite::Connection& connection) {
    std::size_t told = 0;
    for (auto const& row : world.relations) {
        connection.run(
            "INSERT INTO relations(id, uuid, user, source, relation, target, valid_from, valid_to, learned_at, closed_at, "
            "confidence, actor, reason) VALUES(?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'bench', '')",
            row.row, core::new_uuid(), row.source, row.relation, row.target, to_ms(row.valid_from), to_ms(row.valid_to),
            to_ms(row.learned_at), to_ms(row.closed_at), row.confidence);
        connection.run("INSERT INTO relation_memories(relation, memory) VALUES(?1, ?2)", row.row,
                       static_cast<std::int64_t>(told++ / relations_of_a_fact + 1));
    }
}

}  // namespace

void store_world(GeneratedWorld const& world, std::filesystem::path const& directory) {
    store_facts(world, directory);
    auto const connection = storage::sqlite::open_store_file(directory, storage::sqlite::migrations());
    connection->run("BEGIN");
    insert_entities(world, *connection);
    insert_relations(world, *connection);
    connection->run("COMMIT");
}

}  // namespace keepsake::bench

#pragma once

#include <algorithm>
#include <sstream>

#include "storage/graph_store.h"
#include "storage/index/index_cache.h"
#include "storage/store_test.h"

namespace keepsake::testing {

using storage::RelationChange;
using storage::RowId;

/// A store to which relations are told, and what its graph looks like.
class GraphStoreTest : public StoreTest {
protected:
    static RelationChange triple(std::string source, std::string relation, std::string target) {
        RelationChange change;
        change.triple = {std::move(source), "", std::move(relation), std::move(target), ""};
        return change;
    }
    static RelationChange typed(RelationChange change, std::string source_type, std::string target_type) {
        change.triple.source_type = std::move(source_type);
        change.triple.target_type = std::move(target_type);
        return change;
    }
    storage::Added tell(std::vector<RelationChange> relations, std::vector<std::string> const& facts = {}) {
        Addition addition;
        addition.scope = ana_;
        addition.actor = "tests";
        for (auto const& text : facts) {
            auto& memory = addition.memories.emplace_back();
            memory.content.text = text;
            memory.valid_from = clock_.now();
        }
        addition.relations = std::move(relations);
        for (auto& relation : addition.relations) {
            relation.said_at = clock_.now();
            if (!facts.empty()) relation.fact = 0;
        }
        return store_.add(addition);
    }
    /// "ADD a b c; " of what came of a call.
    static std::string results(storage::Added const& added) {
        static std::map<ChangeEvent, std::string> const names = {
            {ChangeEvent::add, "ADD "}, {ChangeEvent::end, "DELETE "}, {ChangeEvent::none, "NOOP "}};
        std::string found;
        for (auto const& [source, relation, target, event] : added.relations)
            found += names.at(event) + source + " " + relation + " " + target + "; ";
        return found;
    }

    storage::UserGraph const& graph() {
        lease_.reset();  // whoever holds one keeps the graph from following
        lease_.emplace(indexes_.lease(state_of("ana")));
        return lease_->graph();
    }
    /// "Ana lives_in Rome" of what has not ended, by the names of the entities, in the order in which it was learned.
    std::vector<std::string> current() {
        std::vector<std::string> found;
        auto const& all = graph();
        for (auto const& relation : all.relations()) {
            if (relation.valid_to) continue;
            found.push_back(name(all, relation.source) + " " + all.relation_names()[relation.name] + " " +
                            name(all, relation.target));
        }
        return found;
    }
    static std::string name(storage::UserGraph const& graph, storage::EntityPlace place) {
        return graph.entities()[graph.self_of(place)].name;
    }
    RowId row_named(std::string const& name) {
        for (auto const& entity : graph().entities()) {
            if (entity.name == name) return entity.row;
        }
        return 0;
    }
    void expect_well() const { EXPECT_EQ(store_.check(), std::vector<std::string>{}); }

    storage::GraphStore graph_store_{store_, clock_};
    storage::IndexCache indexes_{store_, 1u << 20};
    std::optional<storage::IndexCache::Lease> lease_;
};

}  // namespace keepsake::testing

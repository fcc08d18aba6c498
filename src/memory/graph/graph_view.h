#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "memory/graph/graph_requests.h"
#include "memory/graph/relation_cursor.h"
#include "memory/graph/step_budget.h"
#include "storage/index/user_graph.h"

namespace keepsake::memory {

/// Which relations of an entity are followed.
struct Follow {
    storage::Direction direction = storage::Direction::both;
    std::optional<storage::RelationNamePlace> relation;  ///< none: any
};

/// One user's graph as it is seen at a time within a scope; what is not shown does not exist. For one question and one
/// thread, for as long as the graph does not change. Entities are meant by the place that stands for them (self_of).
class GraphView {
public:
    GraphView(storage::UserGraph const& graph, GraphTime const& time, core::ScopeFilter const& visible,
              core::Timestamp now);

    storage::UserGraph const& graph() const { return graph_; }
    GraphTime const& time() const { return time_; }

    bool shows(storage::GraphRelation const& relation) const;
    bool shows(storage::RelationPlace place) const {
        return is_plain_ ? graph_.end_of(place) > now_ : shows(graph_.relations()[place]);
    }
    /// Whether something shown touches it, or it was created by itself where the scope sees.
    bool shows_entity(storage::EntityPlace self, StepBudget& budget) const;
    /// Whether one of an entity's names was said where the scope sees.
    bool shows_name(storage::EntityPlace row) const;
    /// Of each row, whether it is a shown name of a shown entity: all at once, over the newest relations that the budget
    /// allows.
    std::vector<bool> shown_names(StepBudget& budget) const;

    /// The entity's own name; where that may not be seen, another of its names.
    std::string const& name_of(storage::EntityPlace self) const;
    std::size_t count_relations(storage::EntityPlace self, StepBudget& budget) const;

    storage::EntityPlace source_of(storage::GraphRelation const& relation) const {
        return graph_.self_of(relation.source);
    }
    storage::EntityPlace target_of(storage::GraphRelation const& relation) const {
        return graph_.self_of(relation.target);
    }
    storage::EntityPlace other_end(storage::GraphRelation const& relation, storage::EntityPlace self) const {
        auto const source = source_of(relation);
        return source == self ? target_of(relation) : source;
    }

    /// Hands out (place, relation), newest first, each once. `take` returns whether to go on; false when it did not, or
    /// when the budget is used up.
    template <typename Take>
    bool for_each_relation(storage::EntityPlace self, Follow const& follow, StepBudget& budget, Take take) const {
        return for_each_shown_or_not(self, follow, budget, [&](auto place, storage::GraphRelation const& relation) {
            return !shows(place) || take(place, relation);
        });
    }
    /// The same with those that are not shown: for who has a cheaper question first.
    template <typename Take>
    bool for_each_shown_or_not(storage::EntityPlace self, Follow const& follow, StepBudget& budget, Take take) const {
        RelationCursor cursor(graph_, self, follow.direction);
        while (auto const place = cursor.next()) {
            if (!budget.take()) return false;
            auto const& relation = graph_.relations()[*place];
            if (follow.relation && relation.name != *follow.relation) continue;
            if (!take(*place, relation)) return false;
        }
        return true;
    }

private:
    bool holds(storage::GraphRelation const& relation) const;
    bool was_said_here(storage::GraphRelation const& relation) const;
    bool names_here(storage::GraphRelation const& relation) const;
    bool sees(storage::RowId scope) const;
    bool stands_alone(storage::GraphEntity const& entity) const;

    storage::UserGraph const& graph_;
    GraphTime time_;
    core::ScopeFilter visible_;
    core::Timestamp now_;
    core::Timestamp known_at_;
    bool narrow_;
    bool is_plain_;  ///< all that has not ended is shown
    mutable std::unordered_map<storage::RowId, bool> seen_scopes_;
};

}  // namespace keepsake::memory

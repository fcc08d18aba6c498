#pragma once

#include <optional>
#include <string_view>

#include "memory/graph/closest_names.h"
#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// Finds who or what is meant in a view of a graph.
class EntityFinder {
public:
    EntityFinder(GraphView const& view, StepBudget& budget) : view_(view), budget_(budget) {}

    /// By name, alias or id. Where several have the name, the one written exactly so, otherwise the one first seen.
    std::optional<storage::EntityPlace> find(std::string_view text) const;
    /// Names of what is shown: those that share words with the text, otherwise those spelled most like it.
    ClosestNames closest(std::string_view text) const;

private:
    bool shows(storage::EntityPlace row) const;

    GraphView const& view_;
    StepBudget& budget_;
};

/// Names of relations that are shown and most like one that there is not.
ClosestNames closest_relations(GraphView const& view, std::string_view relation, StepBudget& budget);

/// Whether a text has the form of an id.
bool is_uuid(std::string_view text);

}  // namespace keepsake::memory

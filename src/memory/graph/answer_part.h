#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "memory/graph/graph_view.h"
#include "storage/graph_store.h"

namespace keepsake::memory {

/// What one user's graph answers. Filled while the view lives; afterwards the relations are read from the store.
class AnswerPart {
public:
    /// `counting` limits how many relations are counted for EntityView::relation_count.
    AnswerPart(GraphView const& view, StepBudget& counting) : view_(view), counting_(counting), time_(view.time()) {}

    void add_entities(std::span<storage::EntityPlace const> entities);
    void add_relations(std::span<storage::RelationPlace const> relations);
    /// With the entities and relations on them.
    void add_paths(storage::EntityPlace from, std::vector<std::vector<storage::RelationPlace>> const& paths);
    void add_row(std::map<std::string, std::string> row) { rows_.push_back(std::move(row)); }
    /// GraphView::name_of, remembered.
    std::string const& name_of(storage::EntityPlace self);
    void set_truncated(bool truncated) { truncated_ = truncated; }

    /// Puts all behind what the answer holds already. What has been erased meanwhile is left out. Needs no view.
    void append_to(GraphAnswer& answer, storage::GraphStore const& store, core::ScopeFilter const& visible) &&;

private:
    struct Ends {
        std::string source;
        std::string target;
    };

    EntityView view_of(storage::EntityPlace self);

    GraphView const& view_;
    StepBudget& counting_;
    GraphTime time_;
    std::unordered_map<storage::EntityPlace, std::string> names_;
    std::vector<EntityView> entities_;
    std::vector<storage::RowId> relations_;
    std::unordered_map<storage::RowId, Ends> ends_;
    std::vector<std::vector<storage::RowId>> paths_;
    std::vector<std::map<std::string, std::string>> rows_;
    bool truncated_ = false;
};

}  // namespace keepsake::memory

#pragma once

#include <span>
#include <string>
#include <vector>

#include "memory/graph/asked_graphs.h"

namespace keepsake::memory {

/// How a person can speak of an entity, or of one of its names.
struct EntityReference {
    std::string name;
    std::string id;
    bool is_only_one = true;  ///< nothing else has the name
};

struct MergedEntities {
    EntityReference merged;
    EntityReference into;
    std::vector<EntityReference> aliases;  ///< other names of what was merged
};

struct SplitName {
    EntityReference name;
    EntityReference from;
};

struct MovedRelations {
    EntityReference from;
    EntityReference to;
    std::size_t count = 0;
};

/// Corrects by hand which names of a user's graph are one entity. Entities are named by a name, an alias or an id, also
/// those of which only ended relations tell. Every error says what to do instead.
class Corrections {
public:
    /// `visible` names the user.
    Corrections(storage::Store const& store, storage::GraphStore& graph, storage::IndexCache& indexes,
                core::Clock const& clock, core::ScopeFilter visible);

    core::Result<MergedEntities> merge(std::string const& name, std::string const& into);
    /// `name` was merged with others.
    core::Result<SplitName> split(std::string const& name);
    /// To a new entity. `ids` are those of relations.
    core::Result<MovedRelations> move_relations(std::string const& name, std::span<std::string const> ids,
                                                std::string const& new_name);

private:
    /// Calls `look(view)` while nobody changes the graph.
    template <typename Look>
    auto look_at_graph(Look look) const;
    core::Result<std::vector<storage::RowId>> relations_with(GraphView const& view, storage::EntityPlace self,
                                                             std::span<std::string const> ids) const;

    storage::Store const& store_;
    storage::GraphStore& graph_;
    storage::IndexCache& indexes_;
    core::Clock const& clock_;
    core::ScopeFilter visible_;
};

}  // namespace keepsake::memory

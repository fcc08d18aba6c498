#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "memory/graph/asked_graphs.h"

namespace keepsake::memory {

struct ExcerptRelation {
    RelationView view;
    std::size_t source = 0;  ///< places in GraphExcerpt::entities
    std::size_t target = 0;
};

/// A part of a user's graph, for people to look at.
struct GraphExcerpt {
    std::vector<EntityView> entities;
    std::vector<ExcerptRelation> relations;
    std::size_t relations_left_out = 0;
    std::size_t entities_left_out = 0;
};

/// One user's graph without a budget of steps: what is read is what there is, up to the limit of relations.
class GraphExcerpts {
public:
    /// `scope.visible` names the user.
    GraphExcerpts(AskedGraphs::Sources const& sources, GraphScope scope);

    /// The newest relations, and entities that nothing is said of.
    GraphExcerpt whole(std::size_t limit) const;
    /// Nearest relations first. `not_found` names the three closest names.
    core::Result<GraphExcerpt> around(std::string const& entity, int depth, std::size_t limit) const;

private:
    struct Choice {
        std::vector<storage::EntityPlace> entities;
        std::vector<storage::RelationPlace> relations;
        std::size_t relations_left_out = 0;
        std::size_t entities_left_out = 0;
    };

    core::Result<GraphExcerpt> read(std::function<core::Result<Choice>(GraphView const&)> const& choose) const;
    GraphExcerpt excerpt_of(GraphView const& view, Choice const& choice) const;
    static Choice choose_newest(GraphView const& view, std::size_t limit);
    static Choice choose_nearest(GraphView const& view, storage::EntityPlace start, int depth, std::size_t limit);

    AskedGraphs::Sources sources_;
    GraphScope scope_;
};

}  // namespace keepsake::memory

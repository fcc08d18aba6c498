#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "memory/generated_world.h"
#include "memory/graph/graph_requests.h"

namespace keepsake::testing {

/// A generated world at a time and in a scope, asked in the plainest way: an oracle for the graph's algorithms, which it
/// shares no code with. Entities and relations are meant by their rows.
class ReferenceGraph {
public:
    ReferenceGraph(GeneratedWorld const& world, memory::GraphTime const& time, core::ScopeFilter const& visible);

    struct Relation {
        storage::RowId row = 0;
        storage::RowId source = 0;  ///< the entity, whatever its name was
        std::string name;
        storage::RowId target = 0;
    };
    std::vector<Relation> const& relations() const { return relations_; }
    storage::RowId self_of(storage::RowId entity) const;
    bool shows_entity(storage::RowId self) const { return entities_[static_cast<std::size_t>(self)]; }
    /// Places in relations() of those that touch an entity.
    std::vector<std::size_t> const& touching(storage::RowId self) const {
        return touching_[static_cast<std::size_t>(self)];
    }
    /// Where a relation leads to from an entity, if it may be gone so.
    static std::optional<storage::RowId> step(Relation const& relation, storage::RowId from,
                                              storage::Direction direction);

    struct Distances {
        std::unordered_map<storage::RowId, int> entities;
        std::unordered_map<storage::RowId, int> relations;  ///< 1: touches the start
    };
    Distances around(storage::RowId start, int depth, storage::Direction direction,
                     std::optional<std::string> const& relation) const;

    /// All shortest ones; none when there is none within the depth.
    std::set<std::vector<storage::RowId>> paths(storage::RowId from, storage::RowId to, int depth,
                                                storage::Direction direction,
                                                std::optional<std::string> const& relation) const;

    /// Variables beginning with "?", otherwise rows of entities as numbers and names of relations. Rows map variables to the
    /// same. The patterns are filled in their order; none when that takes more than `most` rows on the way.
    using Row = std::map<std::string, std::string>;
    std::optional<std::set<Row>> rows(std::vector<memory::GraphPattern> const& patterns, std::size_t most) const;

private:
    bool is_seen(storage::RelationRow const& relation) const;
    bool is_seen(storage::RowId scope) const;
    GeneratedWorld const& world_;
    memory::GraphTime time_;
    core::ScopeFilter visible_;
    std::vector<Relation> relations_;
    std::vector<bool> entities_;                      ///< by row
    std::vector<std::vector<std::size_t>> touching_;  ///< by row
};

}  // namespace keepsake::testing

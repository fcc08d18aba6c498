#pragma once

#include <stop_token>

#include "memory/graph/graph_requests.h"
#include "storage/graph_store.h"
#include "storage/index/index_cache.h"

namespace keepsake::memory {

/// Questions about who and what relates to whom. Each user's graph is asked by itself: no path and no row joins two of
/// them. Plain synchronous calls, safe from many threads; each takes at most a fixed number of steps, whatever is asked.
class Graph {
public:
    Graph(storage::Store const& store, storage::GraphStore const& graph, storage::IndexCache& indexes,
          core::Clock const& clock);

    /// Entities that the query names, best first, and the relations that its words speak of.
    GraphAnswer search(GraphSearchRequest const& request, std::stop_token stop = {}) const;
    /// What is around an entity, nearest first; with `to` the shortest paths. `not_found` names the three closest names.
    core::Result<GraphAnswer> explore(GraphExploreRequest const& request, std::stop_token stop = {}) const;
    /// All ways to fill the variables so that every pattern is a relation; equal rows once. `bad_argument` says which
    /// pattern cannot be asked and why.
    core::Result<GraphAnswer> query(GraphQueryRequest const& request, std::stop_token stop = {}) const;
    /// Names of entities that begin so, for completion.
    std::vector<std::string> names_beginning_with(std::string const& begun, GraphScope const& scope, int limit) const;

private:
    storage::Store const& store_;
    storage::GraphStore const& graph_;
    storage::IndexCache& indexes_;
    core::Clock const& clock_;
};

}  // namespace keepsake::memory

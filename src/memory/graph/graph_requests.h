#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/graph_records.h"
#include "storage/index/user_graph.h"

/// What the graph is asked and what it answers: values only.
namespace keepsake::memory {

/// Which state of the graph is asked for: what was true at `as_of`, as it was known at `known_at`. Without both: what has
/// not ended by now.
struct GraphTime {
    std::optional<core::Timestamp> as_of;
    std::optional<core::Timestamp> known_at;
};

/// What a question about the graph may see. A name is looked up in `visible`, an id in `visible_for_ids`.
struct GraphScope {
    core::ScopeFilter visible;
    core::ScopeFilter visible_for_ids;
    GraphTime time;
};

struct EntityView {
    std::string id;
    std::string name;
    std::string type;                  ///< empty when nobody named one
    std::vector<std::string> aliases;  ///< its other names
    std::int64_t relation_count = 0;   ///< of those that may be seen at that time
    core::Timestamp first_seen;
    core::Timestamp last_seen;
};

struct RelationView {
    storage::RelationRecord record;
    std::string source;
    std::string target;
};

struct GraphSearchRequest {
    GraphScope scope;
    std::string query;
    int limit = 10;  ///< of entities, and of relations
};

struct GraphExploreRequest {
    GraphScope scope;
    std::string entity;             ///< name, alias or id
    std::optional<std::string> to;  ///< another entity: the shortest paths between the two
    std::optional<int> depth;       ///< 1 to 4; none: 1, with `to` 4
    std::optional<std::string> relation;
    storage::Direction direction = storage::Direction::both;
    int limit = 50;  ///< of relations; of paths with `to`
};

struct GraphPattern {
    std::string source;  ///< a word beginning with "?" is a variable
    std::string relation;
    std::string target;
};

struct GraphQueryRequest {
    GraphScope scope;
    std::vector<GraphPattern> patterns;
    int limit = 50;  ///< of rows
};

struct GraphAnswer {
    std::vector<EntityView> entities;
    std::vector<RelationView> relations;
    std::optional<std::vector<std::vector<std::string>>> paths;  ///< ids of relations; with `to`
    std::vector<std::map<std::string, std::string>> rows;        ///< of a query: variable with its "?" -> name
    bool truncated = false;                                      ///< there is more than is shown
    std::optional<std::string> stopped;                          ///< which budget was reached, in a sentence
};

}  // namespace keepsake::memory

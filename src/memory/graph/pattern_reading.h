#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "memory/graph/graph_requests.h"

namespace keepsake::memory {

constexpr std::size_t most_patterns = 8;

/// A place of a pattern: a variable, or one of ReadQuery's entities or relations.
struct PatternTerm {
    bool is_variable = false;
    std::size_t number = 0;  ///< in ReadQuery::variables, entities or relations
};

struct ReadPattern {
    PatternTerm source;
    PatternTerm relation;
    PatternTerm target;
};

struct QueryVariable {
    std::string name;  ///< with its "?"
    bool is_relation = false;
};

/// Patterns that can be asked together.
struct ReadQuery {
    std::vector<ReadPattern> patterns;
    std::vector<QueryVariable> variables;
    std::vector<std::string> entities;   ///< that are named, as they were written
    std::vector<std::string> relations;  ///< that are named, as core::relation_name() has them
};

/// Refuses, with an example, what cannot be asked or would join everything with everything.
core::Result<ReadQuery> read_patterns(std::vector<GraphPattern> const& patterns);

}  // namespace keepsake::memory

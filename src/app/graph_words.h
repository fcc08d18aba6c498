#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/graph_formats.h"
#include "memory/graph/graph_requests.h"

namespace keepsake::app {

/// To show the graph, or what is around an entity.
struct ShowGraph {
    GraphFormat format = GraphFormat::lines;
    std::optional<std::string> entity;
    int depth = 1;
    memory::GraphTime time;
    std::size_t limit = 1'000;  ///< of relations
};

struct MergeEntities {
    std::string name;
    std::string into;
};

/// What was merged is separated again; with a new name, these relations become those of a new entity.
struct SplitEntity {
    std::string name;
    std::optional<std::string> new_name;
    std::vector<std::string> relations;
};

/// What `keepsake graph` is to do.
using GraphOrder = std::variant<ShowGraph, MergeEntities, SplitEntity>;

/// Words that look like settings and belong to the command, such as --format or --format=dot.
bool is_graph_flag(std::string const& word);

/// Reads the words behind `keepsake graph`; an error is wrong usage.
core::Result<GraphOrder> read_graph_words(std::span<std::string const> words);

}  // namespace keepsake::app

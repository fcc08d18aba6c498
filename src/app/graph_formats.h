#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "memory/graph/graph_excerpts.h"

namespace keepsake::app {

/// How a graph is written: lines for people, pictures for Graphviz and Mermaid, data as JSON and GraphML. Pictures and
/// lines cut long names, data do not.
enum class GraphFormat { lines, dot, mermaid, json, graphml };

std::optional<GraphFormat> format_named(std::string_view name);
/// In a list, for a sentence.
std::string format_names();

std::string written(memory::GraphExcerpt const& excerpt, GraphFormat format);

}  // namespace keepsake::app

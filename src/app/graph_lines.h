#pragma once

#include <iosfwd>

#include "core/result.h"
#include "storage/entity_keeper.h"

/// The file of the Model Context Protocol's own memory server (memory.jsonl): an entity or a relation in each line.
namespace keepsake::app {

/// An error names the lines that are neither.
core::Result<storage::KeptGraph> read_graph_lines(std::istream& in);

void write_graph_lines(storage::KeptGraph const& graph, std::ostream& out);

}  // namespace keepsake::app

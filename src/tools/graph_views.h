#pragma once

#include <nlohmann/json.hpp>

#include "memory/graph/graph_requests.h"

/// How the graph is shown to clients.
namespace keepsake::tools {

using Json = nlohmann::json;

/// Who or what it is; its type and its other names only where there are some.
Json entity_view(memory::EntityView const& entity);
/// The same, and when it was first and last spoken of.
Json entity_details_view(memory::EntityView const& entity);
/// A relation by the names of its ends.
Json relation_view(memory::RelationView const& relation);

Json entity_views(std::vector<memory::EntityView> const& entities);
Json relation_views(std::vector<memory::RelationView> const& relations);

}  // namespace keepsake::tools

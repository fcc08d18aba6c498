#include "tools/graph_views.h"

#include <cmath>

namespace keepsake::tools {
namespace {

using core::format_time;

/// 0.9 that was once a float is 0.9 again.
double rounded(double share) { return std::round(share * 1e4) / 1e4; }

}  // namespace

Json entity_view(memory::EntityView const& entity) {
    Json view = {{"id", entity.id}, {"name", entity.name}, {"relation_count", entity.relation_count}};
    if (!entity.type.empty()) view["type"] = entity.type;
    if (!entity.aliases.empty()) view["aliases"] = entity.aliases;
    return view;
}

Json entity_details_view(memory::EntityView const& entity) {
    auto view = entity_view(entity);
    view["first_seen"] = format_time(entity.first_seen);
    view["last_seen"] = format_time(entity.last_seen);
    return view;
}

Json relation_view(memory::RelationView const& relation) {
    auto const& record = relation.record;
    Json view = {{"id", record.id},
                 {"source", relation.source},
                 {"relation", record.relation},
                 {"target", relation.target},
                 {"valid_from", format_time(record.valid_from)},
                 {"learned_at", format_time(record.learned_at)},
                 {"confidence", rounded(record.confidence)},
                 {"memory_ids", Json::array()}};
    if (record.valid_to) view["valid_to"] = format_time(*record.valid_to);
    if (record.closed_at) view["closed_at"] = format_time(*record.closed_at);
    for (auto const& memory : record.memories) view["memory_ids"].push_back(memory.text);
    return view;
}

Json entity_views(std::vector<memory::EntityView> const& entities) {
    auto views = Json::array();
    for (auto const& entity : entities) views.push_back(entity_view(entity));
    return views;
}

Json relation_views(std::vector<memory::RelationView> const& relations) {
    auto views = Json::array();
    for (auto const& relation : relations) views.push_back(relation_view(relation));
    return views;
}

}  // namespace keepsake::tools

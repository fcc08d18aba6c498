#include "app/graphml.h"

#include <array>
#include <nlohmann/json.hpp>

#include "app/escaping.h"

namespace keepsake::app {
namespace {

constexpr std::string_view head =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
)";

struct Key {
    std::string_view name;
    std::string_view owner;
    std::string_view type;

    std::string id() const { return std::string(owner) + "_" + std::string(name); }
};

/// Lists are JSON: a name may hold any sign that could stand between two of them.
constexpr std::array<Key, 13> keys = {{{"name", "node", "string"},
                                       {"type", "node", "string"},
                                       {"aliases", "node", "string"},
                                       {"relation_count", "node", "long"},
                                       {"first_seen", "node", "string"},
                                       {"last_seen", "node", "string"},
                                       {"relation", "edge", "string"},
                                       {"confidence", "edge", "double"},
                                       {"valid_from", "edge", "string"},
                                       {"valid_to", "edge", "string"},
                                       {"learned_at", "edge", "string"},
                                       {"closed_at", "edge", "string"},
                                       {"memory_ids", "edge", "string"}}};

/// Writes the data of one node or edge.
class Data {
public:
    explicit Data(std::string_view owner) : owner_(owner) {}

    void add(std::string_view name, std::string const& value) {
        if (value.empty()) return;
        text += "      <data key=\"" + Key{name, owner_, ""}.id() + "\">" + in_xml(value) + "</data>\n";
    }
    void add(std::string_view name, std::optional<core::Timestamp> const& time) {
        if (time) add(name, core::format_time(*time));
    }
    void add(std::string_view name, nlohmann::json const& value) {
        if (!value.is_array() || !value.empty())
            add(name, value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }

    std::string text;

private:
    std::string_view owner_;
};

std::string node(memory::EntityView const& entity) {
    Data data("node");
    data.add("name", entity.name);
    data.add("type", entity.type);
    data.add("aliases", nlohmann::json(entity.aliases));
    data.add("relation_count", nlohmann::json(entity.relation_count));
    data.add("first_seen", std::optional(entity.first_seen));
    data.add("last_seen", std::optional(entity.last_seen));
    return "    <node id=\"" + in_xml(entity.id) + "\">\n" + data.text + "    </node>\n";
}

std::string edge(storage::RelationRecord const& record, std::string const& source, std::string const& target) {
    auto memories = nlohmann::json::array();
    for (auto const& memory : record.memories) memories.push_back(memory.text);
    Data data("edge");
    data.add("relation", record.relation);
    data.add("confidence", nlohmann::json(record.confidence));
    data.add("valid_from", std::optional(record.valid_from));
    data.add("valid_to", record.valid_to);
    data.add("learned_at", std::optional(record.learned_at));
    data.add("closed_at", record.closed_at);
    data.add("memory_ids", memories);
    return "    <edge id=\"" + in_xml(record.id) + "\" source=\"" + in_xml(source) + "\" target=\"" + in_xml(target) +
           "\">\n" + data.text + "    </edge>\n";
}

}  // namespace

std::string graphml(memory::GraphExcerpt const& excerpt) {
    std::string text(head);
    for (auto const& key : keys) {
        text += "  <key id=\"" + key.id() + "\" for=\"" + std::string(key.owner) + "\" attr.name=\"" +
                std::string(key.name) + "\" attr.type=\"" + std::string(key.type) + "\"/>\n";
    }
    text += "  <graph id=\"keepsake\" edgedefault=\"directed\">\n";
    for (auto const& entity : excerpt.entities) text += node(entity);
    for (auto const& [view, source, target] : excerpt.relations)
        text += edge(view.record, excerpt.entities[source].id, excerpt.entities[target].id);
    return text + "  </graph>\n</graphml>\n";
}

}  // namespace keepsake::app

#include "app/graph_formats.h"

#include <algorithm>
#include <array>

#include "app/escaping.h"
#include "app/graphml.h"
#include "tools/graph_views.h"

namespace keepsake::app {
namespace {

using memory::GraphExcerpt;

constexpr std::array<std::string_view, 5> names = {"lines", "dot", "mermaid", "json", "graphml"};

std::string day(core::Timestamp time) { return core::format_time(time).substr(0, 10); }

/// What is said to hold now begins a moment before it is stored.
bool is_since_learned(storage::RelationRecord const& record) {
    return std::chrono::abs(record.valid_from - record.learned_at) < std::chrono::minutes(1);
}

/// " (since 2024-05-01)" where it is known.
std::string period(storage::RelationRecord const& record) {
    auto const since = is_since_learned(record) ? "" : "since " + day(record.valid_from);
    auto const until = record.valid_to ? "until " + day(*record.valid_to) : "";
    if (since.empty() && until.empty()) return "";
    return " (" + since + (since.empty() || until.empty() ? "" : ", ") + until + ")";
}

/// " (person, also called Anna)" where there is something to tell.
std::string description(memory::EntityView const& entity) {
    auto text = in_line(entity.type);
    for (std::size_t i = 0; i < entity.aliases.size(); ++i)
        text += (i > 0 ? ", " : text.empty() ? "also called " : ", also called ") + in_line(entity.aliases[i]);
    return text.empty() ? "" : " (" + text + ")";
}

std::string lines(GraphExcerpt const& excerpt) {
    std::vector<bool> is_named(excerpt.entities.size());
    std::string text;
    for (auto const& [view, source, target] : excerpt.relations) {
        text += in_line(view.source) + " —" + in_line(view.record.relation) + "→ " + in_line(view.target) +
                period(view.record) + "\n";
        is_named[source] = is_named[target] = true;
    }
    for (std::size_t i = 0; i < excerpt.entities.size(); ++i) {
        auto const& entity = excerpt.entities[i];
        if (!is_named[i] || !entity.aliases.empty()) text += in_line(entity.name) + description(entity) + "\n";
    }
    return text;
}

std::string node(std::size_t number) { return "n" + std::to_string(number); }

std::string dot(GraphExcerpt const& excerpt) {
    std::string text = "digraph keepsake {\n  node [shape=box, style=rounded];\n";
    for (std::size_t i = 0; i < excerpt.entities.size(); ++i) {
        auto const& entity = excerpt.entities[i];
        text += "  " + node(i) + " [label=" + in_dot(entity.name);
        if (!entity.type.empty()) text += ", tooltip=" + in_dot(entity.type);
        text += "];\n";
    }
    for (auto const& [view, source, target] : excerpt.relations) {
        text += "  " + node(source) + " -> " + node(target) + " [label=" + in_dot(view.record.relation);
        if (view.record.valid_to) text += ", style=dashed";
        text += "];\n";
    }
    return text + "}\n";
}

std::string mermaid(GraphExcerpt const& excerpt) {
    std::string text = "flowchart LR\n";
    for (std::size_t i = 0; i < excerpt.entities.size(); ++i)
        text += "  " + node(i) + "[" + in_mermaid(excerpt.entities[i].name) + "]\n";
    for (auto const& [view, source, target] : excerpt.relations) {
        text += "  " + node(source) + (view.record.valid_to ? " -.->|" : " -->|") + in_mermaid(view.record.relation) +
                "| " + node(target) + "\n";
    }
    return text;
}

std::string json(GraphExcerpt const& excerpt) {
    auto relations = tools::Json::array();
    for (auto const& relation : excerpt.relations) relations.push_back(tools::relation_view(relation.view));
    tools::Json const views = {{"entities", tools::entity_views(excerpt.entities)},
                               {"relations", std::move(relations)}};
    return views.dump(2, ' ', false, tools::Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::optional<GraphFormat> format_named(std::string_view name) {
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<GraphFormat>(found - names.begin());
}

std::string format_names() {
    std::string list;
    for (auto const name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

std::string written(GraphExcerpt const& excerpt, GraphFormat format) {
    switch (format) {
        case GraphFormat::dot: return dot(excerpt);
        case GraphFormat::mermaid: return mermaid(excerpt);
        case GraphFormat::json: return json(excerpt);
        case GraphFormat::graphml: return graphml(excerpt);
        case GraphFormat::lines: break;
    }
    return lines(excerpt);
}

}  // namespace keepsake::app

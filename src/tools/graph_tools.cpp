#include "tools/graph_tools.h"

#include <algorithm>
#include <array>

#include "tools/graph_views.h"
#include "tools/statements.h"

namespace keepsake::tools {
namespace {

constexpr int most_shown = 200;
constexpr int deepest = 4;
constexpr std::size_t most_patterns = 8;
constexpr auto entity_example = "\"Ana\"";
constexpr auto pattern_example =
    "[{\"source\": \"?who\", \"relation\": "
    "\"works_at\", \"target\": \"Acme\"}]";

std::vector<std::string_view> with_time(std::vector<std::string_view> names) {
    names.insert(names.end(), {"as_of", "known_at", "limit"});
    return names;
}

int read_limit(Arguments const& arguments, int otherwise) {
    auto const value = arguments.find("limit");
    return value ? value->integer(1, most_shown) : otherwise;
}

storage::Direction read_direction(Arguments const& arguments) {
    static constexpr std::array<std::string_view, 3> names = {"both", "out", "in"};
    auto const value = arguments.find("direction");
    if (!value) return storage::Direction::both;
    auto const name = value->one_of(names);
    return static_cast<storage::Direction>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// An object like a relation, or its three parts in a row.
memory::GraphPattern read_pattern(Value const& value) {
    static constexpr auto expected = "an object with source, relation and target";
    if (value.json().is_object()) {
        auto [source, relation, target] = read_places(value, pattern_example);
        return {std::move(source), std::move(relation), std::move(target)};
    }
    if (!value.json().is_array() || value.json().size() != 3) value.refuse(expected, pattern_example);
    auto parts = value.names("[[\"?who\", \"works_at\", \"Acme\"]]");
    return {std::move(parts[0]), std::move(parts[1]), std::move(parts[2])};
}

std::vector<memory::GraphPattern> read_patterns(Arguments const& arguments) {
    auto const value = arguments.require("patterns", "an array of patterns", pattern_example);
    auto const items = value.items(pattern_example);
    if (items.empty() || items.size() > most_patterns)
        value.refuse("1 to " + std::to_string(most_patterns) + " patterns", pattern_example);
    std::vector<memory::GraphPattern> patterns;
    for (auto const& item : items) patterns.push_back(read_pattern(item));
    return patterns;
}

/// What a budget has cut off must not look like all there is.
Json with_note(Json view, memory::GraphAnswer const& answer) {
    if (answer.stopped) view["note"] = *answer.stopped;
    return view;
}

}  // namespace

GraphTool::GraphTool(ToolEnvironment const& environment, Json definition, std::vector<std::string_view> names)
    : MemoryTool(environment, std::move(definition), with_time(std::move(names))) {}

Answer GraphTool::run(Arguments const& arguments, mcp::CallContext const& context) const {
    if (!environment().has_graph)
        throw CallRefused(std::string("Nothing can be said of relations here: ") + graph_is_off + ".");
    return ask(arguments, context);
}

memory::GraphScope GraphTool::scope(Arguments const& arguments, mcp::CallContext const& context) const {
    return {.visible = scope_for_finding(arguments, {}, context),
            .visible_for_ids = scope_for_ids(arguments, context),
            .time = {arguments.time("as_of"), arguments.time("known_at")}};
}

SearchGraph::SearchGraph(ToolEnvironment const& environment, Json definition)
    : GraphTool(environment, std::move(definition), {"query"}) {}

Json SearchGraph::ask(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::GraphSearchRequest request;
    request.scope = scope(arguments, context);
    request.query = arguments.require("query", "names or words to look for", entity_example).text(entity_example);
    request.limit = read_limit(arguments, request.limit);
    auto const answer = graph().search(request, context.stop);
    return with_note({{"entities", entity_views(answer.entities)}, {"relations", relation_views(answer.relations)}},
                     answer);
}

ExploreGraph::ExploreGraph(ToolEnvironment const& environment, Json definition)
    : GraphTool(environment, std::move(definition), {"entity", "depth", "to", "relation", "direction"}) {}

Json ExploreGraph::ask(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::GraphExploreRequest request;
    request.scope = scope(arguments, context);
    request.entity = arguments.require("entity", "the name or id of an entity", entity_example).name(entity_example);
    request.to = arguments.name("to", "\"Porto\"");
    if (auto const depth = arguments.find("depth")) request.depth = depth->integer(1, deepest);
    request.relation = arguments.name("relation", "\"works_at\"");
    request.direction = read_direction(arguments);
    request.limit = read_limit(arguments, request.limit);
    auto const answer = value_or_refuse(graph().explore(request, context.stop));
    Json view = {{"entities", entity_views(answer.entities)},
                 {"relations", relation_views(answer.relations)},
                 {"truncated", answer.truncated}};
    if (answer.paths) view["paths"] = *answer.paths;
    return with_note(std::move(view), answer);
}

QueryGraph::QueryGraph(ToolEnvironment const& environment, Json definition)
    : GraphTool(environment, std::move(definition), {"patterns"}) {}

Json QueryGraph::ask(Arguments const& arguments, mcp::CallContext const& context) const {
    memory::GraphQueryRequest request;
    request.scope = scope(arguments, context);
    request.patterns = read_patterns(arguments);
    request.limit = read_limit(arguments, request.limit);
    auto const answer = value_or_refuse(graph().query(request, context.stop));
    return with_note(
        {{"rows", answer.rows}, {"relations", relation_views(answer.relations)}, {"truncated", answer.truncated}},
        answer);
}

}  // namespace keepsake::tools

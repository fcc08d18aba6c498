#include "memory/graph/graph.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"
#include "memory/graph/asked_graphs.h"
#include "memory/graph/entity_finder.h"
#include "memory/graph/exploring.h"
#include "memory/graph/graph_search.h"
#include "memory/graph/names_beginning.h"
#include "memory/graph/pattern_matching.h"
#include "memory/graph/shortest_paths.h"

namespace keepsake::memory {
namespace {

using core::Error;
using core::ErrorKind;
using storage::EntityPlace;

constexpr std::string_view advice_for_search = "ask with other words, or narrower ones";
constexpr std::string_view advice_for_exploring =
    "ask for less: a smaller depth, one direction, one relation, or another entity to begin with";
constexpr std::string_view advice_for_query = "ask for less: name more entities and relations in the patterns";

std::size_t rest_of(int limit, std::size_t taken) {
    auto const most = static_cast<std::size_t>(std::max(limit, 0));
    return most - std::min(most, taken);
}

Error not_found(std::string const& where, std::string const& name, AskedGraphs const& graphs) {
    ClosestNames closest;
    StepBudget budget;
    graphs.look_at_each([&](GraphView const& view) { closest.join(EntityFinder(view, budget).closest(name)); });
    auto const& names = closest.names();
    return {ErrorKind::not_found, where + ": entity " + quoted_name(name) + " not found" +
                                      (names.empty()       ? "; there are no entities yet"
                                       : names.size() == 1 ? "; the closest name is " + closest.listed()
                                                           : "; the closest names are " + closest.listed()) +
                                      R"(. search_graph finds entities, such as {"query": )" +
                                      quoted_name(names.empty() ? name : names[0].name) + "}."};
}

/// Says which relations there are instead of one that there is not.
void name_close_relations(GraphAnswer& answer, std::string const& relation, AskedGraphs const& graphs) {
    ClosestNames closest;
    StepBudget budget;
    graphs.look_at_each([&](GraphView const& view) { closest.join(closest_relations(view, relation, budget)); });
    answer.stopped = "No relation is called " + quoted_name(relation) +
                     (closest.names().empty() ? "." : "; the closest are " + closest.listed() + ".");
}

/// A question to explore_graph, put to one graph after the other.
class Exploration {
public:
    Exploration(GraphExploreRequest const& request, AskedGraphs& graphs) : request_(request), graphs_(graphs) {
        if (request.relation) relation_ = core::relation_name(*request.relation);
        if (request.to) graphs.answer().paths.emplace();
    }

    std::optional<Error> ask() {
        graphs_.ask_each([&](GraphView const& view, AnswerPart& part) { ask(view, part); });
        if (graphs_.budget().reached()) return error_;
        if (!found_start_) return not_found("entity", request_.entity, graphs_);
        if (request_.to && !found_end_) return not_found("to", *request_.to, graphs_);
        if (relation_ && !found_relation_) name_close_relations(graphs_.answer(), *relation_, graphs_);
        return error_;
    }

private:
    void ask(GraphView const& view, AnswerPart& part) {
        EntityFinder const finder(view, graphs_.budget());
        Follow follow{request_.direction, std::nullopt};
        if (relation_) follow.relation = view.graph().relation_named(*relation_);
        found_relation_ = found_relation_ || follow.relation;
        auto const start = finder.find(request_.entity);
        found_start_ = found_start_ || start;
        if (request_.to) ask_for_paths(view, part, start, finder.find(*request_.to), follow);
        else if (start) explore(view, part, *start, follow);
    }

    void ask_for_paths(GraphView const& view, AnswerPart& part, std::optional<EntityPlace> const& start,
                       std::optional<EntityPlace> const& end, Follow const& follow) {
        found_end_ = found_end_ || end;
        if (!start || !end) return;
        if (*start == *end) refuse_same(part.name_of(*start));
        else if (!relation_ || follow.relation) connect(view, part, *start, *end, follow);
    }

    void explore(GraphView const& view, AnswerPart& part, EntityPlace start, Follow const& follow) {
        if (relation_ && !follow.relation) return part.add_entities(std::array{start});
        auto const limit = rest_of(request_.limit, graphs_.answer().relations.size());
        auto const found = surroundings_of(view, start, request_.depth.value_or(1), follow, limit, graphs_.budget());
        part.set_truncated(found.truncated);
        part.add_entities(found.entities);
        part.add_relations(found.relations);
    }

    void connect(GraphView const& view, AnswerPart& part, EntityPlace start, EntityPlace end, Follow const& follow) {
        auto const limit = rest_of(request_.limit, graphs_.answer().paths->size());
        auto const found =
            shortest_paths(view, start, end, request_.depth.value_or(most_depth), follow, limit, graphs_.budget());
        part.set_truncated(found.truncated);
        part.add_paths(start, found.paths);
    }

    void refuse_same(std::string const& name) {
        error_ = {ErrorKind::bad_argument, "to: " + quoted_name(*request_.to) + " and " + quoted_name(request_.entity) +
                                               " are the same entity, " + quoted_name(name) +
                                               R"(; name another one, such as {"entity": "Ada", "to": "Acme"}.)"};
    }

    GraphExploreRequest const& request_;
    AskedGraphs& graphs_;
    std::optional<std::string> relation_;
    bool found_start_ = false;
    bool found_end_ = false;
    bool found_relation_ = false;
    std::optional<Error> error_;
};

/// A question to query_graph, put to one graph after the other.
class PatternQuestion {
public:
    PatternQuestion(ReadQuery const& query, int limit, AskedGraphs& graphs)
        : query_(query),
          limit_(limit),
          graphs_(graphs),
          found_entities_(query.entities.size()),
          found_relations_(query.relations.size()) {}

    std::optional<Error> ask() {
        graphs_.ask_each([&](GraphView const& view, AnswerPart& part) { ask(view, part); });
        if (graphs_.budget().reached()) return std::nullopt;
        for (std::size_t i = 0; i < query_.entities.size(); ++i) {
            if (!found_entities_[i]) return not_found(place_of(i), query_.entities[i], graphs_);
        }
        for (std::size_t i = 0; i < query_.relations.size(); ++i) {
            if (found_relations_[i]) continue;
            name_close_relations(graphs_.answer(), query_.relations[i], graphs_);
            break;
        }
        return std::nullopt;
    }

private:
    void ask(GraphView const& view, AnswerPart& part) {
        for (std::size_t i = 0; i < query_.relations.size(); ++i) {
            if (view.graph().relation_named(query_.relations[i])) found_relations_[i] = true;
        }
        EntityFinder const finder(view, graphs_.budget());
        std::vector<EntityPlace> entities;
        for (std::size_t i = 0; i < query_.entities.size(); ++i) {
            auto const entity = finder.find(query_.entities[i]);
            if (!entity) continue;
            found_entities_[i] = true;
            entities.push_back(*entity);
        }
        if (entities.size() < query_.entities.size()) return;
        auto const limit = rest_of(limit_, graphs_.answer().rows.size());
        auto const found = match_patterns(view, query_, entities, limit, graphs_.budget());
        for (auto const& row : found.rows) {
            std::map<std::string, std::string> named;
            for (std::size_t i = 0; i < row.size(); ++i) {
                auto const& variable = query_.variables[i];
                named[variable.name] =
                    variable.is_relation ? view.graph().relation_names()[row[i]] : part.name_of(row[i]);
            }
            part.add_row(std::move(named));
        }
        part.set_truncated(found.truncated);
        part.add_relations(found.relations);
    }

    std::string place_of(std::size_t entity) const {
        for (std::size_t i = 0; i < query_.patterns.size(); ++i) {
            auto const is_it = [&](PatternTerm term) { return !term.is_variable && term.number == entity; };
            auto const where = "patterns[" + std::to_string(i) + "]";
            if (is_it(query_.patterns[i].source)) return where + ".source";
            if (is_it(query_.patterns[i].target)) return where + ".target";
        }
        return "patterns";
    }

    ReadQuery const& query_;
    int limit_;
    AskedGraphs& graphs_;
    std::vector<bool> found_entities_;
    std::vector<bool> found_relations_;
};

}  // namespace

Graph::Graph(storage::Store const& store, storage::GraphStore const& graph, storage::IndexCache& indexes,
             core::Clock const& clock)
    : store_(store), graph_(graph), indexes_(indexes), clock_(clock) {}

GraphAnswer Graph::search(GraphSearchRequest const& request, std::stop_token stop) const {
    AskedGraphs graphs({store_, graph_, indexes_, clock_.now()}, request.scope, std::array{request.query},
                       std::move(stop));
    graphs.ask_each([&](GraphView const& view, AnswerPart& part) {
        auto found = search_in(view, request.query, rest_of(request.limit, 0), graphs.budget());
        auto const entities = rest_of(request.limit, graphs.answer().entities.size());
        auto const relations = rest_of(request.limit, graphs.answer().relations.size());
        part.set_truncated(found.truncated || found.entities.size() > entities || found.relations.size() > relations);
        found.entities.resize(std::min(found.entities.size(), entities));
        found.relations.resize(std::min(found.relations.size(), relations));
        part.add_entities(found.entities);
        part.add_relations(found.relations);
    });
    return graphs.take_answer(advice_for_search);
}

core::Result<GraphAnswer> Graph::explore(GraphExploreRequest const& request, std::stop_token stop) const {
    if (request.depth && (*request.depth < 1 || *request.depth > most_depth)) {
        return Error{ErrorKind::bad_argument, "depth: expected 1 to " + std::to_string(most_depth) + ", got " +
                                                  std::to_string(*request.depth) +
                                                  R"(; what is further away can be explored from there. )"
                                                  R"(Example: {"entity": "Ada", "depth": 2})"};
    }
    std::vector<std::string> names = {request.entity};
    if (request.to) names.push_back(*request.to);
    AskedGraphs graphs({store_, graph_, indexes_, clock_.now()}, request.scope, names, std::move(stop));
    if (auto error = Exploration(request, graphs).ask()) return std::move(*error);
    return graphs.take_answer(advice_for_exploring);
}

core::Result<GraphAnswer> Graph::query(GraphQueryRequest const& request, std::stop_token stop) const {
    auto const query = read_patterns(request.patterns);
    if (!query) return query.error();
    AskedGraphs graphs({store_, graph_, indexes_, clock_.now()}, request.scope, query.value().entities,
                       std::move(stop));
    if (auto error = PatternQuestion(query.value(), request.limit, graphs).ask()) return std::move(*error);
    return graphs.take_answer(advice_for_query);
}

std::vector<std::string> Graph::names_beginning_with(std::string const& begun, GraphScope const& scope,
                                                     int limit) const {
    AskedGraphs graphs({store_, graph_, indexes_, clock_.now()}, scope, {}, {});
    std::set<std::string> names;
    graphs.look_at_each([&](GraphView const& view) {
        names.merge(keepsake::memory::names_beginning_with(view, begun, rest_of(limit, 0), graphs.budget()));
    });
    std::vector<std::string> first(names.begin(), names.end());
    first.resize(std::min(first.size(), rest_of(limit, 0)));
    return first;
}

}  // namespace keepsake::memory

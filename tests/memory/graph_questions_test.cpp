#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <random>
#include <set>

#include "core/text/graph_names.h"
#include "memory/generated_world.h"
#include "memory/graph/entity_finder.h"
#include "memory/graph/exploring.h"
#include "memory/graph/graph_search.h"
#include "memory/graph/names_beginning.h"
#include "memory/graph/pattern_matching.h"
#include "memory/graph/shortest_paths.h"
#include "memory/reference_graph.h"

namespace keepsake::testing {
namespace {

using memory::GraphPattern;
using memory::GraphTime;
using memory::GraphView;
using memory::StepBudget;
using storage::Direction;
using storage::EntityPlace;
using storage::RelationPlace;
using storage::RowId;

constexpr std::size_t no_limit = 1'000'000;
constexpr std::size_t usual_limit = 50;
constexpr std::size_t most_reference_rows = 5'000;
constexpr std::int64_t plenty = 20'000'000;
constexpr int points_of_view = 40;

GeneratedWorld const& world() {
    static auto const made = generated_world();
    return made;
}

storage::UserGraph const& graph() {
    static auto const made = world().graph();
    return made;
}

/// Random questions from one point of view, put to the graph and to the reference.
class Asker {
public:
    explicit Asker(std::uint64_t seed)
        : random_(seed),
          time_(some_time(seed)),
          visible_(some_scope(seed)),
          view_(graph(), time_, visible_, world().now),
          reference_(world(), time_, visible_) {}

    GraphView const& view() const { return view_; }
    ReferenceGraph const& reference() const { return reference_; }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
    bool in_hundred(std::size_t share) { return below(100) < share; }

    ReferenceGraph::Relation const& some_relation() {
        return reference_.relations()[below(reference_.relations().size())];
    }
    /// One that is seen.
    RowId some_entity() { return in_hundred(50) ? some_relation().source : some_relation().target; }
    Direction some_direction() { return std::array{Direction::both, Direction::out, Direction::in}[below(3)]; }
    std::optional<std::string> some_filter() {
        return in_hundred(30) ? std::optional(some_relation().name) : std::nullopt;
    }
    static memory::Follow follow(Direction direction, std::optional<std::string> const& name) {
        memory::Follow found{direction, std::nullopt};
        if (name) found.relation = graph().relation_named(*name);
        return found;
    }

    /// Where a few steps lead to, mostly.
    RowId some_entity_near(RowId start, Direction direction) {
        auto here = start;
        for (std::size_t steps = 1 + below(3); steps > 0; --steps) {
            auto const& touching = reference_.touching(here);
            if (touching.empty()) break;
            auto const& relation = reference_.relations()[touching[below(touching.size())]];
            here = ReferenceGraph::step(relation, here, direction).value_or(here);
        }
        return here == start || in_hundred(20) ? some_entity() : here;
    }

    /// A pattern for each relation on a walk, with what is walked over made variables.
    std::vector<GraphPattern> some_patterns() {
        auto here = some_entity();
        std::map<RowId, std::string> terms;
        auto const term = [&](RowId entity) {
            auto const [known, is_new] = terms.try_emplace(entity, "?" + std::to_string(terms.size()));
            if (is_new && (terms.size() == 1 || in_hundred(10))) known->second = std::to_string(entity);
            return known->second;
        };
        term(here);
        std::vector<GraphPattern> patterns;
        for (std::size_t count = 1 + below(3); patterns.size() < count;) {
            auto const& touching = reference_.touching(here);
            if (touching.empty()) break;
            auto const& relation = reference_.relations()[touching[below(touching.size())]];
            patterns.push_back({term(relation.source), in_hundred(15) ? "?how" : relation.name, term(relation.target)});
            here = in_hundred(50) ? relation.source : relation.target;
        }
        return patterns;
    }

    template <typename Values>
    void shuffle(Values& values) {
        std::shuffle(values.begin(), values.end(), random_);
    }

private:
    core::Timestamp some_day() {
        return world().begin +
               std::chrono::days(below(static_cast<std::size_t>(
                   std::chrono::duration_cast<std::chrono::days>(world().now - world().begin).count())));
    }
    GraphTime some_time(std::uint64_t seed) {
        GraphTime time;
        if (seed % 4 == 1 || seed % 4 == 3) time.as_of = some_day();
        if (seed % 4 >= 2) time.known_at = some_day();
        return time;
    }
    core::ScopeFilter some_scope(std::uint64_t seed) {
        core::ScopeFilter filter;
        auto const& scope = world().scopes[below(world().scopes.size())];
        if (seed % 8 == 5) filter.session = scope.session;
        if (seed % 8 == 6) filter.agent = scope.agent;
        if (seed % 8 == 7) filter.app = scope.app;
        return filter;
    }

    std::mt19937_64 random_;
    GraphTime time_;
    core::ScopeFilter visible_;
    GraphView view_;
    ReferenceGraph reference_;
};

EntityPlace place_of(RowId entity) { return graph().of_row(entity).value(); }
RowId row_of(EntityPlace place) { return graph().entities()[place].row; }
RowId row_of_relation(RelationPlace place) { return graph().relations()[place].row; }

void expect_nearest_first(memory::Surroundings const& found, ReferenceGraph::Distances const& expected) {
    int last = 0;
    for (auto const place : found.relations) {
        auto const known = expected.relations.find(row_of_relation(place));
        ASSERT_NE(known, expected.relations.end());
        ASSERT_LE(last, known->second);
        last = known->second;
    }
    last = 0;
    for (auto const place : found.entities) {
        auto const known = expected.entities.find(row_of(place));
        ASSERT_NE(known, expected.entities.end());
        ASSERT_LE(last, known->second);
        last = known->second;
    }
}

TEST(GraphQuestionsTest, WhatIsAroundAnEntityIsWhatTheReferenceFinds) {
    for (std::uint64_t seed = 0; seed < points_of_view; ++seed) {
        Asker asker(seed);
        for (int i = 0; i < 10; ++i) {
            auto const start = asker.some_entity();
            auto const depth = static_cast<int>(1 + asker.below(3));
            auto const direction = asker.some_direction();
            auto const filter = asker.some_filter();
            SCOPED_TRACE("view " + std::to_string(seed) + ", question " + std::to_string(i));
            auto const expected = asker.reference().around(start, depth, direction, filter);
            auto const ask = [&](std::size_t limit) {
                StepBudget budget({}, plenty);
                return memory::surroundings_of(asker.view(), place_of(start), depth, Asker::follow(direction, filter),
                                               limit, budget);
            };
            auto const all = ask(no_limit);
            ASSERT_FALSE(all.truncated);
            ASSERT_EQ(all.relations.size(), expected.relations.size());
            ASSERT_EQ(all.entities.size(), expected.entities.size());
            ASSERT_EQ(row_of(all.entities.front()), start);
            expect_nearest_first(all, expected);
            auto const first = ask(usual_limit);
            ASSERT_EQ(first.truncated, expected.relations.size() > usual_limit);
            ASSERT_EQ(first.relations.size(), std::min(usual_limit, expected.relations.size()));
            ASSERT_TRUE(std::equal(first.relations.begin(), first.relations.end(), all.relations.begin()));
            ASSERT_TRUE(std::equal(first.entities.begin(), first.entities.end(), all.entities.begin()));
        }
    }
}

TEST(GraphQuestionsTest, AllShortestPathsAreThoseOfTheReference) {
    std::size_t connected = 0;
    for (std::uint64_t seed = 0; seed < points_of_view; ++seed) {
        Asker asker(seed + 1'000);
        for (int i = 0; i < 8; ++i) {
            auto const direction = asker.some_direction();
            auto const from = asker.some_entity();
            auto const to = asker.some_entity_near(from, direction);
            if (from == to) continue;
            auto const depth = static_cast<int>(1 + asker.below(4));
            auto const filter = asker.in_hundred(40) ? asker.some_filter() : std::nullopt;
            SCOPED_TRACE("view " + std::to_string(seed) + ", question " + std::to_string(i));
            auto const expected = asker.reference().paths(from, to, depth, direction, filter);
            auto const ask = [&](std::size_t limit) {
                StepBudget budget({}, plenty);
                return memory::shortest_paths(asker.view(), place_of(from), place_of(to), depth,
                                              Asker::follow(direction, filter), limit, budget);
            };
            auto const all = ask(no_limit);
            ASSERT_FALSE(all.truncated);
            std::set<std::vector<RowId>> found;
            for (auto const& path : all.paths) {
                std::vector<RowId> rows(path.size());
                std::transform(path.begin(), path.end(), rows.begin(), row_of_relation);
                ASSERT_TRUE(found.insert(std::move(rows)).second) << "the same path twice";
            }
            ASSERT_EQ(found, expected);
            connected += expected.empty() ? 0 : 1;
            auto const first = ask(2);
            ASSERT_EQ(first.truncated, expected.size() > 2);
            ASSERT_EQ(first.paths.size(), std::min<std::size_t>(2, expected.size()));
            ASSERT_TRUE(std::equal(first.paths.begin(), first.paths.end(), all.paths.begin()));
        }
    }
    EXPECT_GT(connected, 100U);
}

/// Rows as the reference has them.
std::set<ReferenceGraph::Row> as_rows(memory::Matches const& found, memory::ReadQuery const& query) {
    std::set<ReferenceGraph::Row> rows;
    for (auto const& values : found.rows) {
        ReferenceGraph::Row row;
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto const& variable = query.variables[i];
            row[variable.name] =
                variable.is_relation ? graph().relation_names()[values[i]] : std::to_string(row_of(values[i]));
        }
        EXPECT_TRUE(rows.insert(std::move(row)).second) << "the same row twice";
    }
    return rows;
}

TEST(GraphQuestionsTest, RowsOfPatternsAreThoseOfTheReference) {
    std::size_t asked = 0;
    std::size_t with_rows = 0;
    for (std::uint64_t seed = 0; seed < points_of_view; ++seed) {
        Asker asker(seed + 2'000);
        for (int i = 0; i < 10; ++i) {
            SCOPED_TRACE("view " + std::to_string(seed) + ", question " + std::to_string(i));
            auto patterns = asker.some_patterns();
            auto const reference = asker.reference().rows(patterns, most_reference_rows);
            if (!reference) continue;
            auto const& expected = *reference;
            asker.shuffle(patterns);
            auto const query = memory::read_patterns(patterns);
            if (!query) continue;  // a part of the walk hangs on a constant only
            ++asked;
            with_rows += expected.empty() ? 0 : 1;
            std::vector<EntityPlace> entities;
            for (auto const& row : query.value().entities) entities.push_back(place_of(std::stoll(row)));
            auto const ask = [&](std::size_t limit) {
                StepBudget budget({}, plenty);
                return memory::match_patterns(asker.view(), query.value(), entities, limit, budget);
            };
            auto const all = ask(no_limit);
            ASSERT_FALSE(all.truncated);
            ASSERT_EQ(as_rows(all, query.value()), expected);
            auto const first = ask(usual_limit);
            ASSERT_EQ(first.truncated, expected.size() > usual_limit);
            ASSERT_EQ(first.rows.size(), std::min(usual_limit, expected.size()));
            ASSERT_TRUE(std::equal(first.rows.begin(), first.rows.end(), all.rows.begin()));
            ASSERT_LE(first.relations.size(), first.rows.size() * patterns.size());
        }
    }
    EXPECT_GT(asked, 250U);
    EXPECT_GT(with_rows, 200U);
}

TEST(GraphQuestionsTest, WhatIsFoundByNameMayBeSeen) {
    std::mt19937_64 random(5);
    for (std::uint64_t seed = 0; seed < points_of_view; ++seed) {
        Asker asker(seed);
        auto const is_seen = [&](std::string const& name) {
            auto const rows = graph().with_key(core::entity_key(name));
            return std::any_of(rows.begin(), rows.end(), [&](EntityPlace row) {
                return asker.reference().shows_entity(row_of(graph().self_of(row)));
            });
        };
        std::set<RowId> seen_relations;
        for (auto const& relation : asker.reference().relations()) seen_relations.insert(relation.row);
        for (int i = 0; i < 3; ++i) {
            StepBudget budget;
            auto const& any = world().entities[random() % world().entities.size()];
            auto const self = place_of(asker.reference().self_of(any.row));
            EXPECT_EQ(asker.view().shows_entity(self, budget), asker.reference().shows_entity(row_of(self)));
            memory::EntityFinder const finder(asker.view(), budget);
            auto const found = finder.find(any.name);
            EXPECT_TRUE(!found || asker.reference().shows_entity(row_of(*found)));
            if (any.same_as == 0) {
                EXPECT_EQ(found.has_value(), asker.reference().shows_entity(any.row)) << any.name;
            }
            auto const closest = finder.closest(any.name + "x");
            for (auto const& close : closest.names()) EXPECT_TRUE(is_seen(close.name));
            for (auto const& name : memory::names_beginning_with(asker.view(), any.name.substr(0, 3), 10, budget))
                EXPECT_TRUE(is_seen(name));
            auto const answer = memory::search_in(asker.view(), "where does " + any.name + " live", 10, budget);
            for (auto const place : answer.entities) EXPECT_TRUE(asker.reference().shows_entity(row_of(place)));
            for (auto const place : answer.relations) EXPECT_TRUE(seen_relations.contains(row_of_relation(place)));
        }
    }
}

}  // namespace
}  // namespace keepsake::testing

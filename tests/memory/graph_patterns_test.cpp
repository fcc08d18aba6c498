#include "memory/graph/pattern_matching.h"

#include "memory/graph/entity_finder.h"
#include "memory/graph_test.h"

namespace keepsake::testing {
namespace {

using memory::GraphPattern;
using Rows = std::vector<std::vector<std::string>>;

class GraphPatternsTest : public GraphTest {
protected:
    GraphPatternsTest() {
        say("Ada", "works_at", "Acme");
        say("Ben", "works_at", "Acme");
        say("Cem", "works_at", "Beta");
        say("Ada", "lives_in", "Berlin");
        say("Ben", "lives_in", "Paris");
        say("Cem", "lives_in", "Berlin");
        say("Acme", "located_in", "Berlin");
        say("Ada", "knows", "Ada");
        say("Ada", "knows", "Ben");
    }

    memory::Matches match(std::vector<GraphPattern> const& patterns, std::size_t limit = 100) {
        auto const query = memory::read_patterns(patterns);
        if (!query) throw std::invalid_argument(query.error().message);
        variables_ = query.value().variables;
        auto const seen = view();
        std::vector<storage::EntityPlace> entities;
        for (auto const& name : query.value().entities)
            entities.push_back(memory::EntityFinder(seen, budget_).find(name).value());
        return memory::match_patterns(seen, query.value(), entities, limit, budget_);
    }
    /// Values in the order in which the variables appear, sorted.
    Rows rows(std::vector<GraphPattern> const& patterns) {
        Rows found;
        for (auto const& row : match(patterns).rows) {
            auto& values = found.emplace_back();
            for (std::size_t i = 0; i < row.size(); ++i) {
                values.push_back(variables_[i].is_relation ? graph_.relation_names()[row[i]]
                                                           : graph_.entities()[row[i]].name);
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }
    static std::string refusal(std::vector<GraphPattern> const& patterns) {
        auto const query = memory::read_patterns(patterns);
        if (query) return "";
        EXPECT_EQ(query.error().kind, core::ErrorKind::bad_argument);
        EXPECT_NE(query.error().message.find("Example: {\"patterns\":"), std::string::npos);
        return query.error().message;
    }

    std::vector<memory::QueryVariable> variables_;
};

TEST_F(GraphPatternsTest, VariablesStandAnywhere) {
    EXPECT_EQ(rows({{"?who", "works_at", "Acme"}}), (Rows{{"Ada"}, {"Ben"}}));
    EXPECT_EQ(rows({{"Ada", "lives in", "?city"}}), (Rows{{"Berlin"}}));
    EXPECT_EQ(rows({{"Ben", "?how", "?what"}}), (Rows{{"lives_in", "Paris"}, {"works_at", "Acme"}}));
    EXPECT_EQ(rows({{"?who", "lives_in", "?city"}}).size(), 3U);
}

TEST_F(GraphPatternsTest, PatternsAreJoined) {
    EXPECT_EQ(rows({{"?who", "works_at", "?firm"}, {"?firm", "located_in", "?city"}, {"?who", "lives_in", "?city"}}),
              (Rows{{"Ada", "Acme", "Berlin"}}));
    EXPECT_EQ(rows({{"?who", "works_at", "Acme"}, {"?who", "lives_in", "?city"}}),
              (Rows{{"Ada", "Berlin"}, {"Ben", "Paris"}}));
    EXPECT_EQ(rows({{"Ada", "?how", "?x"}, {"Cem", "?how", "?x"}}), (Rows{{"lives_in", "Berlin"}}));
}

TEST_F(GraphPatternsTest, TheSameVariableTwiceIsTheSameEntity) {
    EXPECT_EQ(rows({{"?x", "knows", "?x"}}), (Rows{{"Ada"}}));
}

TEST_F(GraphPatternsTest, RowsAreDistinctAndShownByRelations) {
    say("Ada", "works_at", "Acme");
    auto const found = match({{"?who", "works_at", "Acme"}});
    EXPECT_EQ(found.rows.size(), 2U);
    EXPECT_EQ(found.relations.size(), 2U);
    EXPECT_FALSE(found.truncated);
    EXPECT_FALSE(match({{"?who", "works_at", "Acme"}}, 2).truncated);
    EXPECT_TRUE(match({{"?who", "works_at", "Acme"}}, 1).truncated);
}

TEST_F(GraphPatternsTest, WithoutVariablesOneRowSaysYes) {
    EXPECT_EQ(match({{"Ada", "works_at", "Acme"}, {"Cem", "works_at", "Beta"}}).rows.size(), 1U);
    EXPECT_FALSE(match({{"Ada", "works_at", "Acme"}}, 1).truncated);
    EXPECT_TRUE(match({{"Ada", "works_at", "Beta"}}).rows.empty());
    EXPECT_EQ(rows({{"?who", "lives_in", "Berlin"}, {"Ada", "works_at", "Beta"}}).size(), 0U);
    EXPECT_EQ(rows({{"?who", "lives_in", "Paris"}, {"Ada", "works_at", "Acme"}}), (Rows{{"Ben"}}));
}

TEST_F(GraphPatternsTest, AnUnknownRelationGivesNoRows) {
    EXPECT_TRUE(rows({{"?who", "employed_by", "Acme"}}).empty());
    auto const seen = view();
    auto const closest = memory::closest_relations(seen, "lives", budget_);
    ASSERT_FALSE(closest.names().empty());
    EXPECT_EQ(closest.names().front().name, "lives_in");
}

TEST_F(GraphPatternsTest, WhatCannotBeAskedIsRefused) {
    EXPECT_TRUE(refusal({}).starts_with("patterns: expected 1 to 8 patterns, got none"));
    EXPECT_TRUE(refusal(std::vector<GraphPattern>(9, {"?x", "knows", "?y"}))
                    .starts_with("patterns: expected 1 to 8 patterns, got 9"));
    EXPECT_TRUE(refusal({{"?x", "?r", "?y"}}).starts_with("patterns[0]: only variables"));
    EXPECT_TRUE(
        refusal({{"?x", "knows", "?y"}, {"?a", "knows", "?b"}}).starts_with("patterns[1]: no variable links it"));
    EXPECT_TRUE(
        refusal({{"?x", "?x", "Ada"}}).starts_with("patterns[0].relation: \"?x\" stands for an entity elsewhere"));
    EXPECT_TRUE(refusal({{"Ada", "?r", "?x"}, {"?r", "knows", "?x"}}).starts_with("patterns[1].source: \"?r\""));
    EXPECT_TRUE(refusal({{"Ada", "", "?x"}}).starts_with("patterns[0].relation: expected a relation"));
    EXPECT_TRUE(refusal({{" ", "knows", "?x"}}).starts_with("patterns[0].source: expected a name or id"));
    EXPECT_TRUE(refusal({{"?", "knows", "Ada"}}).starts_with("patterns[0].source: a variable needs a name"));
}

TEST_F(GraphPatternsTest, GroupsLinkedOverOthersAreOne) {
    EXPECT_EQ(refusal({{"?a", "knows", "?b"}, {"?c", "knows", "?d"}, {"?b", "knows", "?c"}}), "");
    EXPECT_EQ(refusal({{"?a", "knows", "Ada"}, {"Ben", "knows", "Cem"}}), "");
}

TEST_F(GraphPatternsTest, FewRelationsAreLookedAtFirst) {
    for (int i = 0; i < 2'000; ++i) say("P" + std::to_string(i), "likes", "Tea");
    say("P7", "married_to", "P8");
    budget_ = memory::StepBudget({}, 20'000);
    // Four million pairs like tea; one is married.
    EXPECT_EQ(rows({{"?a", "likes", "?t"}, {"?b", "likes", "?t"}, {"?a", "married_to", "?b"}}),
              (Rows{{"P7", "Tea", "P8"}}));
    EXPECT_FALSE(budget_.reached());
}

TEST_F(GraphPatternsTest, TheBudgetEndsWhatIsTooMuch) {
    for (int layer = 0; layer < 2; ++layer) {
        for (int i = 0; i < 60 * 60; ++i) {
            say("L" + std::to_string(layer) + "." + std::to_string(i / 60), "to",
                "L" + std::to_string(layer + 1) + "." + std::to_string(i % 60));
        }
    }
    budget_ = memory::StepBudget({}, 50'000);
    auto const found = match({{"?a", "to", "?b"}, {"?b", "to", "?c"}, {"?a", "to", "?c"}});
    EXPECT_TRUE(found.rows.empty());
    EXPECT_TRUE(found.truncated);
    EXPECT_TRUE(budget_.reached());
}

}  // namespace
}  // namespace keepsake::testing

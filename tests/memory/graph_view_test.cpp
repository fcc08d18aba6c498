#include "memory/graph/graph_view.h"

#include "memory/graph_test.h"

namespace keepsake::testing {
namespace {

using memory::GraphTime;

class GraphViewTest : public GraphTest {
protected:
    GraphViewTest() { graph_.set_scopes({{1, "coder", "desk", "monday"}, {2, "writer", "phone", "tuesday"}}); }
    bool shows(storage::RelationPlace place, GraphTime const& time = {}, core::ScopeFilter const& visible = {}) const {
        return view(time, visible).shows(graph_.relations()[place]);
    }
    static GraphTime as_of(std::string const& day) { return {at(day), std::nullopt}; }
    static GraphTime known_at(std::string const& day) { return {std::nullopt, at(day)}; }
};

TEST_F(GraphViewTest, NowShowsWhatHasNotEnded) {
    EXPECT_TRUE(shows(say("Ada", "works_at", "Acme")));
    EXPECT_TRUE(shows(say("Ada", "works_at", "Acme", {.until = "2030-01-01", .closed = "2021-01-01"})));
    EXPECT_TRUE(shows(say("Ada", "starts_at", "Beta", {.from = "2030-01-01"})));
    EXPECT_FALSE(shows(say("Ada", "works_at", "Gamma", {.until = "2025-01-01"})));
}

TEST_F(GraphViewTest, AsOfShowsWhatWasTrueThenAsItIsKnownNow) {
    auto const job =
        say("Ada", "works_at", "Acme",
            {.from = "2021-01-01", .until = "2023-01-01", .learned = "2024-01-01", .closed = "2025-01-01"});
    EXPECT_FALSE(shows(job, as_of("2020-12-31")));
    EXPECT_TRUE(shows(job, as_of("2021-01-01")));
    EXPECT_TRUE(shows(job, as_of("2022-12-31")));
    EXPECT_FALSE(shows(job, as_of("2023-01-01")));
}

TEST_F(GraphViewTest, KnownAtShowsWhatWasKnownThen) {
    auto const job =
        say("Ada", "works_at", "Acme",
            {.from = "2021-01-01", .until = "2023-01-01", .learned = "2022-01-01", .closed = "2025-01-01"});
    EXPECT_FALSE(shows(job, known_at("2021-12-31")));
    EXPECT_TRUE(shows(job, known_at("2022-01-01")));
    EXPECT_TRUE(shows(job, known_at("2024-12-31")));
    EXPECT_FALSE(shows(job, known_at("2025-01-01")));
    // In 2024 nobody knew yet that it had ended.
    EXPECT_TRUE(shows(job, {at("2024-06-01"), at("2024-06-01")}));
    EXPECT_FALSE(shows(job, {at("2024-06-01"), at("2025-06-01")}));
}

TEST_F(GraphViewTest, ANarrowScopeShowsWhatWasSaidInIt) {
    auto const monday = say("Ada", "likes", "Tea", {.scopes = {1}});
    auto const both = say("Ada", "likes", "Cake", {.scopes = {1, 2}});
    auto const tuesday = session("tuesday");
    EXPECT_FALSE(shows(monday, {}, tuesday));
    EXPECT_TRUE(shows(both, {}, tuesday));
    core::ScopeFilter other;
    other.agent = "coder";
    other.app = "phone";
    EXPECT_FALSE(shows(both, {}, other));
    EXPECT_FALSE(view({}, tuesday).shows_entity(place("Tea"), budget_));
    EXPECT_TRUE(view({}, tuesday).shows_entity(place("Cake"), budget_));
    EXPECT_EQ(view({}, tuesday).count_relations(place("Ada"), budget_), 1U);
    EXPECT_EQ(view().count_relations(place("Ada"), budget_), 2U);
}

TEST_F(GraphViewTest, AnEntityMadeByItselfIsSeenUntilItIsRemoved) {
    put("Lonely", 0, 1);
    auto const lonely = place("Lonely");
    EXPECT_TRUE(view().shows_entity(lonely, budget_));
    EXPECT_TRUE(view({}, session("monday")).shows_entity(lonely, budget_));
    EXPECT_FALSE(view({}, session("tuesday")).shows_entity(lonely, budget_));
    EXPECT_FALSE(view(known_at("2019-01-01")).shows_entity(lonely, budget_));
    put("Told of", 0, 0);
    EXPECT_FALSE(view().shows_entity(place("Told of"), budget_));
}

TEST_F(GraphViewTest, ANameSaidElsewhereIsNotShown) {
    say("Robert", "likes", "Tea", {.scopes = {1}});
    say("Bob", "likes", "Cake", {.scopes = {2}});
    entity("Bob", "Robert");
    EXPECT_EQ(view().name_of(place("Bob")), "Robert");
    EXPECT_EQ(view({}, session("monday")).name_of(place("Bob")), "Robert");
    EXPECT_EQ(view({}, session("tuesday")).name_of(place("Bob")), "Bob");
    EXPECT_FALSE(view({}, session("tuesday")).shows_name(place("Robert")));
}

TEST_F(GraphViewTest, RelationsComeNewestFirstAndOnceUnderAllNames) {
    say("Ada", "knows", "Ben");
    say("Ben", "knows", "Ada L.");
    say("Ada L.", "knows", "Ada");  // of herself, by two names
    entity("Ada L.", "Ada");
    say("Ada", "knows", "Ada");
    std::vector<storage::RelationPlace> found;
    view().for_each_relation(place("Ada"), {}, budget_, [&](storage::RelationPlace place, auto const&) {
        found.push_back(place);
        return true;
    });
    EXPECT_EQ(found, (std::vector<storage::RelationPlace>{3, 2, 1, 0}));
}

}  // namespace
}  // namespace keepsake::testing

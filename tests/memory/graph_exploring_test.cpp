#include "memory/graph/exploring.h"
#include "memory/graph/shortest_paths.h"
#include "memory/graph_test.h"

namespace keepsake::testing {
namespace {

using memory::Follow;
using storage::Direction;
using storage::RelationPlace;
using Names = std::vector<std::string>;
using Paths = std::vector<std::vector<RelationPlace>>;

class GraphExploringTest : public GraphTest {
protected:
    static constexpr std::size_t no_limit = 1'000'000;

    memory::Surroundings around(std::string const& start, int depth, Follow const& follow = {},
                                std::size_t limit = no_limit) {
        return memory::surroundings_of(view(), place(start), depth, follow, limit, budget_);
    }
    memory::PathsFound paths(std::string const& from, std::string const& to, int depth = memory::most_depth,
                             Follow const& follow = {}, std::size_t limit = no_limit) {
        return memory::shortest_paths(view(), place(from), place(to), depth, follow, limit, budget_);
    }
    Follow only(std::string const& relation) const { return {Direction::both, graph_.relation_named(relation)}; }
    void make_hub(int relations) {
        for (int i = 0; i < relations; ++i) say("Hub", "has", "Spoke " + std::to_string(i));
    }
};

TEST_F(GraphExploringTest, NearestFirstThenNewestFirst) {
    say("Ada", "works_at", "Acme");
    say("Acme", "located_in", "Berlin");
    say("Ada", "knows", "Ben");
    EXPECT_EQ(names(around("Ada", 1).entities), (Names{"Ada", "Ben", "Acme"}));
    auto const found = around("Ada", 2);
    EXPECT_EQ(names(found.entities), (Names{"Ada", "Ben", "Acme", "Berlin"}));
    EXPECT_EQ(found.relations, (std::vector<RelationPlace>{2, 0, 1}));
    EXPECT_FALSE(found.truncated);
}

TEST_F(GraphExploringTest, DirectionAndRelationNarrow) {
    say("Ada", "works_at", "Acme");
    say("Ben", "knows", "Ada");
    EXPECT_EQ(names(around("Ada", 1, {Direction::out, {}}).entities), (Names{"Ada", "Acme"}));
    EXPECT_EQ(names(around("Ada", 1, {Direction::in, {}}).entities), (Names{"Ada", "Ben"}));
    EXPECT_EQ(names(around("Ada", 1, only("knows")).entities), (Names{"Ada", "Ben"}));
}

TEST_F(GraphExploringTest, CyclesAndLoopsEnd) {
    say("A", "to", "B");
    say("B", "to", "C");
    say("C", "to", "A");
    say("A", "to", "A");
    auto const found = around("A", 4);
    EXPECT_EQ(found.entities.size(), 3U);
    EXPECT_EQ(found.relations.size(), 4U);
}

TEST_F(GraphExploringTest, TheLimitIsOnRelationsAndTruncatedIsExact) {
    make_hub(50);
    EXPECT_FALSE(around("Hub", 1, {}, 50).truncated);
    auto const found = around("Hub", 1, {}, 49);
    EXPECT_TRUE(found.truncated);
    EXPECT_EQ(found.relations.size(), 49U);
    EXPECT_EQ(found.entities.size(), 50U);
    EXPECT_TRUE(around("Hub", 1, {}, 0).truncated);
}

TEST_F(GraphExploringTest, TheBudgetEndsWhatIsTooMuch) {
    make_hub(5'000);
    budget_ = memory::StepBudget({}, 1'000);
    auto const found = around("Spoke 1", 4);
    EXPECT_TRUE(found.truncated);
    EXPECT_TRUE(budget_.reached());
    EXPECT_LE(found.relations.size(), 1'000U);
    EXPECT_EQ(budget_.sentence("ask for less"), "After 1000 relations the search was stopped; ask for less.");
}

TEST_F(GraphExploringTest, WhoDoesNotWaitAnyMoreStopsIt) {
    make_hub(5'000);
    std::stop_source source;
    source.request_stop();
    budget_ = memory::StepBudget(source.get_token());
    EXPECT_TRUE(around("Hub", 4).truncated);
    EXPECT_EQ(budget_.sentence(""), "The question was called off before all was looked at.");
}

TEST_F(GraphExploringTest, AllShortestPathsAlsoOverParallelRelations) {
    say("Ada", "works_at", "Acme");
    say("Ada", "owns", "Acme");
    say("Ben", "works_at", "Acme");
    say("Ada", "knows", "Cem");
    say("Cem", "knows", "Ben");
    say("Ada", "lives_in", "Berlin");
    auto const found = paths("Ada", "Ben");
    EXPECT_EQ(found.paths, (Paths{{0, 2}, {1, 2}, {3, 4}}));
    EXPECT_FALSE(found.truncated);
    EXPECT_EQ(paths("Ada", "Ben", 4, {}, 2).paths, (Paths{{0, 2}, {1, 2}}));
    EXPECT_TRUE(paths("Ada", "Ben", 4, {}, 2).truncated);
    EXPECT_EQ(paths("Ada", "Ben", 4, {Direction::out, {}}).paths, (Paths{{3, 4}}));
    EXPECT_EQ(paths("Ben", "Ada", 4, {Direction::in, {}}).paths, (Paths{{4, 3}}));
    EXPECT_EQ(paths("Ada", "Ben", 4, only("works_at")).paths, (Paths{{0, 2}}));
}

TEST_F(GraphExploringTest, NoPathIsAnEmptyList) {
    for (int i = 0; i < 5; ++i) say("N" + std::to_string(i), "next", "N" + std::to_string(i + 1));
    entity("Alone");
    EXPECT_TRUE(paths("N0", "Alone").paths.empty());
    EXPECT_TRUE(paths("N0", "N5").paths.empty()) << "five steps are too many";
    EXPECT_EQ(paths("N0", "N4").paths.size(), 1U);
    EXPECT_TRUE(paths("N0", "N4", 3).paths.empty());
    EXPECT_TRUE(paths("N4", "N0", 4, {Direction::out, {}}).paths.empty());
    EXPECT_FALSE(paths("N0", "N5").truncated);
}

TEST_F(GraphExploringTest, AHubBetweenTwoIsNotSearched) {
    make_hub(20'000);
    budget_ = memory::StepBudget({}, 10);
    auto const found = paths("Spoke 1", "Spoke 2");
    EXPECT_EQ(found.paths.size(), 1U);
    EXPECT_FALSE(budget_.reached());
}

TEST_F(GraphExploringTest, ManyPathsAreCutAtTheLimit) {
    // 30 x 30 x 30 ways from one end to the other.
    for (int layer = 0; layer < 2; ++layer) {
        for (int a = 0; a < 30; ++a) {
            for (int b = 0; b < 30; ++b) {
                say("L" + std::to_string(layer) + "." + std::to_string(a), "to",
                    "L" + std::to_string(layer + 1) + "." + std::to_string(b));
            }
        }
    }
    for (int i = 0; i < 30; ++i) {
        say("Start", "to", "L0." + std::to_string(i));
        say("L2." + std::to_string(i), "to", "End");
    }
    auto const found = paths("Start", "End", 4, {}, 200);
    EXPECT_EQ(found.paths.size(), 200U);
    EXPECT_TRUE(found.truncated);
    EXPECT_EQ(paths("Start", "End", 4).paths.size(), 27'000U);
}

}  // namespace
}  // namespace keepsake::testing

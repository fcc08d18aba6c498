#include "storage/graph_store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class GraphTimeTest : public GraphStoreTest {
protected:
    static RelationChange lives(std::string city, std::optional<Timestamp> since = {}) {
        auto change = triple("Ana", "lives in", std::move(city));
        change.valid_from = since;
        change.replaces = {"lives_in", "moved_to"};
        return change;
    }
    /// "2020 to 2023" of each relation, in the order in which it was learned.
    Texts spans() {
        Texts found;
        auto const year = [](Timestamp time) { return core::format_time(time).substr(0, 4); };
        for (auto const& relation : graph().relations())
            found.push_back(year(relation.valid_from) + (relation.valid_to ? " to " + year(*relation.valid_to) : ""));
        return found;
    }
};

TEST_F(GraphTimeTest, WhatIsSaidAgainIsSurerAndNotStoredTwice) {
    auto said = triple("Ana", "likes", "Tea");
    said.confidence = .5;
    tell({said});
    EXPECT_EQ(results(tell({said})), "NOOP Ana likes Tea; ");
    ASSERT_EQ(graph().relations().size(), 1u);
    EXPECT_FLOAT_EQ(graph().relations()[0].confidence, .625f);
    expect_well();
}

TEST_F(GraphTimeTest, TheSameRelationIsMeantInOtherSpellings) {
    tell({triple("Ana", "worksAt", "Acme")});
    EXPECT_EQ(results(tell({triple("ana", "Works at", "ACME")})), "NOOP Ana works_at Acme; ");
}

TEST_F(GraphTimeTest, SeveralHoldBesideEachOther) {
    tell({triple("Ana", "likes", "Tea"), triple("Ana", "likes", "Milk")});
    EXPECT_EQ(current(), (Texts{"Ana likes Tea", "Ana likes Milk"}));
}

TEST_F(GraphTimeTest, ARelationTakesThePlaceOfAnother) {
    tell({lives("Bonn")});
    clock_.pass(1h);
    EXPECT_EQ(results(tell({lives("Rome")})), "DELETE Ana lives_in Bonn; ADD Ana lives_in Rome; ");
    auto const& old = graph().relations()[0];
    EXPECT_EQ(old.valid_to, clock_.now());
    EXPECT_EQ(old.closed_at, clock_.now());
    EXPECT_EQ(current(), Texts{"Ana lives_in Rome"});
    expect_well();
}

TEST_F(GraphTimeTest, AnotherWordForTheSameTakesItsPlaceToo) {
    tell({lives("Bonn")});
    auto moved = triple("Ana", "moved to", "Rome");
    moved.replaces = {"lives_in", "moved_to"};
    tell({moved});
    EXPECT_EQ(current(), Texts{"Ana moved_to Rome"});
}

TEST_F(GraphTimeTest, WhatIsToldLateEndsWhereTheNextBegan) {
    tell({lives("Rome", at("2023-01-01"))});
    EXPECT_EQ(results(tell({lives("Bonn", at("2020-01-01"))})), "ADD Ana lives_in Bonn; ");
    EXPECT_EQ(spans(), (Texts{"2023", "2020 to 2023"}));
    EXPECT_EQ(current(), Texts{"Ana lives_in Rome"});
    expect_well();
}

TEST_F(GraphTimeTest, AnotherPersonsRelationStays) {
    tell({lives("Bonn")});
    auto ben = lives("Rome");
    ben.triple.source = "Ben";
    tell({ben});
    EXPECT_EQ(current(), (Texts{"Ana lives_in Bonn", "Ben lives_in Rome"}));
}

TEST_F(GraphTimeTest, ARelationEndsWhenItsFactSaysSomethingElse) {
    auto const added = tell({triple("Ana", "likes", "Tea")}, {"Ana likes tea"});
    clock_.pass(1h);
    ASSERT_TRUE(change_text(added.memories[0], "Ana likes tea with milk"));
    EXPECT_EQ(current(), Texts{"Ana likes Tea"});
    ASSERT_TRUE(change_text(added.memories[0], "Ana likes coffee"));
    EXPECT_EQ(current(), Texts{});
    EXPECT_EQ(graph().relations()[0].memories.size(), 1u);
    expect_well();
}

TEST_F(GraphTimeTest, ARelationThatAnotherFactSaysGoesOn) {
    auto const first = tell({triple("Ana", "likes", "Tea")}, {"Ana likes tea"});
    auto const second = tell({triple("Ana", "likes", "Tea")}, {"Tea is what Ana drinks"});
    ASSERT_TRUE(change_text(first.memories[0], "Ana likes coffee"));
    EXPECT_EQ(current(), Texts{"Ana likes Tea"});
    EXPECT_EQ(graph().relations()[0].memories.size(), 1u);
    ASSERT_TRUE(store_.end(removal({second.memories[0]})));
    EXPECT_EQ(current(), Texts{});
    expect_well();
}

TEST_F(GraphTimeTest, ErasingAFactLeavesNothingOfItsRelation) {
    auto const added = tell({triple("Ana", "likes", "Tea")}, {"Ana likes tea"});
    tell({triple("Ana", "knows", "Ben")});
    ASSERT_TRUE(store_.erase(removal({added.memories[0]})));
    EXPECT_EQ(current(), Texts{"Ana knows Ben"});
    EXPECT_EQ(row_named("Tea"), 0);
    expect_well();
}

TEST_F(GraphTimeTest, WhatWasStatedByItselfOutlivesAFactThatRepeatsIt) {
    tell({triple("Ana", "likes", "Tea")});
    auto const repeated = tell({triple("Ana", "likes", "Tea")}, {"Ana likes tea"});
    auto const again = tell({triple("Ana", "likes", "Tea")}, {"Tea is for Ana"});
    ASSERT_TRUE(store_.end(removal({repeated.memories[0]})));
    EXPECT_EQ(current(), Texts{"Ana likes Tea"});
    ASSERT_TRUE(store_.erase(removal({again.memories[0]})));
    EXPECT_EQ(current(), Texts{"Ana likes Tea"});
    expect_well();
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations"), 0);
    EXPECT_EQ(raw().number("SELECT count(*) FROM entities"), 0);
}

TEST_F(GraphTimeTest, AFactMayNameTheEntityByAnotherName) {
    auto const added = tell({triple("Bob", "works at", "Acme")}, {"Bob works at Acme"});
    tell({triple("Robert", "likes", "Tea")});
    graph_store_.merge(row_named("Bob"), row_named("Robert"));
    ASSERT_TRUE(change_text(added.memories[0], "Robert works at Acme since 2020"));
    EXPECT_EQ(current().at(0), "Robert works_at Acme");
}

TEST_F(GraphTimeTest, TheGraphFollowsWhatOthersWrite) {
    tell({triple("Ana", "likes", "Tea")});
    EXPECT_EQ(current(), Texts{"Ana likes Tea"});
    lease_.reset();
    Store other(folder_.path(), clock_);
    Addition addition;
    addition.scope = ana_;
    addition.relations = {triple("Ana", "likes", "Milk")};
    other.add(addition);
    EXPECT_EQ(current(), (Texts{"Ana likes Tea", "Ana likes Milk"}));
}

}  // namespace
}  // namespace keepsake::storage

#include "storage/graph_store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using Texts = std::vector<std::string>;

class EntitiesTest : public GraphStoreTest {
protected:
    static RelationChange of_person(std::string person, std::string relation, std::string company) {
        return typed(triple(std::move(person), std::move(relation), std::move(company)), "person", "organization");
    }
    std::size_t entity_count() {
        auto const all = graph().entities();
        std::size_t count = 0;
        for (EntityPlace place = 0; place < all.size(); ++place) count += all[place].self == place ? 1 : 0;
        return count;
    }
};

TEST_F(EntitiesTest, TheUserIsOneEntity) {
    tell({triple("I", "like", "Tea"), triple("user", "like", "Milk"), triple("me", "know", "Ben")});
    EXPECT_EQ(current(), (Texts{"user like Tea", "user like Milk", "user know Ben"}));
    EXPECT_EQ(entity_count(), 4u);
    expect_well();
}

TEST_F(EntitiesTest, MergedNamesAreOneEntityUntilTheyAreSplit) {
    tell({triple("Bob", "likes", "Tea"), triple("Robert", "knows", "Ana")});
    graph_store_.merge(row_named("Bob"), row_named("Robert"));
    EXPECT_EQ(current(), (Texts{"Robert likes Tea", "Robert knows Ana"}));
    EXPECT_EQ(results(tell({triple("bob", "knows", "Ana")})), "NOOP Robert knows Ana; ");
    expect_well();
    EXPECT_TRUE(graph_store_.split(row_named("Bob")));
    EXPECT_FALSE(graph_store_.split(row_named("Bob")));
    EXPECT_EQ(current(), (Texts{"Bob likes Tea", "Robert knows Ana"}));
    expect_well();
}

TEST_F(EntitiesTest, MergingNeverMakesAChain) {
    tell({triple("A1", "likes", "Tea"), triple("A2", "likes", "Milk"), triple("A3", "likes", "Water")});
    graph_store_.merge(row_named("A2"), row_named("A1"));
    graph_store_.merge(row_named("A1"), row_named("A3"));
    EXPECT_EQ(current(), (Texts{"A3 likes Tea", "A3 likes Milk", "A3 likes Water"}));
    graph_store_.merge(row_named("A3"), row_named("A2"));
    EXPECT_EQ(current(), (Texts{"A3 likes Tea", "A3 likes Milk", "A3 likes Water"}));
    expect_well();
}

TEST_F(EntitiesTest, RelationsMoveToAnEntityOfTheirOwn) {
    tell({triple("Sarah", "works at", "Acme"), triple("Sarah", "studies at", "MIT"), triple("Ben", "knows", "Sarah")});
    std::vector<RowId> const moved = {graph().relations()[1].row, graph().relations()[2].row};
    graph_store_.move_relations(row_named("Sarah"), moved, "Sarah the student");
    EXPECT_EQ(current(),
              (Texts{"Sarah works_at Acme", "Sarah the student studies_at MIT", "Ben knows Sarah the student"}));
    expect_well();
}

TEST_F(EntitiesTest, AnotherSpellingWithTheSameSaidOfItIsTheSame) {
    tell({of_person("Katharina", "works at", "Acme")});
    tell({of_person("Katarina", "works at", "Acme")});
    EXPECT_EQ(entity_count(), 2u);
    EXPECT_EQ(current(), (Texts{"Katharina works_at Acme", "Katharina works_at Acme"}));
    expect_well();
}

TEST_F(EntitiesTest, AFirstNameAloneNeedsMoreInCommon) {
    tell({of_person("Sarah Miller", "works at", "Acme"), of_person("Sarah", "works at", "Acme")});
    EXPECT_EQ(entity_count(), 3u);
    tell({of_person("Sarah Miller", "leads", "Apollo"), of_person("Sarah", "leads", "Apollo")});
    EXPECT_EQ(entity_count(), 3u);  // with Apollo; the two Sarahs are one
    expect_well();
}

TEST_F(EntitiesTest, TwoOfWhomDifferentThingsAreSaidStayTwo) {
    tell({of_person("Sarah Miller", "works at", "Acme"), of_person("Sarah", "works at", "Initech"),
          of_person("Sarah Miller", "leads", "Apollo"), of_person("Sarah", "leads", "Apollo"),
          of_person("Sarah Miller", "member of", "Choir"), of_person("Sarah", "member of", "Choir")});
    EXPECT_EQ(entity_count(), 6u);
}

TEST_F(EntitiesTest, WhoCouldBeTwoIsNeither) {
    tell({of_person("Sarah Miller", "works at", "Acme"), of_person("Sarah Miller", "leads", "Apollo"),
          of_person("Sarah Jones", "works at", "Acme"), of_person("Sarah Jones", "leads", "Apollo"),
          of_person("Sarah", "works at", "Acme"), of_person("Sarah", "leads", "Apollo")});
    EXPECT_EQ(entity_count(), 5u);
}

TEST_F(EntitiesTest, ThoseWhoKnowEachOtherAreTwo) {
    tell({of_person("Katharina", "works at", "Acme"),
          typed(triple("Katarina", "knows", "Katharina"), "person", "person"),
          of_person("Katarina", "works at", "Acme")});
    EXPECT_EQ(entity_count(), 3u);
}

TEST_F(EntitiesTest, ThingsAreNeverMergedByLikeness) {
    tell({typed(triple("Keyboard", "made by", "Acme"), "technology", "organization"),
          typed(triple("Keyboards", "made by", "Acme"), "technology", "organization")});
    EXPECT_EQ(entity_count(), 3u);
}

TEST_F(EntitiesTest, WhatWasSplitIsNotJoinedAgain) {
    tell({of_person("Katharina", "works at", "Acme"), of_person("Katarina", "works at", "Acme")});
    ASSERT_EQ(entity_count(), 2u);
    ASSERT_TRUE(graph_store_.split(row_named("Katarina")));
    tell({of_person("Katarina", "likes", "Tea")});
    EXPECT_EQ(entity_count(), 4u);
    expect_well();
}

TEST_F(EntitiesTest, WhoHasNothingLeftIsGone) {
    tell({triple("Sarah", "works at", "Acme")});
    std::vector<RowId> const moved = {graph().relations()[0].row};
    graph_store_.move_relations(row_named("Sarah"), moved, "Sarah Miller");
    EXPECT_EQ(current(), Texts{"Sarah Miller works_at Acme"});
    EXPECT_EQ(row_named("Sarah"), 0);
    expect_well();
}

TEST_F(EntitiesTest, AnErasedNameIsNotKeptByItsOtherNames) {
    auto const first = tell({of_person("Katharina", "works at", "Acme")}, {"Katharina works at Acme"});
    tell({of_person("Katarina", "works at", "Acme")}, {"Katarina works at Acme"});
    ASSERT_EQ(entity_count(), 2u);
    ASSERT_TRUE(store_.erase(removal({first.memories[0]})));
    EXPECT_EQ(row_named("Katharina"), 0);
    EXPECT_EQ(current(), Texts{"Katarina works_at Acme"});
    expect_well();
}

TEST_F(EntitiesTest, AnEntityIsFoundByItsIdOnlyWhereItMayBeSeen) {
    tell({triple("Ana", "likes", "Tea")});
    auto const id = graph().entities()[0].id;
    EXPECT_TRUE(graph_store_.owner_of(id, {}));
    EXPECT_TRUE(graph_store_.owner_of(id, all_of("ana")));
    EXPECT_FALSE(graph_store_.owner_of(id, all_of("ben")));
    core::ScopeFilter other_project;
    other_project.tenant.project = "other";
    EXPECT_FALSE(graph_store_.owner_of(id, other_project));
    EXPECT_FALSE(graph_store_.owner_of("nothing", {}));
}

}  // namespace
}  // namespace keepsake::storage

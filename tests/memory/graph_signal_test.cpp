#include <algorithm>

#include "memory/retriever_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using Lines = std::vector<std::string>;

/// Facts, each with the relation that it says, searched by words.
class GraphSignalTest : public RetrieverTest {
protected:
    MemoryId tell(std::string text, storage::RelationTriple triple, std::string const& valid_from = "2025-01-01") {
        auto addition = fact(ana_, std::move(text), at(valid_from));
        storage::RelationChange relation;
        relation.triple = std::move(triple);
        relation.valid_from = at(valid_from);
        relation.said_at = at(valid_from);
        relation.fact = 0;
        addition.relations.push_back(std::move(relation));
        return store_.add(addition).memories.at(0);
    }
    void tell_of_jobs() {
        tell("Mira works at Acme", {"Mira", "person", "works at", "Acme", "organization"});
        tell("Acme sits in Lisbon", {"Acme", "organization", "located in", "Lisbon", "place"});
        for (int i = 0; i < 30; ++i) {
            auto const name = "Friend" + std::to_string(i);
            tell("Mira knows " + name, {"Mira", "person", "knows", name, "person"});
        }
    }
    Lines lines(SearchAnswer const& answer) const {
        Lines found;
        for (auto const& relation : answer.relations)
            found.push_back(relation.source + " " + relation.record.relation + " " + relation.target);
        return found;
    }
    SearchAnswer with_weight(double weight, SearchRequest const& request) const {
        return Retriever(store_, graph_store_, indexes_, vectors_, clock_, make_formula({{"graph", weight}}).value())
            .search(request);
    }
    bool finds(std::string const& text, SearchAnswer const& answer) const {
        return std::ranges::count(texts_of(answer), text) == 1;
    }
};

TEST_F(GraphSignalTest, AFactTwoStepsAwayIsFoundAlthoughItSharesNoWord) {
    tell_of_jobs();
    auto const request = asks("Which city does Mira go to for her works?");
    EXPECT_FALSE(finds("Acme sits in Lisbon", with_weight(0, request)));
    EXPECT_TRUE(finds("Acme sits in Lisbon", search(request)));
}

TEST_F(GraphSignalTest, TheAnswerSaysHowTheGraphLedThere) {
    tell_of_jobs();
    auto request = asks("Which city does Mira go to for her works?");
    request.explain = true;
    auto const answer = search(request);
    auto const hit =
        std::ranges::find(answer.hits, "Acme sits in Lisbon", [](Hit const& each) { return each.memory.content.text; });
    ASSERT_NE(hit, answer.hits.end());
    EXPECT_EQ(hit->explanation->path, (Lines{"Mira works_at Acme", "Acme located_in Lisbon"}));
    EXPECT_EQ(std::ranges::count(lines(answer), "Acme located_in Lisbon"), 1);
    EXPECT_LE(answer.relations.size(), 10u);
    float sum = 0;
    for (auto const& part : hit->explanation->signals) sum += part.normalised * part.weight;
    for (auto const& part : hit->explanation->factors) sum *= part.multiplier;
    EXPECT_NEAR(sum, hit->explanation->fused, 1e-4);
}

TEST_F(GraphSignalTest, AnotherNameBringsWhatIsSaidOfTheEntity) {
    tell("Robert likes tea", {"Robert", "person", "likes", "Tea", "thing"});
    tell("Bobby plays chess", {"Bobby", "person", "plays", "Chess", "thing"});
    EXPECT_EQ(found("Bobby"), Lines{"Bobby plays chess"});
    storage::RowId robert = 0;
    storage::RowId bobby = 0;
    {
        auto const lease = indexes_.lease(state_of("ana"));
        for (auto const& entity : lease.graph().entities()) {
            if (entity.name == "Robert") robert = entity.row;
            if (entity.name == "Bobby") bobby = entity.row;
        }
    }
    graph_store_.merge(bobby, robert);
    EXPECT_EQ(found("Bobby"), (Lines{"Bobby plays chess", "Robert likes tea"}));
}

TEST_F(GraphSignalTest, WhatNoRelationTellsStaysOnTop) {
    tell_of_jobs();
    add_fact("Mira has a parrot called Rio");
    EXPECT_EQ(found("How is the parrot of Mira called?").at(0), "Mira has a parrot called Rio");
}

TEST_F(GraphSignalTest, WithoutANamedEntityItIsSilent) {
    tell_of_jobs();
    add_fact("green tea");
    auto request = asks("green tea");
    request.explain = true;
    auto const answer = search(request);
    ASSERT_EQ(answer.hits.size(), 1u);
    for (auto const& part : answer.hits[0].explanation->signals) EXPECT_NE(part.name, "graph");
    EXPECT_TRUE(answer.relations.empty());
    EXPECT_EQ(answer.hits[0].explanation->fused, with_weight(0, request).hits[0].explanation->fused);
}

TEST_F(GraphSignalTest, ThePastHasItsOwnRelations) {
    auto const old = tell("Mira lives in Bonn", {"Mira", "person", "lives in", "Bonn", "place"}, "2020-01-01");
    clock_.pass(std::chrono::hours(1));
    ASSERT_TRUE(store_.end(removal({old})));
    tell("Mira lives in Rome", {"Mira", "person", "lives in", "Rome", "place"}, "2024-01-01");
    EXPECT_EQ(lines(search(asks("Where does Mira live?"))), Lines{"Mira lives_in Rome"});
    auto request = asks("Where does Mira live?");
    request.past.as_of = at("2022-06-01");
    EXPECT_EQ(lines(search(request)), Lines{"Mira lives_in Bonn"});
}

TEST_F(GraphSignalTest, AnotherUsersRelationsAreNotSeen) {
    tell_of_jobs();
    store_.add(fact(ben_, "Mira is here", clock_.now()));
    auto request = asks("Where does Mira work?");
    request.visible.user = "ben";
    EXPECT_TRUE(search(request).relations.empty());
}

}  // namespace
}  // namespace keepsake::memory

#include "memory/consolidation/decisions.h"

#include <gtest/gtest.h>

#include "storage/set_clock.h"

namespace keepsake::memory {
namespace {

using storage::FactChange;
using storage::RelationChange;
using Kind = FactChange::Kind;
using enum DecisionEvent;

/// Facts and what is known near them; memory n has row 100 + n.
class DecisionsTest : public ::testing::Test {
protected:
    std::size_t known(std::string text) {
        auto const place = known_.memories.size();
        known_.memories.push_back(
            {100 + static_cast<storage::RowId>(place), 1, std::move(text), testing::at("2026-01-01")});
        return place;
    }
    std::size_t fact(std::string text, std::vector<std::size_t> near = {}, bool forget = false) {
        Candidate candidate{.content = {}, .valid_from = {}, .said_at = {}, .sources = {7}, .forget = forget};
        candidate.content.text = std::move(text);
        candidate.vector = storage::Vector{1, 0};
        proposal_.facts.push_back(std::move(candidate));
        known_.near.push_back(std::move(near));
        return proposal_.facts.size() - 1;
    }
    void decide(std::size_t fact, DecisionEvent event, std::optional<std::size_t> memory = {},
                std::optional<std::string> text = {}) {
        reply_.decisions.push_back({fact, event, memory, std::move(text), "because"});
    }
    std::size_t known_relation(std::string source, std::string relation, std::string target) {
        auto const place = known_.relations.size();
        known_.relations.push_back({200 + static_cast<storage::RowId>(place),
                                    {std::move(source), "", std::move(relation), std::move(target), ""},
                                    {}});
        return place;
    }
    std::size_t relation(std::string source, std::string relation, std::string target, std::vector<std::size_t> near,
                         std::optional<std::size_t> fact = {}) {
        proposal_.relations.push_back({.triple = {std::move(source), "", std::move(relation), std::move(target), ""},
                                       .valid_from = {},
                                       .said_at = {},
                                       .confidence = 1,
                                       .sources = {},
                                       .fact = fact});
        known_.near_relations.push_back(std::move(near));
        return proposal_.relations.size() - 1;
    }
    Changes changes() const { return carried_out(proposal_, known_, reply_); }
    bool is_asked() const { return needs_decision(proposal_, known_); }

    /// "add Ana lives in Porto", "end 100", "update 100 ...", "confirm 100"
    std::vector<std::string> said() const {
        std::vector<std::string> lines;
        for (auto const& change : changes().facts) {
            static constexpr char const* names[] = {"add", "update", "end", "confirm"};
            std::string line = names[static_cast<int>(change.kind)];
            if (change.memory != 0) line += " " + std::to_string(change.memory);
            if (change.kind == Kind::add || change.kind == Kind::update) line += " " + change.fact.content.text;
            lines.push_back(line);
        }
        return lines;
    }

    Proposal proposal_;
    Surroundings known_;
    ConsolidationReply reply_;
};

using Lines = std::vector<std::string>;

TEST_F(DecisionsTest, AFactNearNothingIsAddedUnasked) {
    fact("Ana lives in Porto");
    EXPECT_FALSE(is_asked());
    EXPECT_EQ(said(), Lines{"add Ana lives in Porto"});
    EXPECT_EQ(changes().facts[0].fact.sources, std::vector<storage::RowId>{7});
    EXPECT_TRUE(changes().facts[0].fact.vector);
}

TEST_F(DecisionsTest, AFactInTheSameWordsIsConfirmedUnasked) {
    auto const near = known("Ana lives in Porto.");
    fact("ana lives in Porto", {near});
    EXPECT_FALSE(is_asked());
    EXPECT_EQ(said(), Lines{"confirm 100"});
    // Whatever a model says about it.
    decide(0, add);
    EXPECT_EQ(said(), Lines{"confirm 100"});
}

TEST_F(DecisionsTest, WordsThatDifferInSignsOnlyAreNotTheSame) {
    auto const near = known("Ana knows C");
    fact("Ana knows C++", {near});
    EXPECT_TRUE(is_asked());
    EXPECT_EQ(said(), Lines{"add Ana knows C++"});
}

TEST_F(DecisionsTest, EachDecisionDoesWhatItSays) {
    auto const porto = known("Ana lives in Porto");
    auto const single = known("Ana is single");
    auto const tea = known("Ana likes tea");
    fact("Ana lives in Lisbon", {porto, single, tea});
    fact("Ana is married", {single});
    fact("Ana enjoys tea", {tea});
    fact("Ana paints", {tea});
    EXPECT_TRUE(is_asked());
    decide(0, update, porto, "Ana lives in Lisbon now");
    decide(1, end, single);
    decide(2, none, tea);
    decide(3, add);
    EXPECT_EQ(said(), (Lines{"update 100 Ana lives in Lisbon now", "end 101", "add Ana is married", "confirm 102",
                             "add Ana paints"}));
    EXPECT_FALSE(changes().facts[0].fact.vector) << "it was made of other words";
    EXPECT_EQ(changes().facts[0].fact.reason, "because");
}

TEST_F(DecisionsTest, WhatWasNotNamedCorrectlyIsLeftAlone) {
    auto const near = known("Ana lives in Porto");
    auto const far = known("Ben lives in Porto");
    fact("Ana lives in Lisbon", {near});
    decide(0, update, 9999, "invented");
    decide(0, update, far, "of another fact");
    decide(0, end, std::nullopt);
    decide(0, none, std::nullopt);
    decide(77, end, near);
    EXPECT_EQ(said(), Lines{"add Ana lives in Lisbon"}) << "nothing is lost";
}

TEST_F(DecisionsTest, ASecondUpdateOfAMemoryBecomesAnAdd) {
    auto const near = known("Ana lives in Porto");
    fact("Ana lives in Lisbon", {near});
    fact("Ana works in Porto", {near});
    decide(0, update, near);
    decide(1, update, near);
    EXPECT_EQ(said(), (Lines{"update 100 Ana lives in Lisbon", "add Ana works in Porto"}));
}

TEST_F(DecisionsTest, OneFactMayUpdateOneMemoryAndEndAnother) {
    auto const porto = known("Ana lives in Porto");
    auto const rent = known("Ana pays rent in Porto");
    fact("Ana lives in Lisbon", {porto, rent});
    decide(0, update, porto);
    decide(0, end, rent);
    decide(0, end, porto);
    decide(0, update, rent);
    EXPECT_EQ(said(), (Lines{"update 100 Ana lives in Lisbon", "end 101"}));
}

TEST_F(DecisionsTest, ARequestToForgetOnlyEnds) {
    auto const near = known("Ana's phone number is 123");
    auto const same = known("forget the phone number");
    fact("forget the phone number", {near, same}, true);
    EXPECT_TRUE(is_asked());
    decide(0, update, near, "kept after all");
    decide(0, add);
    decide(0, end, near);
    EXPECT_EQ(said(), Lines{"end 100"});
    reply_.decisions.clear();
    EXPECT_EQ(said(), Lines{});
}

TEST_F(DecisionsTest, AKnownFactMayStillEndAnother) {
    auto const married = known("Ana has a husband");
    auto const single = known("Ana is single");
    fact("Ana is married", {married, single});
    decide(0, none, married);
    decide(0, end, single);
    EXPECT_EQ(said(), (Lines{"end 101", "confirm 100"}));
}

TEST_F(DecisionsTest, RelationsAreAddedConfirmedAndEnd) {
    auto const porto = known_relation("Ana", "lives in", "Porto");
    auto const far = known_relation("Ben", "lives in", "Porto");
    fact("Ana lives in Lisbon");
    relation("Ana", "lives in", "Lisbon", {porto}, 0);
    relation("ana", "Lives In", "PORTO", {porto});
    relation("Ana", "resides in", "Porto", {porto});
    relation("Ana", "knows", "Ben", {});
    EXPECT_TRUE(is_asked());
    reply_.relation_decisions = {{0, add, {porto, far, 99}, "moved"}, {2, none, {}, "known"}};
    auto const relations = changes().relations;
    ASSERT_EQ(relations.size(), 4u);
    EXPECT_EQ(relations[0].kind, RelationChange::Kind::add);
    EXPECT_EQ(relations[0].ends, std::vector<storage::RowId>{200});
    EXPECT_EQ(relations[0].fact, 0u);
    EXPECT_EQ(relations[1].kind, RelationChange::Kind::confirm) << "the same words: nobody is asked";
    EXPECT_EQ(relations[2].kind, RelationChange::Kind::confirm) << "other words for the same two";
    EXPECT_EQ(relations[2].known, 200);
    EXPECT_EQ(relations[3].kind, RelationChange::Kind::add);
}

TEST_F(DecisionsTest, ARelationThatIsKnownOfOthersOnlyIsAdded) {
    auto const porto = known_relation("Ana", "lives in", "Porto");
    relation("Ana", "lives in", "Lisbon", {porto});
    reply_.relation_decisions = {{0, none, {}, "known, it is said"}};
    EXPECT_EQ(changes().relations.at(0).kind, RelationChange::Kind::add);
}

TEST_F(DecisionsTest, ARelationOfSomethingToForgetIsNotStored) {
    auto const near = known("Ana lives in Porto");
    fact("forget where Ana lives", {near}, true);
    relation("Ana", "lives in", "Porto", {}, 0);
    EXPECT_TRUE(changes().relations.empty());
}

TEST_F(DecisionsTest, ARelationNamesTheChangeOfItsFact) {
    auto const porto = known("Ana lives in Porto");
    auto const rent = known("Ana pays rent");
    fact("Ana lives in Lisbon", {porto, rent});
    fact("Ana has a cat");
    relation("Ana", "has", "cat", {}, 1);
    decide(0, update, porto);
    decide(0, end, rent);
    auto const made = changes();
    EXPECT_EQ(made.relations.at(0).fact, 2u);
    EXPECT_EQ(made.facts.at(2).fact.content.text, "Ana has a cat");
}

}  // namespace
}  // namespace keepsake::memory

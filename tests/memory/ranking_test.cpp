#include "memory/retrieval/ranking.h"

#include <gtest/gtest.h>

#include <random>

namespace keepsake::memory {
namespace {

using storage::DocumentId;
using storage::UserIndex;
using Values = std::vector<float>;

/// Says what it was told about each document; nothing for a document of which it was told nothing.
class FixedSignal final : public Signal {
public:
    FixedSignal(std::string name, Values values) : name_(std::move(name)), values_(std::move(values)) {}
    std::string_view name() const override { return name_; }
    core::Result<Values> score(Question const&, Candidates const& candidates) const override {
        Values scores;
        for (auto const id : candidates.documents) scores.push_back(values_.at(id));
        return scores;
    }

private:
    std::string name_;
    Values values_;
};

/// Cannot be had for a user of more than `most` memories.
class FailingSignal final : public Signal {
public:
    explicit FailingSignal(std::size_t most) : most_(most) {}
    std::string_view name() const override { return "meaning"; }
    core::Result<Values> score(Question const&, Candidates const& candidates) const override {
        if (candidates.documents.size() > most_)
            return core::Error{core::ErrorKind::unavailable, "the model is not loaded"};
        return Values(candidates.documents.size(), 1000);
    }

private:
    std::size_t most_;
};

Values doubled_second(Question const&, Candidates const& candidates, float) {
    Values values(candidates.documents.size(), 1);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = candidates.documents[i] == 1 ? 2 : 1;
    return values;
}
Values halved(Question const&, Candidates const& candidates, float) { return Values(candidates.documents.size(), .5f); }
Values nothing(Question const&, Candidates const&, float) { return {}; }

class RankingTest : public ::testing::Test {
protected:
    void signal(std::string name, Values values, float weight) {
        signals_.push_back({std::make_unique<FixedSignal>(std::move(name), std::move(values)), weight});
    }
    /// Each user sees these documents; the fixed signals know a document by its number.
    void user(std::vector<DocumentId> documents) { documents_.push_back(std::move(documents)); }

    Ranking rank(std::vector<Factor> const& factors = {}) const {
        std::vector<Candidates> users;
        for (auto const& documents : documents_) users.push_back({.index = index_, .documents = documents});
        return Ranking(question_, users, signals_, factors);
    }
    static std::vector<RankedPlace> all(Ranking const& ranking) {
        return ranking.best(100, [](Place const&) { return true; });
    }
    static std::vector<std::size_t> positions(std::vector<RankedPlace> const& ranked) {
        std::vector<std::size_t> found;
        for (auto const& place : ranked) found.push_back(place.position);
        return found;
    }
    static Values scores(std::vector<RankedPlace> const& ranked) {
        Values found;
        for (auto const& place : ranked) found.push_back(place.score);
        return found;
    }

    Question const question_{"x"};
    UserIndex index_;
    std::vector<std::vector<DocumentId>> documents_;
    std::vector<WeightedSignal> signals_;
};

using Positions = std::vector<std::size_t>;

TEST_F(RankingTest, NormalisesEachSignalOverAllAndSumsByWeight) {
    signal("a", {10, 20, 30}, 1);
    signal("b", {4, 8, 4}, 2);
    user({0, 1, 2});
    auto const ranked = all(rank());
    EXPECT_EQ(positions(ranked), (Positions{1, 2, 0}));
    EXPECT_EQ(scores(ranked), (Values{2.5, 1, 0}));
}

TEST_F(RankingTest, NormalisesOverTheMemoriesOfAllUsersTogether) {
    signal("a", {1, 2, 3, 5}, 1);
    user({0, 1});
    user({2, 3});
    auto const ranked = all(rank());
    EXPECT_EQ(scores(ranked), (Values{1, .5, .25, 0}));
    EXPECT_EQ(ranked[0].place.user, 1u);
    EXPECT_EQ(ranked[0].place.candidate, 1u);
    EXPECT_EQ(ranked[0].position, 3u);
}

TEST_F(RankingTest, OnlyTheCandidatesSetTheScale) {
    signal("a", {1, 2, 3, 1000}, 1);
    user({0, 1, 2});
    EXPECT_EQ(scores(all(rank())), (Values{1, .5, 0}));
}

TEST_F(RankingTest, WhereAllAreEqualASignalSaysNothing) {
    signal("same", {7, 7}, 5);
    signal("a", {1, 2}, 1);
    user({0, 1});
    EXPECT_EQ(scores(all(rank())), (Values{1, 0}));
}

TEST_F(RankingTest, TheWeightOfAMissingSignalGoesToTheOthers) {
    signal("a", {2, 4, 4}, 1);
    signal("b", {0, 10, no_value}, 3);
    user({0, 1, 2});
    auto const ranking = rank();
    auto const ranked = all(ranking);
    EXPECT_EQ(scores(ranked), (Values{4, 4, 0})) << "with all there is, and with all it has";
    auto const explanation = ranking.explain(ranked[1]);
    EXPECT_EQ(explanation.signals[0].weight, 4);
    EXPECT_FALSE(explanation.signals[1].raw);
    EXPECT_EQ(explanation.signals[1].weight, 0);
}

TEST_F(RankingTest, EqualOnesAreOrderedByFactorThenByAge) {
    signal("a", {3, 3, 3}, 1);
    user({2, 0, 1});
    EXPECT_EQ(positions(all(rank())), (Positions{0, 1, 2})) << "the earlier candidate first";
    EXPECT_EQ(positions(all(rank({{"second", 1, doubled_second}}))), (Positions{2, 0, 1}));
}

TEST_F(RankingTest, FactorsMultiplyAndAnEmptyOneLeavesAllAsTheyAre) {
    signal("a", {0, 5, 10}, 1);
    user({0, 1, 2});
    auto const ranking = rank({{"second", 1, doubled_second}, {"half", 1, halved}, {"none", 1, nothing}});
    auto const ranked = all(ranking);
    EXPECT_EQ(positions(ranked), (Positions{1, 2}));
    EXPECT_EQ(scores(ranked), (Values{.5, .5}));
    auto const explanation = ranking.explain(ranked[0]);
    ASSERT_EQ(explanation.factors.size(), 3u);
    EXPECT_EQ(explanation.factors[2].multiplier, 1) << "a factor that says nothing changes nothing";
    EXPECT_EQ(explanation.factors[0].name, "second");
    EXPECT_EQ(explanation.factors[0].multiplier, 2);
}

TEST_F(RankingTest, ShowsNothingThatNoSignalSpeaksFor) {
    signal("a", {0, 1, 0, no_value}, 1);
    signal("b", {0, 0, -1, no_value}, 1);
    user({0, 1, 2, 3});
    EXPECT_EQ(positions(all(rank())), Positions{1});
}

TEST_F(RankingTest, ShowsTheBestOfThoseThatMayBeKept) {
    signal("a", {1, 2, 3, 4, 5}, 1);
    user({0, 1, 2, 3, 4});
    auto const ranking = rank();
    EXPECT_EQ(positions(ranking.best(2, [](Place const&) { return true; })), (Positions{4, 3}));
    EXPECT_EQ(positions(ranking.best(2, [](Place const& place) { return place.candidate != 4; })), (Positions{3, 2}));
    EXPECT_TRUE(ranking.best(0, [](Place const&) { return true; }).empty());
}

TEST_F(RankingTest, ASignalThatCannotBeHadIsLeftOutAndNamedOnce) {
    signal("a", {1, 2, 3}, 1);
    signals_.push_back({std::make_unique<FailingSignal>(1), 2.0f});
    user({0});
    user({1, 2});
    auto const ranking = rank();
    ASSERT_EQ(ranking.not_searched().size(), 1u);
    EXPECT_EQ(ranking.not_searched()[0].signal, "meaning");
    EXPECT_EQ(ranking.not_searched()[0].reason, "the model is not loaded");
    auto const ranked = all(ranking);
    EXPECT_EQ(scores(ranked), (Values{1, .5, 0})) << "for nobody, although the first user has it";
    EXPECT_EQ(ranking.explain(ranked[0]).signals.size(), 1u);
}

TEST_F(RankingTest, WithoutAnySignalOrCandidateNothingIsFound) {
    user({});
    EXPECT_TRUE(all(rank()).empty());
    user({0, 1});
    signals_.push_back({std::make_unique<FailingSignal>(0), 1.0f});
    EXPECT_TRUE(all(rank()).empty());
}

TEST_F(RankingTest, AnExplanationAddsUpToTheScore) {
    std::mt19937 random(3);
    auto const values = [&] {
        Values found;
        for (int i = 0; i < 50; ++i)
            found.push_back(random() % 5 == 0 ? no_value : static_cast<float>(random() % 100) / 7);
        return found;
    };
    for (auto const* const name : {"a", "b", "c"}) signal(name, values(), static_cast<float>(1 + random() % 3) / 2);
    std::vector<DocumentId> documents(50);
    for (DocumentId id = 0; id < 50; ++id) documents[id] = id;
    user(documents);
    auto const ranking = rank({{"second", 1, doubled_second}, {"half", 1, halved}});
    for (auto const& place : all(ranking)) {
        auto const explanation = ranking.explain(place);
        float sum = 0;
        for (auto const& part : explanation.signals) sum += part.normalised * part.weight;
        for (auto const& part : explanation.factors) sum *= part.multiplier;
        EXPECT_NEAR(sum, explanation.fused, 1e-5);
        EXPECT_EQ(explanation.fused, place.score);
    }
}

}  // namespace
}  // namespace keepsake::memory

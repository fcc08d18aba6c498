#include "memory/retrieval/neighbours.h"

#include "memory/meaning_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

constexpr double half_precision = 2e-3;

class NeighboursTest : public MeaningTest {
protected:
    static NewText with_vector(std::string const& text) { return {text, ConceptEmbedder::vector_of(text)}; }
    std::vector<std::pair<std::string, double>> near(NewText const& text, std::size_t at_most = 10) const {
        std::vector<std::pair<std::string, double>> found;
        auto const near = neighbours_.facts_near(ana_, {text}, at_most);
        for (auto const& [row, closeness] : near.front()) {
            std::vector<storage::RowId> const rows = {row};
            found.emplace_back(store_.load(rows).at(0).content.text, closeness);
        }
        return found;
    }
    Texts texts_near(NewText const& text, std::size_t at_most = 10) const {
        Texts texts;
        for (auto const& [found, closeness] : near(text, at_most)) texts.push_back(found);
        return texts;
    }
    Texts similar(std::vector<NewText> const& news, std::size_t at_most = 3) const {
        Texts texts;
        for (auto const& [id, text] : neighbours_.similar(ana_, news, at_most)) texts.push_back(text);
        return texts;
    }
};

TEST_F(NeighboursTest, AreNearInMeaningOrInWords) {
    know({"an automobile", "tax", "a puppy"});
    EXPECT_EQ(texts_near(with_vector("vehicle tax"), 2), (Texts{"tax", "an automobile"}));
    EXPECT_EQ(texts_near({"vehicle tax", std::nullopt}), Texts{"tax"}) << "without a vector by words only";
    EXPECT_EQ(texts_near(with_vector("vehicle tax"), 1).size(), 1u);
}

TEST_F(NeighboursTest, AreAsCloseAsTheCosineOrTheShareOfWords) {
    know({"an automobile", "tax for cats"});
    auto const text = with_vector("vehicle tax");
    for (auto const& [found, closeness] : near(text)) {
        EXPECT_NEAR(closeness, std::max(cosine(text.text, found), found == "an automobile" ? 0 : .5), half_precision)
            << found;
    }
    know({"ana ben lisbon porto fiddle"});
    EXPECT_LE(near(with_vector("Ana, Ben, Lisbon, Porto, violin")).at(0).second, 1);
}

TEST_F(NeighboursTest, NamesThatMostMemoriesHaveAreNoPartOfWhatIsCompared) {
    know({"Ana: a puppy", "Ana: an infusion", "Ana: a fiddle", "Ben: an automobile", "a word", "a word", "a word"});
    auto const calls = embedder_.calls().size();
    EXPECT_EQ(texts_near(with_vector("Ana's hound"), 1), Texts{"Ana: a puppy"});
    EXPECT_EQ(last_embedded(), Texts{"hound"});
    (void)near(with_vector("Ana's hound met Ben"));
    EXPECT_EQ(last_embedded(), Texts{"hound met Ben"}) << "Ana stands in 3 of 7, Ben in 1";
    EXPECT_EQ(embedder_.calls().size(), calls + 2);
    (void)near(with_vector("Ana's hound"));
    EXPECT_EQ(embedder_.calls().size(), calls + 2) << "who looks again is not made to wait again";
}

TEST_F(NeighboursTest, AQuarterOfTheMemoriesIsNotYetFrequent) {
    know({"Ana: a puppy", "an infusion", "a fiddle", "a word"});
    auto const calls = embedder_.calls().size();
    (void)near(with_vector("Ana has a hound"));
    EXPECT_EQ(embedder_.calls().size(), calls) << "the vector that came with the text is the one";
}

TEST_F(NeighboursTest, TheWholeTextIsComparedWhenItCannotBeReadWithoutNames) {
    know({"Ana: a puppy", "Ana: an infusion"});
    embedder_.fail("the model is out");
    EXPECT_EQ(texts_near(with_vector("Ana hound"), 1), Texts{"Ana: a puppy"});
}

TEST_F(NeighboursTest, AreCurrent) {
    know({"a puppy", "a hound"});
    auto addition = fact(ana_, "a dog", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    add(addition);
    make_vectors();
    EXPECT_EQ(near(with_vector("dog")).size(), 3u);
    clock_.pass(1h);
    EXPECT_EQ(near(with_vector("dog")).size(), 2u);
    ASSERT_TRUE(store_.end(removal({search(asks("puppy")).hits.at(0).memory.id})));
    EXPECT_EQ(near(with_vector("dog")).size(), 1u);
}

TEST_F(NeighboursTest, AVectorOfAnotherLengthIsNotCompared) {
    know({"a puppy", "the dog sleeps"});
    EXPECT_EQ(near({"dog", storage::Vector{1, 0}}),
              (std::vector<std::pair<std::string, double>>{{"the dog sleeps", .5}}));
}

TEST_F(NeighboursTest, OfAnUnknownUserAreNone) { EXPECT_TRUE(near(with_vector("dog")).empty()); }

TEST_F(NeighboursTest, WhatMeansNearlyTheSameIsSimilar) {
    know({"Ben resides in Lisbon", "an infusion"});
    EXPECT_EQ(similar({with_vector("dwells at Lisbon")}), Texts{"Ben resides in Lisbon"});
    EXPECT_EQ(similar({{"dwells at Lisbon", std::nullopt}}), Texts{}) << "one word of four";
    EXPECT_EQ(similar({with_vector("a fiddle")}), Texts{}) << "they share only words of no meaning";
}

TEST_F(NeighboursTest, ATextThatTheModelDoesNotUnderstandIsComparedByWords) {
    know({"安娜住在波尔图", "本有一只狗"});
    // To the model both are unknown words and nothing else.
    ASSERT_GT(cosine("我昨天买了新车", "本有一只狗"), .99);
    EXPECT_EQ(similar({with_vector("我昨天买了新车")}), Texts{});
    EXPECT_EQ(similar({with_vector("安娜住在波尔图")}), Texts{"安娜住在波尔图"});
}

}  // namespace
}  // namespace keepsake::memory

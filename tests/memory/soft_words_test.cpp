#include <algorithm>
#include <set>
#include <thread>

#include "memory/meaning_test.h"
#include "memory/retrieval/vocabularies.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using NearTerms = std::vector<std::vector<NearTerm>>;

class SoftWordsTest : public MeaningTest {
protected:
    storage::IndexCache::Lease lease() { return indexes_.lease(state_of("ana")); }

    /// Asks until the words have their vectors, which a thread makes meanwhile.
    NearTerms near(Vocabularies& vocabularies, std::string const& question) {
        while (true) {
            auto const index = lease();
            auto const found = vocabularies.near(state_of("ana").row, *index, Question(question));
            if (found) return found.value();
            std::this_thread::yield();
        }
    }
    std::set<std::string> words(std::vector<NearTerm> const& near) {
        auto const index = lease();
        std::set<std::string> found;
        for (auto const& [term, weight] : near) found.insert(index->word(term));
        return found;
    }
    static Formula only(std::string const& signal) {
        std::map<std::string, double> weights;
        for (auto const* const name : {"words", "window", "session", "meaning", "window_meaning"}) weights[name] = 0;
        weights[signal] = 1;
        return make_formula(weights).value();
    }
};

TEST_F(SoftWordsTest, AWordStandsForThoseThatMeanNearlyTheSame) {
    know({"my vehicle broke down", "the automobile is red", "a hound sleeps", "tea at noon"});
    Vocabularies vocabularies(vectors_);
    auto const found = near(vocabularies, "vehicle or hound or zebra");
    ASSERT_EQ(found.size(), 3u) << "one list per term of the question";
    EXPECT_EQ(words(found[0]), (std::set<std::string>{"vehicle", "automobile"}));
    EXPECT_EQ(found[0][0].weight, 1) << "itself first";
    EXPECT_GT(found[0][1].weight, .5f);
    EXPECT_LE(found[0][1].weight, 1);
    EXPECT_EQ(words(found[1]), std::set<std::string>{"hound"});
    EXPECT_TRUE(found[2].empty()) << "a word that nobody has said";
}

TEST_F(SoftWordsTest, WordsThatComeLaterAreTakenIn) {
    know({"my vehicle broke down"});
    Vocabularies vocabularies(vectors_);
    EXPECT_EQ(words(near(vocabularies, "vehicle")[0]), std::set<std::string>{"vehicle"});
    know({"the automobile is red", "cars everywhere in Lisbon", "tea and violin"});
    while (words(near(vocabularies, "vehicle")[0]).size() < 3) std::this_thread::yield();
    EXPECT_EQ(words(near(vocabularies, "vehicle")[0]), (std::set<std::string>{"vehicle", "automobile", "cars"}));
}

TEST_F(SoftWordsTest, AnIndexMadeAnewBeginsWithNoWords) {
    know({"my vehicle broke down", "the automobile is red"});
    Vocabularies vocabularies(vectors_);
    EXPECT_EQ(near(vocabularies, "vehicle")[0].size(), 2u);
    auto const automobile = search(asks("automobile")).hits.at(0).memory.id;
    ASSERT_TRUE(store_.erase(removal({automobile})));
    EXPECT_EQ(words(near(vocabularies, "vehicle")[0]), std::set<std::string>{"vehicle"});
}

TEST_F(SoftWordsTest, WithoutVectorsTheSignalIsLeftOutAndSaysWhy) {
    know({"my vehicle broke down"});
    embedder_.fail("the model is out");
    Vocabularies vocabularies(vectors_);
    auto const index = lease();
    auto const found = vocabularies.near(state_of("ana").row, *index, Question("vehicle"));
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().message.find("0 of 2 words"), std::string::npos) << found.error().message;
}

TEST_F(SoftWordsTest, TheSignalFindsByThem) {
    know({"my vehicle broke down", "the automobile is red", "a hound sleeps"});
    Retriever const retriever(store_, graph_store_, indexes_, vectors_, clock_, only("soft_words"));
    auto answer = retriever.search(asks("vehicle"));
    while (!answer.not_searched.empty()) {
        EXPECT_EQ(answer.not_searched.at(0).signal, "soft_words");
        std::this_thread::yield();
        answer = retriever.search(asks("vehicle"));
    }
    EXPECT_EQ(texts_of(answer), (Texts{"my vehicle broke down", "the automobile is red"}));
    Retriever const by_words(store_, graph_store_, indexes_, vectors_, clock_, only("words"));
    EXPECT_EQ(texts_of(by_words.search(asks("vehicle"))), Texts{"my vehicle broke down"});
}

}  // namespace
}  // namespace keepsake::memory

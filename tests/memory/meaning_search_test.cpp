#include <algorithm>

#include "memory/meaning_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

/// Halves of floats are that exact.
constexpr double half_precision = 2e-3;

class MeaningSearchTest : public MeaningTest {
protected:
    static std::string reason(SearchAnswer const& answer, std::string const& signal) {
        auto const found = std::find_if(answer.not_searched.begin(), answer.not_searched.end(),
                                        [&](auto const& entry) { return entry.signal == signal; });
        return found == answer.not_searched.end() ? "" : found->reason;
    }
    /// The question's cosine by which a memory was ranked.
    static float ranked_by(Hit const& hit) {
        for (auto const& part : hit.explanation->signals) {
            if (part.name == "meaning") return part.raw.value();
        }
        throw std::logic_error("not ranked by meaning");
    }
};

TEST_F(MeaningSearchTest, FindsWhatSharesNoWordWithTheQuestion) {
    know({"an infusion in the morning", "a new automobile", "a puppy"});
    auto const answer = search(asks("cars"));
    EXPECT_EQ(texts_of(answer).at(0), "a new automobile");
    EXPECT_TRUE(answer.not_searched.empty());
    EXPECT_EQ(answer.without_vector, 0u);
}

TEST_F(MeaningSearchTest, TheScoreIsTheLargerOfTheCosineAndTheShareOfWords) {
    know({"my old automobile", "vehicle tax"});
    auto request = asks("vehicle");
    auto const hits = search(request).hits;
    ASSERT_EQ(hits.size(), 2u);
    for (auto const& hit : hits) {
        auto const& text = hit.memory.content.text;
        EXPECT_NEAR(hit.score, text == "vehicle tax" ? 1 : cosine("vehicle", text), half_precision) << text;
    }
    request.threshold = .95;
    EXPECT_EQ(found(request), Texts{"vehicle tax"});
    EXPECT_EQ(search(request).filtered, 1);
}

TEST_F(MeaningSearchTest, NoScoreIsAboveOne) {
    know({"ana ben lisbon porto fiddle"});
    // The halves of five equal parts are longer than the parts.
    EXPECT_EQ(search(asks("Ana, Ben, Lisbon, Porto, violin")).hits.at(0).score, 1);
}

TEST_F(MeaningSearchTest, SpeakersAreNoPartOfWhatIsRankedButOfTheScore) {
    store_.add(conversation(ana_, {{"Ana", "hello"}, {"Ben", "a fiddle"}}, clock_.now()));
    make_vectors();
    auto request = asks("violin of Ana");
    request.explain = true;
    auto const hits = search(request).hits;
    auto const calls = embedder_.calls();
    EXPECT_EQ(calls.at(calls.size() - 2).texts, Texts{"violin of "}) << "for the ranking";
    EXPECT_EQ(calls.back().texts, Texts{"violin of Ana"}) << "for the scores, while the ranking works";
    ASSERT_EQ(hits.size(), 2u);
    for (auto const& hit : hits) {
        auto const text = hit.memory.content.text == "hello" ? "Ana: hello" : "Ben: a fiddle";
        EXPECT_NEAR(ranked_by(hit), cosine("violin of", text), half_precision) << text;
        EXPECT_NEAR(hit.score, cosine("violin of Ana", text), half_precision) << text;
    }
}

TEST_F(MeaningSearchTest, AServerIsAskedOnceForBoth) {
    store_.add(conversation(ana_, {{"Ana", "hello"}, {"Ben", "a fiddle"}}, clock_.now()));
    make_vectors();
    embedder_.be_a_server();
    auto const before = embedder_.calls().size();
    auto const hits = search(asks("violin of Ana")).hits;
    EXPECT_EQ(embedder_.calls().size(), before + 1);
    EXPECT_EQ(last_embedded(), (Texts{"violin of ", "violin of Ana"}));
    for (auto const& hit : hits) {
        auto const text = hit.memory.content.text == "hello" ? "Ana: hello" : "Ben: a fiddle";
        EXPECT_NEAR(hit.score, cosine("violin of Ana", text), half_precision) << text;
    }
}

TEST_F(MeaningSearchTest, AQuestionWithoutNamesIsReadOnce) {
    know({"a puppy"});
    (void)search(asks("dog"));
    EXPECT_EQ(last_embedded(), Texts{"dog"});
}

TEST_F(MeaningSearchTest, EachUsersOwnSpeakersAreLeftOutForThemOnly) {
    store_.add(conversation(ana_, {{"Ana", "a fiddle"}}, clock_.now()));
    store_.add(conversation(ben_, {{"Ben", "a hound"}}, clock_.now()));
    make_vectors();
    auto request = asks("violin and dog of Ana and Ben");
    request.visible = {};
    request.explain = true;
    auto const before = embedder_.calls().size();
    auto const hits = search(request).hits;
    auto const calls = embedder_.calls();
    ASSERT_EQ(calls.size(), before + 2) << "one call for all users, one for the scores";
    EXPECT_EQ(calls.at(before).texts, (Texts{"violin and dog of and Ben", "violin and dog of Ana and "}));
    EXPECT_EQ(calls.back().texts, Texts{request.query});
    ASSERT_EQ(hits.size(), 2u);
    for (auto const& hit : hits) {
        bool const is_ana = hit.memory.scope.user == "ana";
        EXPECT_NEAR(ranked_by(hit),
                    cosine(is_ana ? "violin and dog of and Ben" : "violin and dog of Ana and ",
                           is_ana ? "Ana: a fiddle" : "Ben: a hound"),
                    half_precision);
    }
}

TEST_F(MeaningSearchTest, MemoriesWithoutVectorAreFoundByWordsAndNamed) {
    know({"a puppy", "an infusion"});
    add_fact("the dog sleeps");
    add(fact(ben_, "not asked for", clock_.now()));
    auto const answer = search(asks("dog"));
    auto texts = texts_of(answer);
    EXPECT_NE(std::find(texts.begin(), texts.end(), "the dog sleeps"), texts.end());
    EXPECT_EQ(answer.without_vector, 1u);
    EXPECT_NE(reason(answer, "meaning").find("1 of 3 memories have no vector yet"), std::string::npos);
    make_vectors();
    EXPECT_TRUE(search(asks("dog")).not_searched.empty());
}

TEST_F(MeaningSearchTest, OnlyWhatMayBeFoundIsNamedAsMissing) {
    know({"a puppy"});
    auto elsewhere = ana_;
    elsewhere.session = "s2";
    add(fact(elsewhere, "the dog sleeps", clock_.now()));
    auto request = asks("dog");
    request.kinds = {MemoryKind::turn};
    EXPECT_EQ(search(request).without_vector, 0u);
    request.kinds.clear();
    request.visible.session = "s2";
    EXPECT_NE(reason(search(request), "meaning").find("1 of 1 memories"), std::string::npos);
}

TEST_F(MeaningSearchTest, WithoutAModelWordsAreLeftAndTheReasonIsSaid) {
    know({"a puppy", "the dog sleeps"});
    embedder_.fail("the model is out");
    auto const answer = search(asks("dog"));
    EXPECT_EQ(texts_of(answer), Texts{"the dog sleeps"});
    EXPECT_EQ(answer.hits.at(0).score, 1);
    EXPECT_EQ(reason(answer, "meaning"), "the model is out");
    EXPECT_EQ(answer.not_searched.size(), 1u) << "what is missing for one reason is named once";
    EXPECT_EQ(answer.without_vector, 0u) << "they have one, the question has none";
}

TEST_F(MeaningSearchTest, AQuestionThatTheModelDoesNotUnderstandGoesByWords) {
    know({"小狗在睡觉", "a puppy"});
    auto const answer = search(asks("小狗在哪里"));
    EXPECT_EQ(texts_of(answer), Texts{"小狗在睡觉"});
    EXPECT_NE(reason(answer, "meaning").find("was not made for this script"), std::string::npos);
}

TEST_F(MeaningSearchTest, VectorsOfAnotherModelAreNotCompared) {
    know({"a puppy", "the dog sleeps"});
    embedder_.become({"newer", ConceptEmbedder::dimensions});
    auto const answer = search(asks("dog"));
    EXPECT_EQ(texts_of(answer), Texts{"the dog sleeps"});
    EXPECT_NE(reason(answer, "meaning").find("keepsake reembed"), std::string::npos);
}

TEST_F(MeaningSearchTest, TurnsAroundAFittingOneAreNearerThanOthers) {
    auto scope = ana_;
    scope.session = "s1";
    store_.add(conversation(scope, {{"", "so what"}, {"", "a fiddle"}, {"", "so what"}}, clock_.now()));
    scope.session = "s2";
    store_.add(conversation(scope, {{"", "so what"}, {"", "an infusion"}, {"", "so what"}}, clock_.now()));
    make_vectors();
    auto const hits = search(asks("violin")).hits;
    ASSERT_GE(hits.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(hits[i].memory.scope.session, "s1") << i;
}

TEST_F(MeaningSearchTest, ALookIntoThePastHasTheVectorsOfThen) {
    know({"lives with a hound"});
    auto const first = clock_.now();
    auto const id = search(asks("dog")).hits.at(0).memory.id;
    clock_.pass(1h);
    ASSERT_TRUE(change_text(id, "lives with a fiddle"));
    auto request = asks("dog");
    request.past.as_of = first;
    EXPECT_EQ(found(request), Texts{"lives with a hound"});
    EXPECT_NEAR(search(request).hits.at(0).score, cosine("dog", "lives with a hound"), half_precision);
    request.past = {.as_of = {}, .known_at = {}, .superseded_too = true};
    auto const answer = search(request);
    EXPECT_EQ(answer.without_vector, 1u) << "the new version waits for its vector";
    EXPECT_NE(reason(answer, "meaning").find("1 of 2 memories"), std::string::npos);
}

}  // namespace
}  // namespace keepsake::memory

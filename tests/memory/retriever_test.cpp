#include "memory/retriever_test.h"

#include <algorithm>

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class SearchTest : public RetrieverTest {};

TEST_F(SearchTest, FindsAtMostAsManyAsAskedForBestFirst) {
    for (auto const* const text : {"tea", "green tea", "green tea from Japan", "coffee"}) add_fact(text);
    EXPECT_EQ(found("green tea").size(), 3u);
    EXPECT_EQ(found("green tea")[0], "green tea");
    auto request = asks("green tea");
    request.limit = 1;
    EXPECT_EQ(found(request), Texts{"green tea"});
}

TEST_F(SearchTest, FindsNothingWithoutAWordInCommon) {
    add_fact("tea");
    EXPECT_TRUE(found("coffee").empty());
    EXPECT_TRUE(found("who are you").empty());
    auto request = asks("tea");
    request.visible = all_of("nobody");
    EXPECT_TRUE(found(request).empty());
}

TEST_F(SearchTest, TheScoreIsTheShareOfTheQuestionsWordsWhateverElseIsStored) {
    add_fact("green tea");
    auto request = asks("Where is green tea from?");
    EXPECT_EQ(search(request).hits.at(0).score, 1) << "green, tea; the rest are stop words";
    request = asks("green tea from Japan");
    EXPECT_DOUBLE_EQ(search(request).hits.at(0).score, 2.0 / 3);
    for (auto const* const text : {"Japan", "Japan in spring", "a green hat"}) add_fact(text);
    auto const hits = search(request).hits;
    auto const same =
        std::find_if(hits.begin(), hits.end(), [](auto const& hit) { return hit.memory.content.text == "green tea"; });
    ASSERT_NE(same, hits.end());
    EXPECT_DOUBLE_EQ(same->score, 2.0 / 3);
}

TEST_F(SearchTest, AThresholdHidesWhatScoresLessAndSaysHowMany) {
    for (auto const* const text : {"green tea", "green hat", "red hat"}) add_fact(text);
    auto request = asks("green tea");
    EXPECT_FALSE(search(request).filtered) << "nothing is said where nothing was asked";
    request.threshold = .5;
    EXPECT_EQ(found(request), (Texts{"green tea", "green hat"})) << "exactly at it is enough";
    EXPECT_EQ(search(request).filtered, 0);
    request.threshold = .51;
    EXPECT_EQ(found(request), Texts{"green tea"});
    EXPECT_EQ(search(request).filtered, 1) << "the red hat was never found";
    request.limit = 1;
    EXPECT_EQ(search(request).filtered, 1) << "what the limit cuts off is not hidden by the threshold";
}

TEST_F(SearchTest, FindsTheKindsAskedFor) {
    add_fact("tea as a fact");
    say("s1", {{"Ana", "tea as a turn"}}, "2026-01-01");
    auto procedure = fact(ana_, "tea as a procedure", clock_.now());
    procedure.memories[0].kind = MemoryKind::procedure;
    add(procedure);
    EXPECT_EQ(found("tea").size(), 3u);
    auto request = asks("tea");
    request.kinds = {MemoryKind::turn};
    EXPECT_EQ(found(request), Texts{"tea as a turn"});
    request.kinds = {MemoryKind::fact, MemoryKind::procedure};
    EXPECT_EQ(found(request).size(), 2u);
}

TEST_F(SearchTest, FindsNothingFromTheMomentItExpires) {
    auto addition = fact(ana_, "tea", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    add(addition);
    EXPECT_EQ(found("tea").size(), 1u);
    clock_.pass(1h);
    EXPECT_TRUE(found("tea").empty());
}

TEST_F(SearchTest, StaysInsideTheScope) {
    for (auto const* const session : {"s1", "s2"}) {
        auto scope = ana_;
        scope.session = session;
        scope.agent = "planner";
        add(fact(scope, std::string("tea in ") + session, clock_.now()));
    }
    add_fact("tea nowhere");
    add(fact(ben_, "Ben's tea", clock_.now()));
    EXPECT_EQ(found("tea").size(), 3u);
    auto request = asks("tea");
    request.visible.session = "s2";
    EXPECT_EQ(found(request), Texts{"tea in s2"});
    request.visible = {};
    request.visible.agent = "planner";
    EXPECT_EQ(found(request).size(), 2u);
    request.visible = {};
    EXPECT_EQ(found(request).size(), 4u) << "every user of the project";
    request.visible.tenant.project = "other";
    EXPECT_TRUE(found(request).empty());
}

TEST_F(SearchTest, AFilterLosesNothingThatIsInTheScope) {
    for (int i = 0; i < 30; ++i) say("big", {{"Ana", "tea tea tea"}}, "2026-01-01");
    say("small", {{"Ana", "a long story in which somebody may have had tea"}}, "2026-01-01");
    auto request = asks("tea");
    request.limit = 1;
    request.visible.session = "small";
    EXPECT_EQ(found(request).size(), 1u);
}

TEST_F(SearchTest, SeesChangesAndEndsAtOnce) {
    auto const id = add_fact("tea");
    ASSERT_EQ(found("tea").size(), 1u);
    ASSERT_TRUE(change_text(id, "coffee"));
    EXPECT_TRUE(found("tea").empty());
    EXPECT_EQ(found("coffee"), Texts{"coffee"});
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_TRUE(found("coffee").empty());
}

TEST_F(SearchTest, LooksIntoThePastWhenAsked) {
    auto const id = add(fact(ana_, "lives in Porto", at("2025-01-01")));
    ASSERT_TRUE(change_text(id, "lives in Lisbon"));
    auto request = asks("lives");
    EXPECT_EQ(found(request), Texts{"lives in Lisbon"});
    request.past.as_of = at("2025-06-01");
    EXPECT_EQ(found(request), Texts{"lives in Porto"});
    request.past = {.as_of = {}, .known_at = {}, .superseded_too = true};
    auto const hits = search(request).hits;
    ASSERT_EQ(hits.size(), 2u);
    EXPECT_EQ(hits[0].memory.content.text, "lives in Porto");
    EXPECT_EQ(hits[0].memory.valid_to, clock_.now());
    EXPECT_FALSE(hits[1].memory.valid_to);
}

TEST_F(SearchTest, ExplainsItselfWhenAsked) {
    say("s1", {{"Ana", "tea"}, {"Ben", "green tea?"}}, "2026-01-01");
    add_fact("black tea");
    auto request = asks("When did Ana drink green tea?");
    EXPECT_FALSE(search(request).hits.at(0).explanation);
    request.explain = true;
    for (auto const& hit : search(request).hits) {
        ASSERT_TRUE(hit.explanation);
        EXPECT_EQ(hit.explanation->signals.size(), 3u);
        float sum = 0;
        for (auto const& part : hit.explanation->signals) sum += part.normalised * part.weight;
        for (auto const& part : hit.explanation->factors) sum *= part.multiplier;
        EXPECT_NEAR(sum, hit.explanation->fused, 1e-5);
    }
}

TEST_F(SearchTest, SaysWhatItCouldNotDo) {
    auto request = asks("tea");
    EXPECT_TRUE(search(request).not_searched.empty());
    request.rerank = true;
    ASSERT_EQ(search(request).not_searched.size(), 1u);
    EXPECT_EQ(search(request).not_searched[0].signal, "rerank");
}

}  // namespace
}  // namespace keepsake::memory

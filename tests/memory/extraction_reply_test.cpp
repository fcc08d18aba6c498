#include "memory/extraction/extraction_reply.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

using Places = std::vector<std::size_t>;

constexpr std::size_t turns = 4;

ExtractionReply read(std::string const& text) {
    auto reply = read_extraction_reply(text, turns);
    EXPECT_TRUE(reply) << (reply ? "" : reply.error().message);
    return reply ? std::move(reply).value() : ExtractionReply{};
}

/// The only fact of a reply with these members.
ProposedFact fact(std::string const& members) {
    auto reply = read("{\"facts\": [{" + members + "}]}");
    EXPECT_EQ(reply.facts.size(), 1u) << members;
    return reply.facts.empty() ? ProposedFact{} : reply.facts.front();
}

bool is_refused(std::string const& text) { return !read_extraction_reply(text, turns); }

TEST(ExtractionReply, IsReadAsItWasAskedFor) {
    auto const reply = read(R"({"facts": [{"text": "Ana moved to Porto.", "sources": [0, 2], "confidence": 0.9,
        "event_date": "2023-05-07", "category": "personal", "forget": false}],
        "relations": [{"source": "Ana", "source_type": "person", "relation": "lives_in", "target": "Porto",
        "target_type": "place", "sources": [2], "fact": 0, "valid_from": "2023-05-07"}], "summary": "Ana moved."})");
    ASSERT_EQ(reply.facts.size(), 1u);
    auto const& fact = reply.facts[0];
    EXPECT_EQ(fact.text, "Ana moved to Porto.");
    EXPECT_EQ(fact.sources, (Places{0, 2}));
    EXPECT_EQ(fact.confidence, .9);
    EXPECT_EQ(fact.event_date, "2023-05-07");
    EXPECT_EQ(fact.category, "personal");
    EXPECT_FALSE(fact.forget);
    ASSERT_EQ(reply.relations.size(), 1u);
    auto const& relation = reply.relations[0];
    EXPECT_EQ(relation.source + relation.relation + relation.target, "Analives_inPorto");
    EXPECT_EQ(relation.source_type + relation.target_type, "personplace");
    EXPECT_EQ(relation.sources, Places{2});
    EXPECT_EQ(relation.fact, 0u);
    EXPECT_EQ(relation.valid_from, "2023-05-07");
    EXPECT_EQ(reply.summary, "Ana moved.");
}

TEST(ExtractionReply, AFactMayBeAPlainTextOrHaveOtherNames) {
    auto const reply = read(R"({"facts": ["one a", {"fact": "two a"}, {"memory": "three a"}, {"content": "four a"}]})");
    ASSERT_EQ(reply.facts.size(), 4u);
    EXPECT_EQ(reply.facts[0].text, "one a");
    EXPECT_EQ(reply.facts[0].confidence, 1);
    EXPECT_EQ(reply.facts[0].sources, Places{});
    EXPECT_EQ(reply.facts[3].text, "four a");
    EXPECT_EQ(read(R"(["one", {"text": "two"}])").facts.size(), 2u);
}

TEST(ExtractionReply, SourcesAreTurnsOfTheQuestionEachOnce) {
    EXPECT_EQ(fact(R"("text": "a", "sources": ["3", 1.0, 1, 4, -1, 99, "x", null, 1e300, 0.5])").sources,
              (Places{1, 3}));
    EXPECT_EQ(fact(R"("text": "a", "sources": 2)").sources, Places{2});
    EXPECT_EQ(fact(R"("text": "a", "sources": "0")").sources, Places{0});
    EXPECT_EQ(fact(R"("text": "a", "sources": {"n": 1})").sources, Places{});
}

TEST(ExtractionReply, ConfidenceMayBeATextOrAPercentage) {
    EXPECT_EQ(fact(R"("text": "a", "confidence": "0.25")").confidence, .25);
    EXPECT_EQ(fact(R"("text": "a", "confidence": 90)").confidence, .9);
    EXPECT_EQ(fact(R"("text": "a", "confidence": "75 %")").confidence, .75);
    EXPECT_EQ(fact(R"("text": "a", "confidence": 1000)").confidence, 1);
    EXPECT_EQ(fact(R"("text": "a", "confidence": -3)").confidence, 0);
    EXPECT_EQ(fact(R"("text": "a", "confidence": "quite")").confidence, 1);
    EXPECT_EQ(fact(R"("text": "a", "confidence": NaN)").confidence, 1);
}

TEST(ExtractionReply, OnlyDatesThatAreDatesStay) {
    EXPECT_EQ(fact(R"("text": "a", "event_date": " 2023-05-07T10:00:00Z ")").event_date, "2023-05-07T10:00:00Z");
    for (auto const* const date : {"2023", "2023-05", "2023-02-30", "yesterday", "null", ""}) {
        EXPECT_FALSE(fact("\"text\": \"a\", \"event_date\": \"" + std::string(date) + "\"").event_date) << date;
    }
    EXPECT_FALSE(fact(R"("text": "a", "event_date": 20230507)").event_date);
    EXPECT_FALSE(fact(R"("text": "a", "category": "None")").category);
    EXPECT_TRUE(fact(R"("text": "a", "forget": "true")").forget);
    EXPECT_FALSE(fact(R"("text": "a", "forget": "no")").forget);
}

TEST(ExtractionReply, WhatIsNoFactIsDroppedAlone) {
    auto const reply =
        read(R"({"facts": [{"text": "  "}, 7, null, "", "...", {"sources": [1]}, ["x"], {"text": "a"}]})");
    ASSERT_EQ(reply.facts.size(), 1u);
    EXPECT_EQ(reply.facts[0].text, "a");
    EXPECT_TRUE(read(R"({"facts": [""]})").facts.empty());
    EXPECT_TRUE(read(R"({"facts": []})").facts.empty());
}

TEST(ExtractionReply, EqualFactsBecomeOneAndRelationsFollow) {
    auto const reply = read(R"({"facts": [{"text": ""}, {"text": "Ana likes tea.", "sources": [2], "confidence": 0.4},
        {"text": "Ana has a cat", "sources": [1]},
        {"text": "ana likes TEA", "sources": [0, 2], "confidence": 0.8, "event_date": "2023-05-07", "category": "x"},
        {"text": "Ana likes tea", "sources": [3], "forget": true}],
        "relations": [{"source": "Ana", "relation": "likes", "target": "tea", "fact": 3},
                      {"source": "Ana", "relation": "has", "target": "cat", "fact": "2"},
                      {"source": "Ana", "relation": "is", "target": "Ana", "fact": 0},
                      {"source": "Ana", "relation": "is", "target": "human", "fact": 9}]})");
    ASSERT_EQ(reply.facts.size(), 3u);
    EXPECT_EQ(reply.facts[0].text, "Ana likes tea.");
    EXPECT_EQ(reply.facts[0].sources, (Places{0, 2}));
    EXPECT_EQ(reply.facts[0].confidence, .8);
    EXPECT_EQ(reply.facts[0].event_date, "2023-05-07");
    EXPECT_EQ(reply.facts[0].category, "x");
    EXPECT_TRUE(reply.facts[2].forget) << "another kind of statement";
    ASSERT_EQ(reply.relations.size(), 4u);
    EXPECT_EQ(reply.relations[0].fact, 0u);
    EXPECT_EQ(reply.relations[1].fact, 1u);
    EXPECT_FALSE(reply.relations[2].fact) << "its fact was dropped";
    EXPECT_FALSE(reply.relations[3].fact) << "there is no such fact";
}

TEST(ExtractionReply, RelationsNeedThreePartsAndEqualOnesBecomeOne) {
    auto const reply = read(R"({"facts": [], "relations": [{"source": "Ana", "relation": "likes"}, 5, "Ana likes tea",
        {"subject": "Ana", "predicate": "likes", "object": "tea", "sources": [1], "source_type": null},
        {"source": "ana", "relation": "Likes", "target": "Tea", "sources": [0], "valid_from": "soon"}]})");
    ASSERT_EQ(reply.relations.size(), 1u);
    EXPECT_EQ(reply.relations[0].target, "tea");
    EXPECT_EQ(reply.relations[0].sources, (Places{0, 1}));
    EXPECT_FALSE(reply.relations[0].valid_from);
    EXPECT_TRUE(read(R"({"facts": [], "relations": {"a": 1}, "summary": 4})").relations.empty());
}

TEST(ExtractionReply, FactsOfAWrongKindAreAMistakeOfTheWhole) {
    EXPECT_TRUE(is_refused(R"({"facts": 7, "decisions": "none", "relations": {"a": 1}})"));
    EXPECT_TRUE(is_refused(R"({"facts": null})"));
    EXPECT_TRUE(is_refused(R"({"facts": {"text": "a"}})"));
    EXPECT_TRUE(is_refused(R"({"relations": [], "summary": "x"})"));
    EXPECT_TRUE(is_refused(R"({"facts": [{"statement": "Ana likes tea"}]})")) << "would be lost without a word";
    EXPECT_TRUE(is_refused("{}"));
    EXPECT_TRUE(is_refused("<html><body>502 Bad Gateway</body></html>"));
}

TEST(ExtractionReply, ALongSummaryIsCutBetweenCharacters) {
    std::string text;
    while (text.size() < 5000) text += "\u4e2d";
    auto const reply = read("{\"facts\": [], \"summary\": \"" + text + "\"}");
    EXPECT_LE(reply.summary.size(), 2000u);
    EXPECT_GE(reply.summary.size(), 1990u);
    EXPECT_EQ(reply.summary.size() % 3, 0u);
}

}  // namespace
}  // namespace keepsake::memory

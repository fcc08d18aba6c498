#include "memory/retrieval/factors.h"

#include <gtest/gtest.h>

#include <cmath>

#include "storage/set_clock.h"

namespace keepsake::memory {
namespace {

using storage::IndexedRow;
using Values = std::vector<float>;

/// What one factor gives to a few turns.
class FactorsTest : public ::testing::Test {
protected:
    void say(std::string speaker, std::string text, std::string const& day = "2023-10-13") {
        IndexedRow row;
        row.kind = storage::MemoryKind::turn;
        row.speaker = speaker;
        row.voice = std::move(speaker);
        row.text = std::move(text);
        row.said_at = testing::at(day + "T23:59:59Z");
        put(std::move(row));
    }
    void put(IndexedRow row) {
        row.row = static_cast<storage::RowId>(documents_.size()) + 1;
        index_.put(row);
        documents_.push_back(static_cast<storage::DocumentId>(documents_.size()));
    }
    Values factor(std::string_view name, std::string question) const {
        for (auto const& factor : standard_factors()) {
            if (factor.name == name)
                return factor.multipliers(Question(std::move(question)),
                                          {.index = index_, .documents = documents_, .now = now_}, factor.strength);
        }
        ADD_FAILURE() << "no factor " << name;
        return {};
    }

    core::Timestamp const now_ = testing::at("2023-10-13T12:00:00Z");
    storage::UserIndex index_;
    std::vector<storage::DocumentId> documents_;
};

TEST_F(FactorsTest, ASpeakerWhoIsNamedIsRaised) {
    say("Ana", "tea");
    say("Melanie Silva", "tea");
    say("", "tea");
    EXPECT_EQ(factor("speaker", "What does Ana drink?"), (Values{1.5, 1, 1}));
    EXPECT_EQ(factor("speaker", "What do Ana and Mel drink?"), (Values{1.5, 1.5, 1}));
    EXPECT_EQ(factor("speaker", "What is tea?"), Values{}) << "nobody is named";
}

TEST_F(FactorsTest, ATurnThatAsksIsLowered) {
    say("Ana", "tea?");
    say("Ana", "\"Tea?\" ");
    say("Ana", "茶？");
    say("Ana", "Tea? No.");
    EXPECT_EQ(factor("question", "tea"), (Values{.9f, .9f, .9f, 1}));
}

TEST_F(FactorsTest, ATimeIsRaisedWhereATimeIsAskedFor) {
    say("Ana", "I came yesterday");
    say("Ana", "I came in 2019");
    say("Ana", "I came by train");
    EXPECT_EQ(factor("time_expression", "When did Ana come?"), (Values{1.1f, 1.1f, 1}));
    EXPECT_EQ(factor("time_expression", "How did Ana come?"), Values{});
}

TEST_F(FactorsTest, ADayNearTheDateInTheQuestionIsRaised) {
    say("Ana", "tea", "2023-10-12");
    say("Ana", "tea", "2023-10-19");
    say("Ana", "tea", "2023-10-21");
    EXPECT_EQ(factor("date", "tea on 13 October 2023"), (Values{1.3f, 1.15f, 1}));
    EXPECT_EQ(factor("date", "tea on 13 October 2023 or 21.10.2023"), (Values{1.3f, 1.15f, 1.3f}))
        << "the best of several";
    EXPECT_EQ(factor("date", "tea on 13 October"), (Values{1.3f, 1.15f, 1}));
    EXPECT_EQ(factor("date", "tea"), Values{});
}

TEST_F(FactorsTest, WhatWasSaidLatelyIsRaisedALittle) {
    say("Ana", "tea", "2023-10-13");
    say("Ana", "tea", "2023-09-13");
    say("Ana", "tea", "1970-01-01");
    say("Ana", "tea", "2024-10-13");
    EXPECT_EQ(factor("recency", "tea"), (Values{1.1f, 1.05f, 1, 1.1f})) << "half of it after thirty days";
}

TEST_F(FactorsTest, WhatIsLessThanSureIsLoweredByAFifthAtMost) {
    for (double const confidence : {1.0, .5, 0.0}) {
        IndexedRow row;
        row.confidence = confidence;
        put(std::move(row));
    }
    auto const values = factor("confidence", "tea");
    EXPECT_EQ(values[0], 1);
    EXPECT_FLOAT_EQ(values[1], std::pow(1.2f, -.5f));
    EXPECT_FLOAT_EQ(values[2], 1 / 1.2f);
}

TEST_F(FactorsTest, FeedbackRaisesAndLowersAFifthAtMost) {
    for (int const feedback : {1, 0, -1, -2}) {
        IndexedRow row;
        row.feedback = feedback;
        put(std::move(row));
    }
    auto const values = factor("feedback", "tea");
    EXPECT_FLOAT_EQ(values[0], 1.2f);
    EXPECT_EQ(values[1], 1);
    EXPECT_LT(values[2], 1);
    EXPECT_FLOAT_EQ(values[3], 1 / 1.2f);
}

}  // namespace
}  // namespace keepsake::memory

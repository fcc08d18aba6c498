#include "memory/retrieval/formula.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

std::map<std::string, float> values(Formula const& formula) {
    std::map<std::string, float> found;
    for (auto const& [signal, weight] : formula.signals) found[std::string(signal->name())] = weight;
    for (auto const& factor : formula.factors) found[std::string(factor.name)] = factor.strength;
    return found;
}

TEST(Formula, HasTheMeasuredWeights) {
    EXPECT_EQ(values(make_formula().value()), (std::map<std::string, float>{{"words", .5f},
                                                                            {"window", .5f},
                                                                            {"session", .5f},
                                                                            {"meaning", 2},
                                                                            {"window_meaning", .5f},
                                                                            {"graph", 3},
                                                                            {"speaker", 1.5f},
                                                                            {"question", .9f},
                                                                            {"time_expression", 1.1f},
                                                                            {"date", 1.3f},
                                                                            {"recency", 1.1f},
                                                                            {"confidence", 1.2f},
                                                                            {"feedback", 1.2f}}));
}

TEST(Formula, TakesOtherWeightsAndLeavesOutWhatChangesNothing) {
    auto const changed = values(make_formula({{"meaning", 1}, {"window", 0}, {"speaker", 1}, {"question", 0}}).value());
    EXPECT_EQ(changed.at("meaning"), 1);
    EXPECT_EQ(changed.at("question"), 0) << "a factor of 0 is an odd wish, but one that changes something";
    EXPECT_FALSE(changed.contains("window"));
    EXPECT_FALSE(changed.contains("speaker"));
    EXPECT_EQ(changed.at("words"), .5f);
}

TEST(Formula, RefusesWhatItDoesNotKnow) {
    for (auto const& wrong : {std::pair<std::string const, double>{"colour", 1}, {"meaning", -1}, {"meaning", 11}}) {
        auto const formula = make_formula({wrong});
        ASSERT_FALSE(formula) << wrong.first;
        EXPECT_NE(formula.error().message.find("window_meaning"), std::string::npos) << formula.error().message;
    }
}

}  // namespace
}  // namespace keepsake::memory

#include "models/embedding/embedder.h"

#include <gtest/gtest.h>

#include <limits>

namespace keepsake::models {
namespace {

TEST(Normalise, GivesLengthOneAndKeepsTheDirection) {
    Embedding vector = {3, 0, -4};
    ASSERT_TRUE(normalise(vector));
    EXPECT_FLOAT_EQ(vector[0], .6f);
    EXPECT_FLOAT_EQ(vector[1], 0);
    EXPECT_FLOAT_EQ(vector[2], -.8f);
}

TEST(Normalise, RefusesWhatHasNoDirection) {
    Embedding zero(4);
    EXPECT_FALSE(normalise(zero));
    Embedding broken = {1, std::numeric_limits<float>::quiet_NaN()};
    EXPECT_FALSE(normalise(broken));
    Embedding endless = {1, std::numeric_limits<float>::infinity()};
    EXPECT_FALSE(normalise(endless));
    Embedding none;
    EXPECT_FALSE(normalise(none));
}

}  // namespace
}  // namespace keepsake::models

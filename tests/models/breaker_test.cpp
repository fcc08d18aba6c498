#include "models/breaker.h"

#include <gtest/gtest.h>

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;

class BreakerTest : public ::testing::Test {
protected:
    std::chrono::steady_clock::time_point now_;
    Breaker breaker_{30s, [this] { return now_; }};
};

TEST_F(BreakerTest, IsClosedUntilSomethingFails) {
    EXPECT_FALSE(breaker_.refusal());
    breaker_.succeeded();
    breaker_.abandoned();
    EXPECT_FALSE(breaker_.refusal());
}

TEST_F(BreakerTest, GivesTheReasonUntilItsTimeIsOver) {
    breaker_.failed("no way");
    EXPECT_EQ(breaker_.refusal(), "no way");
    now_ += 29'999ms;
    EXPECT_EQ(breaker_.refusal(), "no way");
    now_ += 1ms;
    EXPECT_FALSE(breaker_.refusal());
}

TEST_F(BreakerTest, ThenOneTriesAndTheOthersStillGetTheReason) {
    breaker_.failed("first");
    now_ += 30s;
    EXPECT_FALSE(breaker_.refusal());
    EXPECT_EQ(breaker_.refusal(), "first");
    breaker_.failed("second");
    EXPECT_EQ(breaker_.refusal(), "second");
    now_ += 30s;
    EXPECT_FALSE(breaker_.refusal());
    breaker_.succeeded();
    EXPECT_FALSE(breaker_.refusal());
    EXPECT_FALSE(breaker_.refusal()) << "it is closed";
}

TEST_F(BreakerTest, ATryThatWasGivenUpLeavesItToTheNext) {
    breaker_.failed("first");
    now_ += 30s;
    EXPECT_FALSE(breaker_.refusal());
    breaker_.abandoned();
    EXPECT_FALSE(breaker_.refusal());
    EXPECT_EQ(breaker_.refusal(), "first");
}

TEST_F(BreakerTest, MayWaitForSeveralFailuresInARow) {
    Breaker patient(
        30s, [this] { return now_; }, 3);
    patient.failed("first");
    patient.failed("second");
    EXPECT_FALSE(patient.refusal());
    patient.succeeded();
    patient.failed("first");
    patient.failed("second");
    patient.abandoned();
    EXPECT_FALSE(patient.refusal());
    patient.failed("third");
    EXPECT_EQ(patient.refusal(), "third");
    now_ += 30s;
    EXPECT_FALSE(patient.refusal());
    patient.failed("fourth");
    EXPECT_EQ(patient.refusal(), "fourth") << "the one that tries afterwards is enough";
    now_ += 30s;
    EXPECT_FALSE(patient.refusal());
    patient.succeeded();
    patient.failed("first");
    EXPECT_FALSE(patient.refusal()) << "the row begins anew";
}

}  // namespace
}  // namespace keepsake::models

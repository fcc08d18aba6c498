#include "tools/extraction_wait.h"

#include <gtest/gtest.h>

#include <tuple>

namespace keepsake::tools {
namespace {

using namespace std::chrono_literals;
using memory::EventStatus;

/// An event and a clock that stand as the test says.
class ExtractionWaitTest : public ::testing::Test {
protected:
    ExtractionWait wait(double told = 0) {
        return {{.event = [this] { return event_; },
                 .now = [this] { return now_; },
                 .progress = [this](double done, double all,
                                    std::string_view what) { told_.emplace_back(done, all, std::string(what)); }},
                now_,
                25s,
                told};
    }

    using Told = std::vector<std::tuple<double, double, std::string>>;

    memory::EventRecord event_;
    ExtractionWait::Time now_{100h};
    Told told_;
};

TEST_F(ExtractionWaitTest, EndsWithTheJob) {
    for (auto const end : {EventStatus::succeeded, EventStatus::failed}) {
        auto waiting = wait();
        for (auto const status : {EventStatus::pending, EventStatus::running}) {
            event_.status = status;
            EXPECT_FALSE(waiting.look());
        }
        event_.status = end;
        auto const event = waiting.look();
        ASSERT_TRUE(event);
        EXPECT_EQ(event->status, end);
    }
}

TEST_F(ExtractionWaitTest, EndsWithTheLongestWait) {
    auto waiting = wait();
    now_ += 25s - 1ms;
    EXPECT_FALSE(waiting.look());
    now_ += 1ms;
    auto const event = waiting.look();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->status, EventStatus::pending);
}

TEST_F(ExtractionWaitTest, TellsTheStageWhenItChangesAndTwiceASecond) {
    auto waiting = wait();
    waiting.look();
    now_ += 400ms;
    waiting.look();  // nothing new, and too soon
    now_ += 100ms;
    waiting.look();
    event_.status = EventStatus::running;
    now_ += 250ms;
    waiting.look();
    EXPECT_EQ(told_, (Told{{0, 25, "waiting in the queue"},
                           {.5, 25, "waiting in the queue"},
                           {.75, 25, "asking the language model"}}));
}

TEST_F(ExtractionWaitTest, GoesOnFromWhatWasToldBefore) {
    auto waiting = wait(8);
    now_ += 1s;
    waiting.look();
    EXPECT_EQ(told_, (Told{{9, 33, "waiting in the queue"}}));
}

TEST_F(ExtractionWaitTest, TellsWhatAJobWaitsFor) {
    event_.error = "the tokens of this day are used up";
    wait().look();
    EXPECT_EQ(told_, (Told{{0, 25, "waiting: the tokens of this day are used up"}}));
}

}  // namespace
}  // namespace keepsake::tools

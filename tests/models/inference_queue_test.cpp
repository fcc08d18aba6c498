#include "models/embedding/inference_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <limits>
#include <stdexcept>

namespace keepsake::models {
namespace {

/// More parts than anybody works off: such a batch goes on until it is stopped.
constexpr auto endless = std::numeric_limits<std::size_t>::max();

TEST(InferenceQueue, DoesEachPartOnce) {
    constexpr std::size_t parts = 1'000;
    std::vector<std::atomic<int>> done(parts);
    InferenceQueue queue(3);
    EXPECT_TRUE(queue.run(parts, Urgency::waited_for, {}, [&](std::size_t, std::size_t part) { ++done[part]; }));
    for (auto const& times : done) ASSERT_EQ(times, 1);
}

TEST(InferenceQueue, HasNothingToDoForNoParts) {
    InferenceQueue queue(1);
    EXPECT_TRUE(queue.run(0, Urgency::waited_for, {}, [](std::size_t, std::size_t) { FAIL(); }));
}

TEST(InferenceQueue, GivesALaneToOnePartAtATime) {
    constexpr std::size_t lanes = 3;
    std::array<std::atomic<bool>, lanes> busy{};
    InferenceQueue queue(lanes);
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
        callers.emplace_back([&] {
            queue.run(300, Urgency::waited_for, {}, [&](std::size_t lane, std::size_t) {
                EXPECT_FALSE(busy.at(lane).exchange(true));
                std::this_thread::yield();
                busy[lane] = false;
            });
        });
    }
}

TEST(InferenceQueue, UsesAllItsLanesForOneBatch) {
    std::latch all_there(3);
    InferenceQueue queue(3);
    EXPECT_TRUE(queue.run(3, Urgency::waited_for, {}, [&](std::size_t, std::size_t) { all_there.arrive_and_wait(); }));
}

/// What one lane does from the moment at which a second caller's batch is begun until it is done: "a" for a part of the
/// first caller, who has always something waiting, "b" for one of the second.
std::string order_of(Urgency first, Urgency second) {
    std::string order;
    std::size_t left = 4;
    std::latch first_has_begun(1);
    std::stop_source stop;
    InferenceQueue queue(1);
    std::jthread const caller([&] {
        EXPECT_FALSE(queue.run(endless, first, stop.get_token(), [&](std::size_t, std::size_t part) {
            if (part == 0) first_has_begun.count_down();
            if (!order.empty() && left > 0) order += 'a';
        }));
    });
    first_has_begun.wait();
    EXPECT_TRUE(queue.run(left, second, {}, [&](std::size_t, std::size_t) {
        order += 'b';
        --left;
    }));
    stop.request_stop();
    return order;
}

TEST(InferenceQueue, DoesWhatIsWaitedForBeforeWhatIsNot) {
    EXPECT_EQ(order_of(Urgency::background, Urgency::waited_for), "bbbb");
    EXPECT_EQ(order_of(Urgency::soon, Urgency::waited_for), "bbbb");
    EXPECT_EQ(order_of(Urgency::background, Urgency::soon), "bbbb");
}

/// Whether what nobody waits for is begun between two questions.
bool is_begun_between_questions(InferenceQueue::Courtesy courtesy) {
    InferenceQueue queue(1, courtesy);
    EXPECT_TRUE(queue.run(1, Urgency::waited_for, {}, [](std::size_t, std::size_t) {}));
    std::atomic<bool> begun = false;
    std::stop_source stop;
    std::jthread const caller([&] {
        (void)queue.run(1, Urgency::background, stop.get_token(), [&](std::size_t, std::size_t) { begun = true; });
    });
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(queue.run(1, Urgency::waited_for, {}, [](std::size_t, std::size_t) {}));
        if (begun) break;
    }
    stop.request_stop();
    return begun;
}

TEST(InferenceQueue, KeepsOutOfTheWayOfQuestions) {
    using std::chrono::hours;
    EXPECT_FALSE(is_begun_between_questions({.between_questions = hours(1), .at_most = hours(1)}));
}

TEST(InferenceQueue, GoesOnAllTheSame) {
    InferenceQueue queue(1, {.between_questions = std::chrono::hours(1), .at_most = std::chrono::milliseconds(0)});
    EXPECT_TRUE(queue.run(1, Urgency::waited_for, {}, [](std::size_t, std::size_t) {}));
    EXPECT_TRUE(queue.run(2, Urgency::background, {}, [](std::size_t, std::size_t) {}));
}

TEST(InferenceQueue, ServesCallersInTurn) {
    EXPECT_EQ(order_of(Urgency::waited_for, Urgency::waited_for), "bababab");
    EXPECT_EQ(order_of(Urgency::background, Urgency::background), "bababab");
}

TEST(InferenceQueue, BeginsNothingForACallerWhoHasStoppedBefore) {
    std::stop_source stop;
    stop.request_stop();
    InferenceQueue queue(2);
    for (int time = 0; time < 500; ++time) {
        ASSERT_FALSE(
            queue.run(2, Urgency::waited_for, stop.get_token(), [](std::size_t, std::size_t) { ADD_FAILURE(); }));
    }
}

TEST(InferenceQueue, BeginsNothingAfterAStop) {
    std::stop_source stop;
    std::atomic<std::size_t> begun = 0;
    InferenceQueue queue(1);
    EXPECT_FALSE(queue.run(100, Urgency::waited_for, stop.get_token(), [&](std::size_t, std::size_t part) {
        ++begun;
        if (part == 3) stop.request_stop();
    }));
    EXPECT_EQ(begun, 4u);
    EXPECT_TRUE(queue.run(1, Urgency::waited_for, {}, [](std::size_t, std::size_t) {})) << "others are served";
}

TEST(InferenceQueue, AStopDuringTheLastPartComesTooLate) {
    std::stop_source stop;
    InferenceQueue queue(1);
    EXPECT_TRUE(
        queue.run(1, Urgency::waited_for, stop.get_token(), [&](std::size_t, std::size_t) { stop.request_stop(); }));
}

TEST(InferenceQueue, WaitsForWhatRunsWhenItIsStopped) {
    std::stop_source stop;
    std::latch both_begun(2);
    std::atomic<int> ended = 0;
    InferenceQueue queue(2);
    EXPECT_FALSE(queue.run(endless, Urgency::waited_for, stop.get_token(), [&](std::size_t, std::size_t part) {
        both_begun.arrive_and_wait();
        if (part == 0) stop.request_stop();
        while (!stop.stop_requested()) std::this_thread::yield();
        ++ended;
    }));
    EXPECT_EQ(ended, 2) << "and neither lane begins another";
}

TEST(InferenceQueue, APartsExceptionReachesItsCallerAndEndsItsBatchOnly) {
    std::size_t begun = 0;
    std::latch both_wait(1);
    std::stop_source stop;
    InferenceQueue queue(1);
    std::jthread const other([&] {
        EXPECT_FALSE(queue.run(endless, Urgency::waited_for, stop.get_token(), [&](std::size_t, std::size_t part) {
            if (part == 0) both_wait.count_down();
        }));
    });
    both_wait.wait();
    EXPECT_THROW(queue.run(100, Urgency::waited_for, {},
                           [&](std::size_t, std::size_t part) {
                               ++begun;
                               if (part == 5) throw std::out_of_range("part 5");
                           }),
                 std::out_of_range);
    EXPECT_EQ(begun, 6u);
    EXPECT_TRUE(queue.run(3, Urgency::waited_for, {}, [](std::size_t, std::size_t) {})) << "the lane goes on";
    stop.request_stop();
}

TEST(InferenceQueue, OfSeveralExceptionsTheFirstIsThrown) {
    std::latch both_begun(2);
    InferenceQueue queue(2);
    try {
        queue.run(2, Urgency::waited_for, {}, [&](std::size_t, std::size_t) {
            both_begun.arrive_and_wait();
            throw std::runtime_error("one of two");
        });
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "one of two");
    }
    EXPECT_TRUE(queue.run(2, Urgency::waited_for, {}, [](std::size_t, std::size_t) {}));
}

TEST(InferenceQueue, ItsEndLetsCallersGoAndWaitsForThem) {
    for (int time = 0; time < 50; ++time) {
        std::latch begun(3);
        std::vector<std::jthread> callers;
        auto queue = std::make_unique<InferenceQueue>(2);
        for (int caller = 0; caller < 3; ++caller) {
            callers.emplace_back([&begun, &queue = *queue] {
                EXPECT_FALSE(queue.run(endless, Urgency::waited_for, {}, [&](std::size_t, std::size_t part) {
                    if (part == 0) begun.count_down();
                }));
            });
        }
        begun.wait();
        queue.reset();
    }
}

TEST(InferenceQueue, ManyCallersOfAllKindsAllReturn) {
    InferenceQueue queue(3);
    std::vector<std::jthread> callers;
    std::atomic<int> complete = 0;
    std::atomic<int> failed = 0;
    for (int caller = 0; caller < 8; ++caller) {
        callers.emplace_back([&, caller] {
            auto const urgency = caller % 2 == 0 ? Urgency::waited_for : Urgency::background;
            for (std::size_t round = 0; round < 60; ++round) {
                auto const parts = 1 + round % 7;
                std::stop_source stop;
                std::atomic<std::size_t> done = 0;
                try {
                    bool const all = queue.run(parts, urgency, stop.get_token(), [&](std::size_t, std::size_t part) {
                        if (caller == 6 && part == parts - 1) throw std::runtime_error("the last part");
                        if (caller == 7) stop.request_stop();
                        ++done;
                    });
                    EXPECT_TRUE(!all || done == parts);
                    EXPECT_TRUE(all || caller == 7);
                    complete += all ? 1 : 0;
                } catch (std::runtime_error const&) {
                    EXPECT_EQ(caller, 6);
                    ++failed;
                }
            }
        });
    }
    callers.clear();
    EXPECT_EQ(failed, 60);
    EXPECT_GE(complete, 6 * 60);
}

}  // namespace
}  // namespace keepsake::models

#include "core/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

namespace keepsake::core {
namespace {

using namespace std::chrono_literals;

/// Long enough for any machine; only a pool that hangs ever needs it.
constexpr auto patience = 60'000ms;

/// Keeps a worker busy until it is told to go on, or goes away.
class Obstacle {
public:
    explicit Obstacle(WorkerPool& pool) {
        EXPECT_TRUE(pool.submit([this] {
            reached_.count_down();
            open_.wait();
        }));
        reached_.wait();
    }
    ~Obstacle() { remove(); }
    void remove() {
        if (!std::exchange(removed_, true)) open_.count_down();
    }

private:
    std::latch reached_{1};
    std::latch open_{1};
    bool removed_ = false;
};

TEST(WorkerPool, RunsAllThatItTakes) {
    std::atomic<int> done = 0;
    WorkerPool pool(3, 1000);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.wait_until_idle(patience));
    EXPECT_EQ(done, 1000);
}

TEST(WorkerPool, RefusesWhatIsMoreThanMayWait) {
    std::atomic<int> done = 0;
    WorkerPool pool(1, 2);
    Obstacle obstacle(pool);
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { done += 100; }));
    obstacle.remove();
    EXPECT_TRUE(pool.wait_until_idle(patience));
    EXPECT_EQ(done, 2);
    EXPECT_TRUE(pool.submit([] {})) << "there is room again";
}

TEST(WorkerPool, RunsAsManyAtOnceAsItHasThreads) {
    WorkerPool pool(2, 10);
    std::latch together(2);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pool.submit([&] { together.arrive_and_wait(); }));
    EXPECT_TRUE(pool.wait_until_idle(patience));
}

TEST(WorkerPool, WaitsForWhatRunsOnlyAsLongAsItIsTold) {
    WorkerPool pool(1, 10);
    EXPECT_TRUE(pool.wait_until_idle(0ms)) << "nothing was ever given to it";
    Obstacle obstacle(pool);
    EXPECT_FALSE(pool.wait_until_idle(0ms));
    obstacle.remove();
    EXPECT_TRUE(pool.wait_until_idle(patience));
}

TEST(WorkerPool, DropsWhatWaitsAndTakesNothingMore) {
    std::atomic<bool> ran = false;
    auto const held = std::make_shared<int>(1);
    WorkerPool pool(1, 10);
    Obstacle obstacle(pool);
    ASSERT_TRUE(pool.submit([&ran, held] { ran = true; }));
    pool.drop_waiting();
    EXPECT_EQ(held.use_count(), 1) << "what was dropped holds nothing";
    EXPECT_FALSE(pool.submit([&] { ran = true; }));
    EXPECT_FALSE(pool.wait_until_idle(0ms)) << "what runs goes on";
    obstacle.remove();
    EXPECT_TRUE(pool.wait_until_idle(patience));
    EXPECT_FALSE(ran);
}

TEST(WorkerPool, ItsEndDropsWhatWaitsAndEndsWhatRuns) {
    std::atomic<bool> waiting_ran = false;
    std::atomic<bool> running_ended = false;
    std::latch running(1);
    std::promise<void> go_on;
    {
        WorkerPool pool(1, 10);
        ASSERT_TRUE(pool.submit([&] {
            running.count_down();
            go_on.get_future().wait();
            running_ended = true;
        }));
        running.wait();
        ASSERT_TRUE(pool.submit([&] { waiting_ran = true; }));
        pool.drop_waiting();
        go_on.set_value();
    }
    EXPECT_TRUE(running_ended);
    EXPECT_FALSE(waiting_ran);
}

TEST(WorkerPool, WorkMayGiveMoreWork) {
    std::atomic<int> done = 0;
    WorkerPool pool(1, 10);
    ASSERT_TRUE(pool.submit([&] {
        ++done;
        EXPECT_TRUE(pool.submit([&] { ++done; }));
    }));
    EXPECT_TRUE(pool.wait_until_idle(patience));
    EXPECT_EQ(done, 2);
}

TEST(WorkerPool, WorkForLaterTakesItsTurnByItsTime) {
    std::vector<int> order;
    WorkerPool pool(1, 10);
    ASSERT_TRUE(pool.submit_after(30ms, [&] { order.push_back(3); }));
    ASSERT_TRUE(pool.submit_after(20ms, [&] { order.push_back(2); }));
    ASSERT_TRUE(pool.submit([&] { order.push_back(1); }));
    EXPECT_TRUE(pool.wait_until_idle(patience)) << "what waits for its time is waited for";
    EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(WorkerPool, WorkForLaterDoesNotRunBeforeItsTime) {
    auto const given = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point ran;
    WorkerPool pool(1, 10);
    ASSERT_TRUE(pool.submit_after(20ms, [&] { ran = std::chrono::steady_clock::now(); }));
    EXPECT_TRUE(pool.wait_until_idle(patience));
    EXPECT_GE(ran - given, 20ms);
}

TEST(WorkerPool, WorkForLaterHoldsNoThread) {
    std::atomic<int> later = 0;
    WorkerPool pool(1, 100);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.submit_after(1h, [&] { ++later; }));
    std::promise<void> done;
    ASSERT_TRUE(pool.submit([&] { done.set_value(); }));
    EXPECT_EQ(done.get_future().wait_for(patience), std::future_status::ready);
    EXPECT_FALSE(pool.wait_until_idle(0ms));
    EXPECT_EQ(later, 0);
}

TEST(WorkerPool, WhileOneThreadWorksAnotherWatchesTheClock) {
    std::promise<void> second;
    WorkerPool pool(2, 10);
    ASSERT_TRUE(pool.submit_after(1ms, [&] { second.get_future().wait(); }));
    ASSERT_TRUE(pool.submit_after(2ms, [&] { second.set_value(); }));
    EXPECT_TRUE(pool.wait_until_idle(patience));
}

TEST(WorkerPool, WorkForLaterIsCountedAndDroppedAsWhatWaits) {
    auto const held = std::make_shared<int>(1);
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.submit_after(1h, [held] {}));
    ASSERT_TRUE(pool.submit_after(1h, [held] {}));
    EXPECT_FALSE(pool.submit_after(1h, [held] {}));
    EXPECT_FALSE(pool.submit([] {}));
    pool.drop_waiting();
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_TRUE(pool.wait_until_idle(0ms));
    EXPECT_FALSE(pool.submit_after(0ms, [] {}));
}

}  // namespace
}  // namespace keepsake::core

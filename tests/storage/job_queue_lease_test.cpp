#include <thread>

#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

TEST_F(JobQueueTest, ALeasedJobBringsWhatItsWorkerNeeds) {
    auto const event = submit(talk_, {"I like tea", "Green tea"});
    EXPECT_EQ(status(event), EventStatus::pending);
    auto const job = lease();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->event, event);
    EXPECT_EQ(job->scope, talk_);
    EXPECT_EQ(job->actor, "tests");
    EXPECT_EQ(job->order, "{}");
    EXPECT_EQ(texts(job->turns), (std::vector<std::string>{"I like tea", "Green tea"}));
    EXPECT_EQ(job->turns[0].role, "user");
    EXPECT_EQ(job->turns[0].speaker, "Ana");
    EXPECT_EQ(job->turns[0].said_at, clock_.now());
    EXPECT_TRUE(job->recent.empty());
    EXPECT_FALSE(job->extraction);
    EXPECT_EQ(status(event), EventStatus::running);
    auto const record = store_.find_event(event, {});
    EXPECT_EQ(record->attempts, 1);
    EXPECT_EQ(record->started_at, clock_.now());
    expect_well();
}

TEST_F(JobQueueTest, WithoutJobsThereIsNothingToLease) {
    EXPECT_FALSE(lease());
    EXPECT_FALSE(queue_.has_work());
}

TEST_F(JobQueueTest, OneJobOfAUserRunsAtATime) {
    auto const first = submit(ana_, {"one"});
    auto const second = submit(ana_, {"two"});
    auto const of_ben = submit(ben_, {"three"});
    auto const job = lease();
    EXPECT_EQ(job->event, first);
    EXPECT_EQ(leased_event("you"), of_ben);
    EXPECT_FALSE(lease("you"));
    EXPECT_EQ(queue_.apply(finishing(*job)), Applied::done);
    EXPECT_EQ(leased_event("you"), second);
    expect_well();
}

TEST_F(JobQueueTest, AmongUsersTheOldestJobComesFirst) {
    auto const of_ben = submit(ben_, {"one"});
    auto const of_ana = submit(ana_, {"two"});
    EXPECT_EQ(leased_event(), of_ben);
    EXPECT_EQ(leased_event(), of_ana);
}

TEST_F(JobQueueTest, AJobIsNotBegunBeforeItIsDueAndNobodyOvertakesIt) {
    auto const early = submit(ana_, {"one"}, job_due_in(2s)).event;
    submit(ana_, {"two"});
    EXPECT_FALSE(lease());
    EXPECT_TRUE(queue_.has_work());
    clock_.pass(2s);
    EXPECT_EQ(leased_event(), early);
}

TEST_F(JobQueueTest, AJobWhoseOwnerIsGoneIsFreeAtOnce) {
    auto const event = submit(ana_, {"one"});
    submit(ana_, {"two"});
    auto const before = lease("killed");
    gone_ = {"killed"};
    auto const after = lease("heir");
    ASSERT_TRUE(after);
    EXPECT_EQ(after->event, event);
    EXPECT_GT(after->lease.fence, before->lease.fence);
    EXPECT_EQ(store_.find_event(event, {})->attempts, 2);
    expect_well();
}

TEST_F(JobQueueTest, ItsOwnJobsAreNotAskedFor) {
    submit(ana_, {"one"});
    ASSERT_TRUE(lease("me"));
    EXPECT_FALSE(queue_.lease("me", [](std::string const&) { return false; }));
}

TEST_F(JobQueueTest, WhoWasOvertakenWritesNothing) {
    submit(ana_, {"one"});
    auto const old = *lease("slow");
    gone_ = {"slow"};
    auto const taken = *lease("heir");
    EXPECT_FALSE(queue_.keep_extraction(old.lease, "{}", 1));
    EXPECT_FALSE(queue_.postpone(old.lease, clock_.now(), "tired"));
    EXPECT_FALSE(queue_.fail(old.lease, "no", DeadLetterKind::reply, "p", 1s));
    EXPECT_EQ(queue_.apply(finishing(old)), Applied::overtaken);
    EXPECT_EQ(status(old.event), EventStatus::running);
    EXPECT_EQ(queue_.apply(finishing(taken)), Applied::done);
    EXPECT_EQ(queue_.apply(finishing(taken)), Applied::overtaken);
}

TEST_F(JobQueueTest, AKeptReplyIsThereForTheNext) {
    submit(ana_, {"one", "two"});
    auto const job = *lease("killed");
    EXPECT_TRUE(queue_.keep_extraction(job.lease, "the reply", job.turns[0].row));
    gone_ = {"killed"};
    auto const next = *lease("heir");
    EXPECT_EQ(next.extraction, "the reply");
    EXPECT_EQ(next.extraction_until, job.turns[0].row);
}

TEST_F(JobQueueTest, APostponedJobWaitsAndSaysWhy) {
    auto const event = submit(ana_, {"one"});
    submit(ana_, {"two"});
    auto const job = *lease();
    EXPECT_TRUE(queue_.postpone(job.lease, clock_.now() + 1min, "the limit of calls per minute is reached"));
    EXPECT_EQ(status(event), EventStatus::pending);
    EXPECT_EQ(store_.find_event(event, {})->error, "the limit of calls per minute is reached");
    EXPECT_FALSE(lease());
    clock_.pass(1min);
    EXPECT_EQ(leased_event(), event);
    EXPECT_FALSE(store_.find_event(event, {})->error);
    expect_well();
}

TEST_F(JobQueueTest, ManyWorkersOfTwoProcessesDoEachJobOnceAndOneOfAUserAtATime) {
    constexpr int users = 3;
    constexpr int jobs_of_each = 6;
    for (int i = 0; i < users * jobs_of_each; ++i) {
        core::Scope scope = ana_;
        scope.user = "user " + std::to_string(i % users);
        submit(scope, {"text " + std::to_string(i)});
    }
    Store other_store(folder_.path(), clock_);
    JobQueue other_queue(other_store, clock_);
    std::mutex mutex;
    std::set<std::string> busy;
    std::multiset<std::string> done;
    auto const work = [&](JobQueue& queue, std::string const& owner) {
        while (auto const job = queue.lease(owner, [](std::string const&) { return true; })) {
            {
                std::lock_guard const lock(mutex);
                EXPECT_TRUE(busy.insert(job->scope.user).second);
            }
            std::this_thread::yield();
            std::lock_guard const lock(mutex);
            EXPECT_EQ(queue.apply(finishing(*job)), Applied::done);
            busy.erase(job->scope.user);
            done.insert(job->event.text);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(work, std::ref(i % 2 == 0 ? queue_ : other_queue), "process " + std::to_string(i % 2));
    }
    work(queue_, "process 0");  // a worker may find all users busy and go
    EXPECT_EQ(done.size(), std::size_t{users * jobs_of_each});
    EXPECT_EQ(std::set<std::string>(done.begin(), done.end()).size(), done.size());
    expect_well();
}

TEST_F(JobQueueTest, WhatWasSaidBeforeComesAlong) {
    std::vector<std::string> many;
    for (int i = 0; i < 12; ++i) many.push_back("turn " + std::to_string(i));
    submit(talk_, many);
    auto all = finishing(*lease());
    all.summary = "they talked";
    ASSERT_EQ(queue_.apply(all), Applied::done);
    auto other = talk_;
    other.session = "s2";
    submit(other, {"elsewhere"});
    ASSERT_EQ(queue_.apply(finishing(*lease())), Applied::done);

    auto job = job_due_in(0ms);
    job.is_context = {true, false, true, false};
    submit(talk_, {"before", "new", "between", "more"}, job);
    auto const leased = *lease();
    EXPECT_EQ(texts(leased.turns), (std::vector<std::string>{"new", "(between", "more"}));
    ASSERT_EQ(leased.recent.size(), 10u);
    EXPECT_EQ(leased.recent.front().text, "turn 3");
    EXPECT_EQ(texts(leased.recent).back(), "(before");
    EXPECT_EQ(leased.summary, "they talked");
}

TEST_F(JobQueueTest, WithoutASessionOnlyTheCallsOwnTurnsAreBefore) {
    submit(ana_, {"an older call"});
    auto all = finishing(*lease());
    all.summary = "not kept";
    ASSERT_EQ(queue_.apply(all), Applied::done);
    auto job = job_due_in(0ms);
    job.is_context = {true, false};
    submit(ana_, {"a tool said", "new"}, job);
    auto const leased = *lease();
    EXPECT_EQ(texts(leased.turns), (std::vector<std::string>{"new"}));
    EXPECT_EQ(texts(leased.recent), (std::vector<std::string>{"(a tool said"}));
    EXPECT_EQ(leased.summary, "");
}

}  // namespace
}  // namespace keepsake::storage

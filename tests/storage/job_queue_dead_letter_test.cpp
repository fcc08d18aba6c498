#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class DeadLetterTest : public JobQueueTest {
protected:
    /// Leases the next job and lets it fail.
    EventId fail_next(DeadLetterKind kind, std::string const& provider = "openai") {
        auto const job = lease();
        if (!job) return {"none"};
        EXPECT_TRUE(queue_.fail(job->lease, "it did not work", kind, provider, 1s));
        return job->event;
    }
    bool comes_back_after(std::chrono::milliseconds pause) {
        clock_.pass(pause - 1ms);
        if (lease()) return false;
        clock_.pass(1ms);
        return queue_.has_work();
    }
};

TEST_F(DeadLetterTest, AFailedJobIsKeptAndSaysWhy) {
    auto const event = submit(ana_, {"one"});
    fail_next(DeadLetterKind::reply);
    auto const record = store_.find_event(event, {});
    EXPECT_EQ(record->status, EventStatus::failed);
    EXPECT_EQ(record->error, "it did not work");
    EXPECT_EQ(record->completed_at, clock_.now());
    auto const listed = queue_.list();
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].status, EventStatus::failed);
    EXPECT_EQ(listed[0].error, "it did not work");
    EXPECT_EQ(queue_.counts().failed, 1);
    EXPECT_FALSE(queue_.has_work());
    clock_.pass(24h);
    EXPECT_FALSE(lease());
    expect_well();
}

TEST_F(DeadLetterTest, AFailedJobDoesNotHoldUpTheNext) {
    submit(ana_, {"one"});
    auto const next = submit(ana_, {"two"});
    fail_next(DeadLetterKind::outage);
    EXPECT_EQ(leased_event(), next);
}

TEST_F(DeadLetterTest, OneOfAnOutageComesBackWithGrowingPauses) {
    submit(ana_, {"one"});
    fail_next(DeadLetterKind::outage);
    EXPECT_TRUE(queue_.has_work());
    for (auto pause = 1s; pause <= 512s; pause *= 2) {
        ASSERT_TRUE(comes_back_after(pause)) << pause.count();
        ASSERT_NE(fail_next(DeadLetterKind::outage).text, "none");
    }
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(comes_back_after(10min));
        ASSERT_NE(fail_next(DeadLetterKind::outage).text, "none");
    }
    expect_well();
}

TEST_F(DeadLetterTest, WhatWaitsComesBeforeWhatComesBack) {
    auto const dead = submit(ana_, {"one"});
    fail_next(DeadLetterKind::outage);
    auto const waiting = submit(ben_, {"two"});
    clock_.pass(1s);
    EXPECT_EQ(leased_event(), waiting);
    EXPECT_EQ(leased_event(), dead);
    EXPECT_EQ(status(dead), EventStatus::running);
    expect_well();
}

TEST_F(DeadLetterTest, ADeadLetterWaitsForTheRunningJobOfItsUser) {
    submit(ana_, {"one"});
    fail_next(DeadLetterKind::outage);
    submit(ana_, {"two"});
    ASSERT_TRUE(lease());
    clock_.pass(1s);
    EXPECT_FALSE(lease());
}

TEST_F(DeadLetterTest, AnAnsweringProviderBringsBackItsOwn) {
    auto const of_openai = submit(ana_, {"one"});
    fail_next(DeadLetterKind::outage, "openai");
    auto const of_ollama = submit(ben_, {"two"});
    fail_next(DeadLetterKind::outage, "ollama");
    submit(ben_, {"three"});
    fail_next(DeadLetterKind::reply, "openai");
    EXPECT_EQ(queue_.provider_answers("openai"), 1);
    EXPECT_EQ(queue_.provider_answers("openai"), 0);
    EXPECT_EQ(status(of_openai), EventStatus::pending);
    EXPECT_FALSE(store_.find_event(of_openai, {})->error);
    EXPECT_EQ(status(of_ollama), EventStatus::failed);
    EXPECT_EQ(leased_event(), of_openai);
    expect_well();
}

TEST_F(DeadLetterTest, WhatFailsAgainEachTimeTheProviderAnswersIsLeftToPeople) {
    auto const event = submit(ana_, {"one"});
    for (int i = 0; i < 3; ++i) {
        fail_next(DeadLetterKind::outage);
        ASSERT_EQ(queue_.provider_answers("openai"), 1);
    }
    fail_next(DeadLetterKind::outage);
    EXPECT_EQ(queue_.provider_answers("openai"), 0);
    EXPECT_FALSE(queue_.has_work());
    clock_.pass(24h);
    EXPECT_FALSE(lease());
    EXPECT_EQ(queue_.retry(event).value(), 1);
    fail_next(DeadLetterKind::outage);
    EXPECT_TRUE(comes_back_after(1s));  // by hand it begins anew
}

TEST_F(DeadLetterTest, ByHandOneOrAllAreRetried) {
    auto const first = submit(ana_, {"one"});
    fail_next(DeadLetterKind::reply);
    auto const second = submit(ben_, {"two"});
    fail_next(DeadLetterKind::reply);
    EXPECT_EQ(queue_.retry(first).value(), 1);
    EXPECT_EQ(status(first), EventStatus::pending);
    EXPECT_EQ(status(second), EventStatus::failed);
    EXPECT_EQ(queue_.retry(std::nullopt).value(), 1);
    EXPECT_EQ(leased_event(), first);
    EXPECT_EQ(store_.find_event(first, {})->attempts, 2);
    EXPECT_EQ(leased_event(), second);
    EXPECT_EQ(queue_.retry(std::nullopt).value(), 0);
    expect_well();
}

TEST_F(DeadLetterTest, OnlyFailedJobsCanBeRetried) {
    EXPECT_EQ(queue_.retry(EventId{"nothing"}).error().kind, core::ErrorKind::not_found);
    auto const event = submit(ana_, {"one"});
    EXPECT_EQ(queue_.retry(event).error().kind, core::ErrorKind::conflict);
    EXPECT_NE(queue_.retry(event).error().message.find("PENDING"), std::string::npos);
}

TEST_F(DeadLetterTest, WhatWaitsForALimitCanBeHurried) {
    auto const event = submit(ana_, {"one"});
    ASSERT_TRUE(queue_.postpone(lease()->lease, clock_.now() + 10h, "a limit is reached"));
    EXPECT_FALSE(lease());
    EXPECT_EQ(queue_.retry(event).value(), 1);
    auto const job = lease();
    ASSERT_TRUE(job);
    ASSERT_TRUE(queue_.postpone(job->lease, clock_.now() + 10h, "it still is"));
    EXPECT_EQ(queue_.retry(std::nullopt).value(), 1);
    EXPECT_EQ(leased_event(), event);
}

TEST_F(DeadLetterTest, ARetryPaysOnlyForWhatIsMissing) {
    submit(ana_, {"one"});
    auto const job = *lease();
    ASSERT_TRUE(queue_.keep_extraction(job.lease, "the reply", job.turns[0].row));
    ASSERT_TRUE(queue_.fail(job.lease, "no", DeadLetterKind::reply, "openai", 1s));
    ASSERT_TRUE(queue_.retry(std::nullopt));
    EXPECT_EQ(lease()->extraction, "the reply");
}

TEST_F(DeadLetterTest, TurnsSentAgainReviveTheirJob) {
    auto const event = submit(ana_, {"one"});
    EXPECT_EQ(queue_.revive(event), EventStatus::pending);
    fail_next(DeadLetterKind::reply);
    EXPECT_EQ(queue_.revive(event), EventStatus::pending);
    auto const job = *lease();
    EXPECT_EQ(job.event, event);
    EXPECT_EQ(queue_.revive(event), EventStatus::running);
    ASSERT_EQ(queue_.apply(finishing(job)), Applied::done);
    EXPECT_EQ(queue_.revive(event), EventStatus::succeeded);
    EXPECT_EQ(queue_.revive(EventId{"erased"}), EventStatus::succeeded);
    EXPECT_FALSE(queue_.has_work());
}

}  // namespace
}  // namespace keepsake::storage

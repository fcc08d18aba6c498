#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class JobQueueSubmitTest : public JobQueueTest {
protected:
    core::Timestamp due_at(EventId const& event) const {
        for (auto const& job : queue_.list()) {
            if (job.event == event) return job.due_at;
        }
        return {};
    }
    Submitted submit_due_in(std::chrono::milliseconds pause, std::vector<std::string> const& texts) {
        return submit(talk_, texts, job_due_in(pause));
    }
};

TEST_F(JobQueueSubmitTest, TurnsAreFoundAsMemoriesWhileTheyWait) {
    auto const event = submit(talk_, {"I like tea"});
    auto const page = store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {});
    ASSERT_EQ(page.memories.size(), 1u);
    EXPECT_EQ(page.memories[0].kind, MemoryKind::turn);
    EXPECT_EQ(results(event), "");  // its turns are no results
    EXPECT_EQ(queue_.list().at(0).turns, 1);
    EXPECT_EQ(queue_.counts().waiting, 1);
    expect_well();
}

TEST_F(JobQueueSubmitTest, TurnsOfASessionJoinItsWaitingJob) {
    auto const first = submit_due_in(2s, {"one"});
    clock_.pass(1s);
    auto const second = submit_due_in(2s, {"two"});
    EXPECT_EQ(second.event, first.event);
    EXPECT_EQ(due_at(first.event), clock_.now() + 2s);
    clock_.pass(2s);
    EXPECT_EQ(texts(lease()->turns), (std::vector<std::string>{"one", "two"}));
    expect_well();
}

TEST_F(JobQueueSubmitTest, JoiningDoesNotPutOffAJobForever) {
    auto const began = clock_.now();
    auto const event = submit_due_in(20s, {"one"}).event;
    clock_.pass(15s);
    EXPECT_EQ(submit_due_in(20s, {"two"}).event, event);
    EXPECT_EQ(due_at(event), began + 30s);
    clock_.pass(15s);
    EXPECT_EQ(submit_due_in(20s, {"three"}).event, event);
    EXPECT_EQ(due_at(event), began + 30s);  // it may begin already, and is not held up
    clock_.pass(1ms);
    EXPECT_NE(submit_due_in(20s, {"four"}).event, event);
}

TEST_F(JobQueueSubmitTest, AJobTakesUpToTwoHundredTurns) {
    std::vector<std::string> many;
    for (int i = 0; i < 199; ++i) many.push_back("turn " + std::to_string(i));
    auto const event = submit_due_in(2s, many).event;
    EXPECT_NE(submit_due_in(2s, {"200", "201"}).event, event);
    core::Scope other = talk_;
    other.session = "s2";
    auto const full = submit(other, many, job_due_in(2s)).event;
    EXPECT_EQ(submit(other, {"200"}, job_due_in(2s)).event, full);
}

TEST_F(JobQueueSubmitTest, WhatDoesNotBelongToTheWaitingJobIsAJobOfItsOwn) {
    auto const event = submit_due_in(2s, {"one"}).event;
    auto other_order = job_due_in(2s);
    other_order.order = "{\"instructions\":\"short\"}";
    auto const second = submit(talk_, {"two"}, other_order).event;
    EXPECT_NE(second, event);
    EXPECT_NE(submit_due_in(2s, {"three"}).event, event);  // it would come in front of "two"
    auto other_session = talk_;
    other_session.session = "s2";
    EXPECT_NE(submit(other_session, {"four"}, job_due_in(2s)).event, event);
    auto const alone = submit(ana_, {"no session"}, job_due_in(2s)).event;
    EXPECT_NE(submit(ana_, {"no session either"}, job_due_in(2s)).event, alone);
}

TEST_F(JobQueueSubmitTest, AJobThatHasBegunOrBringsFactsIsNotJoined) {
    auto const begun = submit(talk_, {"one"});
    ASSERT_TRUE(lease());
    auto const next = submit(talk_, {"two"});
    EXPECT_NE(next, begun);
    auto with_facts = job_due_in(0ms);
    with_facts.has_facts = true;
    auto const facts = submit(talk_, {"three"}, with_facts).event;
    EXPECT_NE(facts, next);
    EXPECT_NE(submit(talk_, {"four"}), facts);
}

TEST_F(JobQueueSubmitTest, AJobThatWasTriedIsNotJoined) {
    auto const event = submit(talk_, {"one"});
    ASSERT_TRUE(queue_.postpone(lease()->lease, clock_.now(), "the limit is reached"));
    EXPECT_NE(submit(talk_, {"two"}), event);
}

TEST_F(JobQueueSubmitTest, WhoWaitsIsNotHeldUpByAnyEarlierJob) {
    auto const first = submit_due_in(2s, {"one"}).event;
    auto waited_for = job_due_in(0ms);
    waited_for.is_waited_for = true;
    waited_for.order = "another";
    auto const second = submit(talk_, {"two"}, waited_for).event;
    auto const later = submit(ana_, {"three"}, job_due_in(2s)).event;
    auto const first_job = lease();
    ASSERT_TRUE(first_job);
    EXPECT_EQ(first_job->event, first);
    ASSERT_EQ(queue_.apply(finishing(*first_job)), Applied::done);
    EXPECT_EQ(leased_event(), second);
    EXPECT_EQ(due_at(later), clock_.now() + 2s);
}

TEST_F(JobQueueSubmitTest, WhoWaitsAlsoSpeedsUpTheJobTheyJoin) {
    auto const event = submit_due_in(2s, {"one"}).event;
    auto waited_for = job_due_in(0ms);
    waited_for.is_waited_for = true;
    EXPECT_EQ(submit(talk_, {"two"}, waited_for).event, event);
    EXPECT_EQ(submit_due_in(2s, {"three"}).event, event);  // who joins now does not make them wait
    EXPECT_EQ(leased_event(), event);
}

TEST_F(JobQueueSubmitTest, WhoWaitsDoesNotEndAPostponement) {
    submit(ana_, {"one"});
    ASSERT_TRUE(queue_.postpone(lease()->lease, clock_.now() + 1min, "the limit is reached"));
    auto waited_for = job_due_in(0ms);
    waited_for.is_waited_for = true;
    submit(ana_, {"two"}, waited_for);
    EXPECT_FALSE(lease());
}

TEST_F(JobQueueSubmitTest, ContextAloneIsDoneAtOnce) {
    auto context = job_due_in(0ms);
    context.is_context = {true, true};
    auto const submitted = submit(talk_, {"a tool", "another"}, context);
    EXPECT_EQ(submitted.status, EventStatus::succeeded);
    EXPECT_EQ(status(submitted.event), EventStatus::succeeded);
    EXPECT_FALSE(queue_.has_work());
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 0);
    EXPECT_TRUE(queue_.repetitions(talk_, said(talk_, {"a tool"}, clock_.now()).turns).of_turns[0].at(0).was_given);
    expect_well();
}

TEST_F(JobQueueSubmitTest, FactsWithoutTurnsAreAJob) {
    auto const event = submit_facts(ana_, "{\"facts\":[\"tea\"]}");
    auto const job = lease();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->event, event);
    EXPECT_EQ(job->order, "{\"facts\":[\"tea\"]}");
    EXPECT_TRUE(job->turns.empty());
    EXPECT_TRUE(job->recent.empty());
    expect_well();
}

TEST_F(JobQueueSubmitTest, WhoSawAnotherStateOfTheSessionIsToldSo) {
    submit(talk_, {"one"});
    auto const blind = queue_.submit(said(talk_, {"two"}, clock_.now()), job_due_in(0ms));
    ASSERT_FALSE(blind);
    EXPECT_EQ(blind.error().kind, core::ErrorKind::conflict);
    EXPECT_EQ(store_.statistics().turns, 1);
}

TEST_F(JobQueueSubmitTest, RepeatedTurnsAreFoundInTheirSession) {
    auto const first = submit(talk_, {"Hello", "Yes", "Bye"});
    ASSERT_EQ(queue_.apply(finishing(*lease())), Applied::done);
    clock_.pass(1min);
    auto const second = submit(talk_, {"Yes"});
    auto other = talk_;
    other.session = "s2";
    submit(other, {"Yes"});

    auto turns = said(talk_, {"Yes", "No", "Bye"}, clock_.now()).turns;
    turns[2].speaker = "Ben";
    auto const found = queue_.repetitions(talk_, turns);
    ASSERT_EQ(found.of_turns.size(), 3u);
    ASSERT_EQ(found.of_turns[0].size(), 2u);
    auto const& [latest, earliest] = std::tie(found.of_turns[0][0], found.of_turns[0][1]);
    EXPECT_EQ(latest.event, second);
    EXPECT_EQ(latest.status, EventStatus::pending);
    EXPECT_EQ(latest.next, 0);
    EXPECT_EQ(latest.said_at, clock_.now());
    EXPECT_EQ(found.last_turn, latest.row);
    EXPECT_EQ(earliest.event, first);
    EXPECT_EQ(earliest.status, EventStatus::succeeded);
    EXPECT_EQ(earliest.next, earliest.row + 1);
    EXPECT_TRUE(earliest.was_given);
    EXPECT_TRUE(found.of_turns[1].empty());
    EXPECT_TRUE(found.of_turns[2].empty());  // another speaker
}

TEST_F(JobQueueSubmitTest, TurnsStoredWithoutAModelWereNotGiven) {
    store_.add(said(talk_, {"Hello"}, clock_.now()));
    auto const found = queue_.repetitions(talk_, said(talk_, {"Hello"}, clock_.now()).turns);
    EXPECT_FALSE(found.of_turns[0].at(0).was_given);
    EXPECT_EQ(queue_.repetitions(ben_, said(ben_, {"Hello"}, clock_.now()).turns).last_turn, 0);
}

TEST_F(JobQueueSubmitTest, LongTextsWithTheSameBeginningAreToldApart) {
    std::string const beginning(60, 'x');
    submit(talk_, {beginning + " one"});
    auto const found =
        queue_.repetitions(talk_, said(talk_, {beginning + " one", beginning + " two"}, clock_.now()).turns);
    EXPECT_EQ(found.of_turns[0].size(), 1u);
    EXPECT_TRUE(found.of_turns[1].empty());
}

}  // namespace
}  // namespace keepsake::storage

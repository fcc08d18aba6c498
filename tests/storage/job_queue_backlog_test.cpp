#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class BacklogTest : public JobQueueTest {
protected:
    EventId add_extractable(Addition addition) {
        addition.wants_extraction = true;
        return store_.add(addition).event;
    }
    NewJob job_with(std::vector<bool> is_context = {}) const {
        auto job = job_due_in(0ms);
        job.is_context = std::move(is_context);
        return job;
    }
};

TEST_F(BacklogTest, TurnsStoredWithoutAModelAreOfferedInOrder) {
    auto addition = said(talk_, {"one", "two"}, clock_.now());
    addition.memories[0].content.categories = {"work"};
    addition.memories[0].content.metadata = "{\"a\":1}";
    addition.memories[0].content.expires_at = at("2030-01-01");
    auto const first = add_extractable(addition);
    auto const second = add_extractable(said(ben_, {"three"}, clock_.now()));
    store_.add(said(ana_, {"as it is"}, clock_.now()));    // infer = false
    add_extractable(fact(ana_, "no turn", clock_.now()));  // nothing was said
    submit(talk_, {"with a model"});

    EXPECT_EQ(queue_.counts().backlog, 2);
    auto const all = queue_.backlog(0, 10);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].event, first);
    EXPECT_EQ(all[0].scope, talk_);
    EXPECT_EQ(all[0].created_at, clock_.now());
    EXPECT_EQ(all[0].turns.at(1).text, "two");
    EXPECT_EQ(all[0].turns.at(1).speaker, "Ana");
    EXPECT_EQ(all[0].shared.categories, std::vector<std::string>{"work"});
    EXPECT_EQ(all[0].shared.metadata, "{\"a\":1}");
    EXPECT_EQ(all[0].shared.expires_at, at("2030-01-01"));
    EXPECT_EQ(all[0].shared.text, "");
    EXPECT_EQ(queue_.backlog(0, 1).size(), 1u);
    EXPECT_EQ(queue_.backlog(all[0].job, 10).at(0).event, second);
}

TEST_F(BacklogTest, AQueuedEntryIsAJobLikeAnyOther) {
    auto const event = add_extractable(said(talk_, {"a tool", "two"}, clock_.now()));
    auto const entry = queue_.backlog(0, 10).at(0);
    EXPECT_TRUE(queue_.queue_backlog(entry, job_with({true, false})));
    EXPECT_FALSE(queue_.queue_backlog(entry, job_with()));
    EXPECT_TRUE(queue_.backlog(0, 10).empty());
    EXPECT_EQ(status(event), EventStatus::pending);
    expect_well();
    auto const job = *lease();
    EXPECT_EQ(job.actor, "tests");
    EXPECT_EQ(texts(job.turns), std::vector<std::string>{"two"});
    EXPECT_EQ(store_.find_event(event, {})->attempts, 1);
    auto all = finishing(job);
    all.facts.push_back(change(FactChange::Kind::add, "a fact", clock_.now(), {job.turns[0].row}));
    ASSERT_EQ(queue_.apply(all), Applied::done);
    EXPECT_EQ(results(event), "ADD a fact; ");
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 1);
    expect_well();
}

TEST_F(BacklogTest, ATextThatStoodAsAFactBecomesTheTurnThatItIs) {
    auto const event = add_extractable(fact_of_turns(ana_, "I like tea", {{"", "I like tea"}}, clock_.now()));
    auto const of_turn = store_.find_event(event, {})->results.at(0).memory;
    auto const changed_event = add_extractable(fact_of_turns(ana_, "I like rum", {{"", "I like rum"}}, clock_.now()));
    auto const changed = store_.find_event(changed_event, {})->results.at(0).memory;
    ASSERT_TRUE(change_text(changed, "Ana likes rum"));
    for (auto const& entry : queue_.backlog(0, 10)) {
        ASSERT_TRUE(queue_.queue_backlog(entry, job_with()));
        ASSERT_EQ(queue_.apply(finishing(*lease())), Applied::done);
    }
    EXPECT_EQ(store_.find(of_turn, {})->kind, MemoryKind::turn);
    EXPECT_EQ(store_.find(changed, {})->kind, MemoryKind::fact);
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 1);
    EXPECT_EQ(results(event), "");
    expect_well();
}

TEST_F(BacklogTest, WhatWasDeletedOrErasedMeanwhileIsLeftOut) {
    auto const event = add_extractable(said(talk_, {"one", "two", "three"}, clock_.now()));
    auto const entry = queue_.backlog(0, 10).at(0);
    auto const memories = store_.find_event(event, {})->results;
    ASSERT_TRUE(store_.end(removal({memories.at(0).memory})));
    ASSERT_TRUE(store_.erase(removal({memories.at(1).memory})));
    EXPECT_FALSE(queue_.queue_backlog(entry, job_with()));
    auto const now = queue_.backlog(0, 10).at(0);
    ASSERT_EQ(now.turns.size(), 1u);
    EXPECT_EQ(now.turns[0].text, "three");
    EXPECT_TRUE(queue_.queue_backlog(now, job_with()));
    EXPECT_EQ(texts(lease()->turns), std::vector<std::string>{"three"});
    expect_well();
}

TEST_F(BacklogTest, AnEntryOfContextAloneIsDoneAtOnce) {
    auto const event = add_extractable(said(talk_, {"a tool"}, clock_.now()));
    EXPECT_TRUE(queue_.queue_backlog(queue_.backlog(0, 10).at(0), job_with({true})));
    EXPECT_EQ(status(event), EventStatus::succeeded);
    EXPECT_FALSE(queue_.has_work());
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage

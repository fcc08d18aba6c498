#include "core/identity.h"
#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class JobQueueEraseTest : public JobQueueTest {
protected:
    bool anywhere(std::string const& word) const {
        for (auto const& [file, bytes] : bytes_of_folder()) {
            if (bytes.find(word) != std::string::npos) return true;
        }
        return false;
    }
    MemoryId turn_memory(std::string const& text) const {
        std::vector<MemoryKind> const turns = {MemoryKind::turn};
        for (auto const& memory : store_.page({}, {}, turns, Store::Include::ended_too, 100, {}).memories) {
            if (memory.content.text == text) return memory.id;
        }
        return {};
    }
    /// A done conversation about a zebra: a fact, a relation, a summary; then one that confirms the fact.
    MemoryId learn_of_zebra() {
        submit(talk_, {"zebra turn"});
        auto const job = *lease();
        EXPECT_TRUE(queue_.keep_extraction(job.lease, "zebra reply", job.turns[0].row));
        auto all = finishing(job);
        all.facts.push_back(change(FactChange::Kind::add, "zebra fact", clock_.now(), {job.turns[0].row}));
        all.facts[0].fact.reason = "zebra reason";
        all.relations.push_back(relation("Ana", "zebra rides", "Zebra zebra", clock_.now()));
        all.relations[0].fact = 0;
        all.relations[0].sources = {job.turns[0].row};
        all.relations[0].reason = "zebra reason";
        all.summary = "zebra summary";
        EXPECT_EQ(queue_.apply(all), Applied::done);
        return store_.find_event(job.event, {})->results.at(0).memory;
    }
};

TEST_F(JobQueueEraseTest, NothingOfAFactStays) {
    auto const id = learn_of_zebra();
    learn(talk_, "kept");
    auto const known = std::vector{core::words_digest("zebra fact"), core::words_digest("kept")};
    queue_.note_handed_out({}, "ana", known, clock_.now());
    clock_.pass(1s);
    ASSERT_TRUE(anywhere("zebra"));
    ASSERT_EQ(store_.erase(removal({id})).value(), 2);
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_FALSE(anywhere("Zebra"));
    EXPECT_EQ(queue_.handed_out(ana_, known, clock_.now()), (std::vector{false, true}));
    // Another process had returned it before, and writes that down only now.
    queue_.note_handed_out({}, "ana", known, clock_.now() - 1s);
    EXPECT_EQ(queue_.handed_out(ana_, known, clock_.now()), (std::vector{false, true}));
    for (auto const* const table : {"relations", "entities", "summaries", "unchanged"})
        EXPECT_EQ(raw().number(std::string("SELECT count(*) FROM ") + table), 0) << table;
    expect_well();
}

TEST_F(JobQueueEraseTest, AWholeUserGoesWithAllJobs) {
    learn_of_zebra();
    submit_facts(talk_, "zebra order");
    auto const failed = *lease();
    ASSERT_TRUE(queue_.fail(failed.lease, "zebra error", DeadLetterKind::outage, "openai", 1s));
    submit(talk_, {"zebra again"});
    auto const running = *lease();
    ASSERT_TRUE(queue_.keep_extraction(running.lease, "zebra reply", running.turns[0].row));
    queue_.note_call(
        {.job = running.lease.job, .purpose = "extraction", .model = "m", .provider = "p", .outcome = "ok"});
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_FALSE(queue_.has_work());
    EXPECT_TRUE(queue_.list().empty());
    EXPECT_EQ(queue_.apply(finishing(running)), Applied::overtaken);
    EXPECT_FALSE(store_.find_event(running.event, {}));
    for (auto const* const table : {"events", "turns", "memories", "scopes", "relations", "entities", "jobs"})
        EXPECT_EQ(raw().number(std::string("SELECT count(*) FROM ") + table), 0) << table;
    expect_well();
}

TEST_F(JobQueueEraseTest, AnOldLeaseIsWorthlessForAJobInTheSamePlace) {
    submit(talk_, {"one"});
    auto const old = *lease("slow");
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    submit(talk_, {"two"});
    auto const taken = *lease("other");
    ASSERT_EQ(taken.lease.job, old.lease.job);  // SQLite gives the number out again
    EXPECT_FALSE(queue_.keep_extraction(old.lease, "of one", 1));
    auto all = finishing(taken);
    all.lease = old.lease;
    EXPECT_EQ(queue_.apply(all), Applied::overtaken);
}

TEST_F(JobQueueEraseTest, WhoWorksOnAConversationThatLosesATurnIsOvertaken) {
    auto const event = submit(talk_, {"zebra one", "two"});
    auto const job = *lease();
    ASSERT_TRUE(queue_.keep_extraction(job.lease, "zebra reply", job.turns[1].row));
    ASSERT_TRUE(store_.erase(removal({turn_memory("zebra one")})));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_EQ(status(event), EventStatus::pending);
    EXPECT_EQ(queue_.apply(finishing(job)), Applied::overtaken);
    expect_well();
    auto const again = *lease();
    EXPECT_EQ(texts(again.turns), std::vector<std::string>{"two"});
    EXPECT_FALSE(again.extraction);
    EXPECT_EQ(queue_.apply(finishing(again)), Applied::done);
}

TEST_F(JobQueueEraseTest, AReplyThatMayKnowAnErasedTurnOfItsSessionIsForgotten) {
    submit(talk_, {"zebra one"});
    ASSERT_EQ(queue_.apply(finishing(*lease())), Applied::done);
    submit(talk_, {"two"});
    auto const job = *lease();
    ASSERT_EQ(texts(job.recent), std::vector<std::string>{"zebra one"});
    ASSERT_TRUE(queue_.keep_extraction(job.lease, "zebra reply", job.turns[0].row));
    ASSERT_TRUE(store_.erase(removal({turn_memory("zebra one")})));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_EQ(queue_.apply(finishing(job)), Applied::overtaken);
    expect_well();
}

TEST_F(JobQueueEraseTest, AJobWithoutTurnsLeftIsGone) {
    auto const event = submit(talk_, {"zebra"});
    auto const kept = submit_facts(talk_, "kept order");
    ASSERT_TRUE(store_.erase(removal({turn_memory("zebra")})));
    EXPECT_FALSE(store_.find_event(event, {}));
    EXPECT_EQ(status(kept), EventStatus::pending);
    EXPECT_EQ(leased_event(), kept);
    expect_well();
}

TEST_F(JobQueueEraseTest, AFailureSaysNothingOfWhatIsErased) {
    submit(talk_, {"zebra", "two"});
    auto const job = *lease();
    ASSERT_TRUE(queue_.fail(job.lease, "unreadable: {zebra", DeadLetterKind::reply, "openai", 1s));
    ASSERT_TRUE(store_.erase(removal({turn_memory("zebra")})));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_EQ(store_.find_event(job.event, {})->error, "It failed before a part of its session was erased.");
    EXPECT_EQ(status(job.event), EventStatus::failed);
    expect_well();
}

TEST_F(JobQueueEraseTest, WhatIsSaidElsewhereTooStaysWithoutItsReason) {
    learn_of_zebra();
    auto other = talk_;
    other.session = "s2";
    submit(other, {"another voice"});
    auto const job = *lease();
    auto all = finishing(job);
    all.relations.push_back(relation("Ana", "zebra rides", "Zebra zebra", clock_.now()));
    all.relations[0].sources = {job.turns[0].row};
    ASSERT_EQ(queue_.apply(all), Applied::done);
    ASSERT_TRUE(store_.erase(removal({turn_memory("zebra turn")})));
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations WHERE reason = ''"), 1);
    EXPECT_FALSE(anywhere("zebra reply"));
    expect_well();
}

TEST_F(JobQueueEraseTest, AnErasedSessionThatChangedAnotherLeavesNoName) {
    auto const old = learn(ana_, "Ana likes tea");
    auto secret = talk_;
    secret.session = "zebrasession";
    submit(secret, {"coffee"});
    auto const job = *lease();
    auto all = finishing(job);
    all.facts.push_back(
        change(FactChange::Kind::update, "Ana likes coffee", clock_.now(), {job.turns[0].row}, old.row));
    ASSERT_EQ(queue_.apply(all), Applied::done);
    auto filter = all_of("ana");
    filter.session = "zebrasession";
    ASSERT_TRUE(store_.erase(removal_of_all(filter)));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_EQ(store_.find(old.id, {})->content.text, "Ana likes coffee");
    expect_well();
}

TEST_F(JobQueueEraseTest, RelationsOfAnErasedScopeThatNothingElseSaysGo) {
    Addition addition;
    addition.scope = talk_;
    addition.actor = "tests";
    addition.relations = {relation("Ana", "rides", "zebra", clock_.now())};
    store_.add(addition);
    learn(talk_, "something else");
    ASSERT_TRUE(store_.erase(removal({learn(talk_, "a third").id})));
    EXPECT_TRUE(anywhere("zebra"));
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    EXPECT_FALSE(anywhere("zebra"));
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage

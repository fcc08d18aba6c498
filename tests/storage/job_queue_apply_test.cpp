#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using Kind = FactChange::Kind;

class ApplyTest : public JobQueueTest {
protected:
    /// A conversation of these texts, leased.
    LeasedJob talk(std::vector<std::string> const& texts) {
        clock_.pass(1h);
        submit(talk_, texts);
        return *lease();
    }
    void apply(Consolidation const& all) { ASSERT_EQ(queue_.apply(all), Applied::done); }
    std::vector<std::string> sources(MemoryRecord const& memory) const {
        std::vector<std::string> found;
        for (auto const& source : store_.sources(memory.row)) found.push_back(source.text);
        return found;
    }
    MemoryRecord now(MemoryRecord const& memory) const { return *store_.find(memory.id, {}); }
    IndexedRow indexed(RowId memory, std::int64_t since = 0) const {
        IndexedRow found;
        store_.read_changes(state_of("ana").row, since, [&](IndexedRow&& row) {
            if (row.row == memory) found = std::move(row);
        });
        return found;
    }
};

TEST_F(ApplyTest, AFactIsAddedWithAllThatIsKnownOfIt) {
    auto const job = talk({"I drink tea", "Green tea"});
    auto all = finishing(job);
    auto& added = all.facts.emplace_back(
        change(Kind::add, "Ana drinks green tea", at("2026-01-02"), {job.turns[0].row, job.turns[1].row}));
    added.fact.content.categories = {"preferences"};
    added.fact.content.confidence = 0.4;
    added.fact.content.event_date = "2026-01-02";
    added.fact.vector = Vector{1, 0};
    all.vector_model = {"small", 2};
    apply(all);

    EXPECT_EQ(status(job.event), EventStatus::succeeded);
    EXPECT_EQ(results(job.event), "ADD Ana drinks green tea; ");
    auto const record = store_.find_event(job.event, {});
    EXPECT_EQ(record->completed_at, clock_.now());
    auto const memory = *store_.find(record->results[0].memory, {});
    EXPECT_EQ(memory.kind, MemoryKind::fact);
    EXPECT_EQ(memory.scope, talk_);
    EXPECT_EQ(memory.content.categories, std::vector<std::string>{"preferences"});
    EXPECT_EQ(memory.content.confidence, 0.4);
    EXPECT_EQ(memory.content.event_date, "2026-01-02");
    EXPECT_EQ(memory.valid_from, at("2026-01-02"));
    EXPECT_EQ(sources(memory), (std::vector<std::string>{"I drink tea", "Green tea"}));
    auto const history = store_.history(memory.row);
    EXPECT_EQ(history.at(0).actor, "model");
    EXPECT_EQ(history.at(0).reason, "because");
    EXPECT_EQ(indexed(memory.row).vector, (Vector{1, 0}));
    EXPECT_EQ(indexed(memory.row).source_text, "I drink tea\nGreen tea");
    EXPECT_TRUE(queue_.list().empty());
    EXPECT_FALSE(queue_.has_work());
    expect_well();
}

TEST_F(ApplyTest, TheTurnsOfADoneConversationAreLeftOutUnlessAskedFor) {
    auto const job = talk({"one"});
    auto const before = queue_.changes(talk_);
    apply(finishing(job));
    EXPECT_EQ(queue_.changes(talk_), before + 1);
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 0);
    std::vector<MemoryKind> const turns = {MemoryKind::turn};
    auto const page = store_.page(all_of("ana"), {}, turns, Store::Include::current, 10, {});
    ASSERT_EQ(page.memories.size(), 1u);
    EXPECT_TRUE(indexed(page.memories[0].row, before).is_extracted);  // the index is told
}

TEST_F(ApplyTest, AnUpdateIsANewVersionAndKeepsTheOldInHistory) {
    auto const old = learn(talk_, "Ana likes pizza");
    Revision revision;
    revision.id = old.id;
    revision.metadata = "{\"a\":1}";
    revision.categories = {"food"};
    revision.expires_at = at("2030-01-01");
    ASSERT_TRUE(store_.revise(revision));

    auto const job = talk({"I dislike pizza now"});
    auto all = finishing(job);
    auto& update =
        all.facts.emplace_back(change(Kind::update, "Ana dislikes pizza", clock_.now(), {job.turns[0].row}, old.row));
    update.fact.content.confidence = 0.9;
    apply(all);
    EXPECT_EQ(results(job.event), "UPDATE Ana dislikes pizza; ");
    EXPECT_EQ(store_.find_event(job.event, {})->results[0].previous_text, "Ana likes pizza");
    auto const memory = now(old);
    EXPECT_EQ(memory.version, 3);
    EXPECT_EQ(memory.content.confidence, 0.9);
    EXPECT_EQ(memory.content.metadata, "{\"a\":1}");
    EXPECT_EQ(memory.content.categories, std::vector<std::string>{"food"});
    EXPECT_EQ(memory.content.expires_at, at("2030-01-01"));
    EXPECT_EQ(memory.valid_from, clock_.now());
    EXPECT_EQ(sources(memory), (std::vector<std::string>{"turn: Ana likes pizza", "I dislike pizza now"}));
    EXPECT_EQ(indexed(memory.row).source_text, "I dislike pizza now");  // the old turn says nothing of it
    EXPECT_EQ(store_.history(memory.row).at(2).old_text, "Ana likes pizza");
    expect_well();
}

TEST_F(ApplyTest, AnUpdateNeverBecomesTrueBeforeWhatItReplaces) {
    auto const old = learn(talk_, "Ana lives in Bonn");
    auto const job = talk({"text"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::update, "Ana lives in Köln", at("2001-01-01"), {job.turns[0].row}, old.row));
    apply(all);
    EXPECT_EQ(now(old).valid_from, old.valid_from);
}

TEST_F(ApplyTest, AnEndedMemoryKeepsItsHistory) {
    auto const old = learn(talk_, "Ana is single");
    auto const job = talk({"I married", "yesterday"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::end, "", clock_.now() - 1min, {}, old.row));
    all.facts.push_back(change(Kind::add, "Ana is married", clock_.now(), {job.turns[0].row}));
    apply(all);
    EXPECT_EQ(results(job.event), "DELETE Ana is single; ADD Ana is married; ");
    EXPECT_EQ(now(old).valid_to, clock_.now() - 1min);
    EXPECT_EQ(store_.history(old.row).at(1).reason, "because");
    EXPECT_EQ(store_.history(old.row).at(1).actor, "model");
    expect_well();
}

TEST_F(ApplyTest, AMemoryEndsNotBeforeItBeganAndOnlyOnce) {
    auto const old = learn(talk_, "Ana is single");
    auto const job = talk({"text"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::end, "", at("2001-01-01"), {}, old.row));
    all.facts.push_back(change(Kind::end, "", at("2001-01-01"), {}, old.row));
    all.facts.push_back(change(Kind::update, "Ana is engaged", clock_.now(), {job.turns[0].row}, old.row));
    apply(all);
    EXPECT_EQ(now(old).valid_to, old.valid_from);
    EXPECT_EQ(results(job.event), "DELETE Ana is single; ADD Ana is engaged; ");
    expect_well();
}

TEST_F(ApplyTest, WhatIsSaidAgainGainsASourceInItsPlaceAmongTheResults) {
    auto const old = learn(talk_, "Ana likes tea");
    auto const before = queue_.changes(talk_);
    auto const job = talk({"As I said, tea", "and jazz"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::add, "Ana likes jazz", clock_.now(), {job.turns[1].row}));
    all.facts.push_back(change(Kind::confirm, "", clock_.now(), {job.turns[0].row}, old.row));
    all.facts.push_back(change(Kind::add, "Ana talks", clock_.now(), {job.turns[1].row}));
    apply(all);
    EXPECT_EQ(results(job.event), "ADD Ana likes jazz; NOOP Ana likes tea; ADD Ana talks; ");
    EXPECT_EQ(now(old).version, 1);
    EXPECT_EQ(sources(old), (std::vector<std::string>{"turn: Ana likes tea", "As I said, tea"}));
    EXPECT_EQ(indexed(old.row, before).source_text, "turn: Ana likes tea\nAs I said, tea");
    ASSERT_TRUE(change_text(old.id, "Ana likes coffee"));
    EXPECT_EQ(results(job.event), "ADD Ana likes jazz; NOOP Ana likes tea; ADD Ana talks; ");
    EXPECT_EQ(indexed(old.row).source_text, "");
    expect_well();
}

TEST_F(ApplyTest, AFactThatSaysWhatItsTurnSaysIsNotTheTurn) {
    auto const job = talk({"Ana likes tea"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::add, "Ana likes tea", clock_.now(), {job.turns[0].row}));
    apply(all);
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 1);
    expect_well();
}

TEST_F(ApplyTest, WhoDecidedOnAnOldStateIsAskedToLookAgain) {
    auto const job = talk({"one"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::add, "one", clock_.now(), {}));
    add_fact("written meanwhile");
    EXPECT_EQ(queue_.apply(all), Applied::others_wrote);
    EXPECT_EQ(results(job.event), "");
    all.seen_changes = queue_.changes(talk_);
    EXPECT_EQ(queue_.apply(all), Applied::done);
}

TEST_F(ApplyTest, WhatIsGoneOrSomebodyElsesIsNotTouched) {
    auto const of_ben = *store_.find(add(fact(ben_, "Ben is single", clock_.now())), {});
    auto const ended = *store_.find(add_fact("over"), {});
    ASSERT_TRUE(store_.end(removal({ended.id})));
    auto const job = talk({"one"});
    for (auto const row : {of_ben.row, ended.row, RowId{4711}}) {
        for (auto const kind : {Kind::end, Kind::update, Kind::confirm}) {
            auto all = finishing(job);
            all.facts.push_back(change(Kind::add, "not written", clock_.now(), {}));
            all.facts.push_back(change(kind, "other", clock_.now(), {}, row));
            EXPECT_EQ(queue_.apply(all), Applied::others_wrote);
        }
    }
    EXPECT_EQ(now(of_ben).content.text, "Ben is single");
    EXPECT_EQ(results(job.event), "");
}

TEST_F(ApplyTest, AStretchOfAConversationIsWrittenBeforeTheRest) {
    auto const job = talk({"one", "two", "three"});
    ASSERT_TRUE(queue_.keep_extraction(job.lease, "reply", job.turns[1].row));
    auto part = finishing(job);
    part.until = job.turns[1].row;
    part.finishes = false;
    part.summary = "so far";
    part.facts.push_back(change(Kind::add, "one", clock_.now(), {job.turns[0].row}));
    apply(part);
    EXPECT_EQ(status(job.event), EventStatus::running);
    EXPECT_EQ(queue_.list().at(0).turns, 1);
    expect_well();

    gone_ = {"me"};
    auto const rest = *lease("heir");
    EXPECT_EQ(texts(rest.turns), std::vector<std::string>{"three"});
    EXPECT_EQ(texts(rest.recent), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(rest.summary, "so far");
    EXPECT_FALSE(rest.extraction);
    auto all = finishing(rest);
    all.facts.push_back(change(Kind::add, "three", clock_.now(), {rest.turns[0].row}));
    apply(all);
    EXPECT_EQ(results(job.event), "ADD one; ADD three; ");
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 2);
    expect_well();
}

TEST_F(ApplyTest, ATurnIsItsOwnSourceWhateverConfirmsIt) {
    auto const turn = *store_.find(add(said(talk_, {"I like tea"}, clock_.now())), {});
    auto const job = talk({"Tea, I said"});
    auto all = finishing(job);
    all.facts.push_back(change(Kind::confirm, "", clock_.now(), {job.turns[0].row}, turn.row));
    apply(all);
    EXPECT_EQ(sources(turn), std::vector<std::string>{"I like tea"});
    expect_well();
}

TEST_F(ApplyTest, WhatIsDeletedWhileItWaitsIsNotExtracted) {
    auto const event = submit(talk_, {"forget me", "keep me"});
    auto const job = *lease();
    ASSERT_TRUE(queue_.keep_extraction(job.lease, "about both", job.turns[1].row));
    auto const page = store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {});
    ASSERT_TRUE(store_.end(removal({page.memories.at(1).id})));
    EXPECT_EQ(queue_.apply(finishing(job)), Applied::overtaken);
    auto const again = *lease();
    EXPECT_EQ(texts(again.turns), std::vector<std::string>{"keep me"});
    EXPECT_FALSE(again.extraction);
    expect_well();
    ASSERT_TRUE(store_.end(removal({page.memories.at(0).id})));
    EXPECT_EQ(status(event), EventStatus::succeeded);
    EXPECT_FALSE(queue_.has_work());
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage

#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using Names = std::vector<std::string>;

class StoreOverviewTest : public JobQueueTest {
protected:
    MemoryId add_until(std::string text, core::Timestamp expires_at) {
        auto addition = fact(ana_, std::move(text), clock_.now());
        addition.memories[0].content.expires_at = expires_at;
        return add(addition);
    }
    static ScopeFilter everybody() { return {}; }
};

TEST_F(StoreOverviewTest, CountsWhatAListShows) {
    add_fact("a");
    auto procedure = fact(ana_, "b", clock_.now());
    procedure.memories[0].kind = MemoryKind::procedure;
    add(procedure);
    store_.add(conversation(ana_, {{"Ana", "c"}, {"Ben", "d"}}, clock_.now()));
    add(fact(ben_, "e", clock_.now()));
    ASSERT_TRUE(store_.end(removal({add_fact("ended")})));
    add_until("expired", clock_.now() + 1h);
    clock_.pass(1h);

    auto const of_ana = store_.overview(all_of("ana"));
    EXPECT_EQ(of_ana.facts, 1);
    EXPECT_EQ(of_ana.turns, 2);
    EXPECT_EQ(of_ana.procedures, 1);
    EXPECT_EQ(of_ana.users, 1);
    EXPECT_EQ(of_ana.facts + of_ana.turns + of_ana.procedures,
              store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total);
    EXPECT_EQ(store_.overview(everybody()).facts, 2);
    EXPECT_EQ(store_.overview(everybody()).users, 2);
    EXPECT_EQ(store_.overview(all_of("nobody")).users, 0);
    ScopeFilter elsewhere;
    elsewhere.tenant.project = "other";
    EXPECT_EQ(store_.overview(elsewhere).users, 0);
}

TEST_F(StoreOverviewTest, TurnsForWhichFactsStandAreNotCounted) {
    learn(talk_, "tea");
    EXPECT_EQ(store_.overview(everybody()).turns, 0);
    EXPECT_EQ(store_.overview(everybody()).facts, 1);
}

TEST_F(StoreOverviewTest, CountsExtractionsOfWhoMayBeSeen) {
    auto bens = ben_;
    bens.session = "s2";
    submit(talk_, {"one"});
    submit(bens, {"two"});
    EXPECT_EQ(store_.extractions(all_of("ana")), (Extractions{1, 0, 0}));
    EXPECT_EQ(store_.extractions(everybody()), (Extractions{2, 0, 0}));
    auto const job = *lease();
    EXPECT_EQ(store_.extractions(everybody()), (Extractions{1, 1, 0}));
    EXPECT_EQ(store_.overview(everybody()).extractions, (Extractions{1, 1, 0}));
    ASSERT_TRUE(queue_.fail(job.lease, "no", DeadLetterKind::reply, "here", 1s));
    EXPECT_EQ(store_.extractions(everybody()), (Extractions{1, 0, 1}));
    EXPECT_EQ(store_.extractions(all_of(job.scope.user)), (Extractions{0, 0, 1}));
    EXPECT_EQ(store_.extractions(all_of("nobody")), (Extractions{}));
}

TEST_F(StoreOverviewTest, ChangesGrowWithEveryChangeOfTheirOwn) {
    EXPECT_EQ(store_.changes(all_of("ana")), ChangeState{});
    auto const id = add_fact("a");
    auto before = store_.changes(all_of("ana"));
    auto const everybody_before = store_.changes(everybody());
    auto const expect_growth = [&](char const* what) {
        auto const now = store_.changes(all_of("ana"));
        EXPECT_GT(now.changes, before.changes) << what;
        before = now;
    };
    ASSERT_TRUE(change_text(id, "b"));
    expect_growth("another text");
    auto const other = add_fact("c");
    expect_growth("another memory");
    ASSERT_TRUE(store_.end(removal({id})));
    expect_growth("one that ended");
    ASSERT_TRUE(store_.erase(removal({other})));
    expect_growth("one erased");
    add(fact(ben_, "d", clock_.now()));
    EXPECT_EQ(store_.changes(all_of("ana")), before) << "Ben is somebody else";
    EXPECT_GT(store_.changes(everybody()).changes, everybody_before.changes);
    auto const all_before = store_.changes(everybody());
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ben"))));
    EXPECT_GT(store_.changes(everybody()).changes, all_before.changes) << "users outlive their memories";
}

TEST_F(StoreOverviewTest, ChangesTellWhenSomethingExpires) {
    add_until("a", clock_.now() + 1h);
    auto const before = store_.changes(all_of("ana"));
    clock_.pass(1h - 1ms);
    EXPECT_EQ(store_.changes(all_of("ana")), before);
    clock_.pass(1ms);
    EXPECT_EQ(store_.changes(all_of("ana")).expired, 1);
    EXPECT_EQ(store_.changes(everybody()).expired, 1);
    EXPECT_EQ(store_.changes(all_of("ben")).expired, 0);
    store_.end_expired();
    EXPECT_EQ(store_.changes(all_of("ana")).expired, 0);
    EXPECT_GT(store_.changes(all_of("ana")).changes, before.changes);
}

TEST_F(StoreOverviewTest, AMemorysStateIsItsVersionItsEndAndItsSources) {
    auto const id = add(fact_of_turns(ana_, "a", {{"Ana", "I said a."}}, clock_.now()));
    EXPECT_EQ(store_.state(id, {}), (MemoryState{1, false, 1}));
    ASSERT_TRUE(store_.rate(id, {}, 1));
    EXPECT_EQ(store_.state(id, {}), (MemoryState{1, false, 1})) << "an opinion is not told";
    ASSERT_TRUE(change_text(id, "b"));
    EXPECT_EQ(store_.state(id, {}), (MemoryState{2, false, 1}));
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(store_.state(id, {}), (MemoryState{3, true, 1}));
    EXPECT_EQ(store_.state(id, all_of("ben")), std::nullopt);
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_EQ(store_.state(id, {}), std::nullopt);
}

TEST_F(StoreOverviewTest, IdsAreFoundByTheirBeginningNewestFirst) {
    auto const first = add_fact("a").text;
    auto const second = add_fact("b").text;
    auto const bens = add(fact(ben_, "c", clock_.now())).text;
    auto const ended = add_fact("d");
    ASSERT_TRUE(store_.end(removal({ended})));

    EXPECT_EQ(store_.ids_beginning_with("", everybody(), 10).names, (Names{bens, second, first}));
    EXPECT_EQ(store_.ids_beginning_with("", all_of("ana"), 10).names, (Names{second, first}));
    EXPECT_EQ(store_.ids_beginning_with(first, everybody(), 10).names, Names{first});
    EXPECT_EQ(store_.ids_beginning_with(first.substr(0, 4), everybody(), 10).total, 3) << "ids begin with the time";
    auto const one = store_.ids_beginning_with("", everybody(), 1);
    EXPECT_EQ(one.names, Names{bens});
    EXPECT_EQ(one.total, 3);
    for (auto const* const other : {"x", "%", "_", "0%", "*", "'", "\xff"})
        EXPECT_EQ(store_.ids_beginning_with(other, everybody(), 10).total, 0) << other;
}

TEST_F(StoreOverviewTest, UsersAreFoundByTheirBeginningWhenTheyHaveSomething) {
    for (auto const* const name : {"anton", "ana", "Ana", "bea", "zoë", "ana%"}) {
        auto scope = ana_;
        scope.user = name;
        add(fact(scope, "a", clock_.now()));
    }
    auto scope = ana_;
    scope.user = "anja";
    ASSERT_TRUE(store_.end(removal({add(fact(scope, "a", clock_.now()))})));

    EXPECT_EQ(store_.users_beginning_with("an", everybody(), 10).names, (Names{"ana", "ana%", "anton"}));
    EXPECT_EQ(store_.users_beginning_with("zo", everybody(), 10).names, Names{"zoë"});
    EXPECT_EQ(store_.users_beginning_with("ana%", everybody(), 10).names, Names{"ana%"});
    EXPECT_EQ(store_.users_beginning_with("%", everybody(), 10).total, 0);
    EXPECT_EQ(store_.users_beginning_with("", all_of("bea"), 10).names, Names{"bea"});
    EXPECT_EQ(store_.users_beginning_with("an", all_of("bea"), 10).total, 0);
    auto const two = store_.users_beginning_with("", everybody(), 2);
    EXPECT_EQ(two.names, (Names{"Ana", "ana"}));
    EXPECT_EQ(two.total, 6);
}

}  // namespace
}  // namespace keepsake::storage

#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class StoreExpiryTest : public StoreTest {
protected:
    MemoryId add_until(core::Scope const& scope, std::string text, core::Timestamp expires_at) {
        auto addition = fact(scope, std::move(text), clock_.now());
        addition.memories[0].content.expires_at = expires_at;
        return add(addition);
    }
    MemoryRecord memory(MemoryId const& id) const { return *store_.find(id, {}); }
};

TEST_F(StoreExpiryTest, EndsWhatHasExpiredAsOfThen) {
    auto const start = clock_.now();
    auto const id = add_until(ana_, "a", start + 1h);
    auto const later = add_until(ana_, "b", start + 3h);
    auto const without = add_fact("c");
    clock_.pass(1h - 1ms);
    EXPECT_EQ(store_.end_expired(), 0);
    clock_.set(start + 2h);
    EXPECT_EQ(store_.end_expired(), 1);

    auto const ended = memory(id);
    EXPECT_EQ(ended.valid_to, start + 1h);
    EXPECT_EQ(ended.updated_at, start + 2h);
    EXPECT_EQ(ended.version, 2);
    auto const history = store_.history(ended.row);
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[1].event, ChangeEvent::end);
    EXPECT_EQ(history[1].actor, "keepsake");
    EXPECT_EQ(history[1].reason, "expired");
    EXPECT_FALSE(memory(later).valid_to);
    EXPECT_FALSE(memory(without).valid_to);
    EXPECT_EQ(store_.check(), std::vector<std::string>{});
}

TEST_F(StoreExpiryTest, EndsEachOnceAndLeavesTheEndedAlone) {
    auto const id = add_until(ana_, "a", clock_.now() + 1h);
    auto const removed = add_until(ana_, "b", clock_.now() + 1h);
    ASSERT_TRUE(store_.end(removal({removed})));
    auto const end = memory(removed).valid_to;
    clock_.pass(2h);
    EXPECT_EQ(store_.end_expired(), 1);
    EXPECT_EQ(store_.end_expired(), 0);
    EXPECT_EQ(memory(removed).valid_to, end);
    EXPECT_EQ(memory(id).version, 2);
}

TEST_F(StoreExpiryTest, DoesNotEndBeforeTheBeginning) {
    auto const id = add_until(ana_, "a", clock_.now() - 24h);
    EXPECT_EQ(store_.end_expired(), 1);
    EXPECT_EQ(memory(id).valid_to, memory(id).valid_from);
}

TEST_F(StoreExpiryTest, CountsTheChangeOfEachUser) {
    add_until(ana_, "a", clock_.now() + 1h);
    add_until(ana_, "b", clock_.now() + 1h);
    add_until(ben_, "c", clock_.now() + 9h);
    auto const ana = state_of("ana").changes;
    auto const ben = state_of("ben").changes;
    clock_.pass(2h);
    EXPECT_EQ(store_.end_expired(), 2);
    EXPECT_EQ(state_of("ana").changes, ana + 1);
    EXPECT_EQ(state_of("ben").changes, ben);
    int changed = 0;
    (void)store_.read_changes(state_of("ana").row, ana, [&](IndexedRow const& row) { changed += row.current ? 0 : 1; });
    EXPECT_EQ(changed, 2) << "an index hears of them";
}

TEST_F(StoreExpiryTest, GoesOnOverManyBatches) {
    auto addition = fact(ana_, "x", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    for (int i = 1; i < 1201; ++i) addition.memories.push_back(addition.memories[0]);
    store_.add(addition);
    clock_.pass(1h);
    EXPECT_EQ(store_.end_expired(), 1201);
    EXPECT_EQ(store_.check(), std::vector<std::string>{});
}

}  // namespace
}  // namespace keepsake::storage

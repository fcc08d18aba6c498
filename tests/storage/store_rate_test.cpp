#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using namespace std::chrono_literals;

class StoreRateTest : public StoreTest {
protected:
    IndexedRow row_of(MemoryId const& id) const {
        auto const memory = store_.find(id, {});
        IndexedRow found;
        store_.read_changes(state_of("ana").row, 0, [&](IndexedRow&& row) {
            if (memory && row.row == memory->row) found = std::move(row);
        });
        return found;
    }
};

TEST_F(StoreRateTest, ARatingIsSeenByTheIndexAndTakenBack) {
    auto const id = add_fact("tea");
    EXPECT_EQ(row_of(id).feedback, 0);
    for (int const feedback : {-2, 1, 0}) {
        ASSERT_TRUE(store_.rate(id, {}, feedback));
        EXPECT_EQ(row_of(id).feedback, feedback);
    }
}

TEST_F(StoreRateTest, ARatingIsAChangeButNoVersion) {
    auto const id = add_fact("tea");
    add_fact("coffee");
    auto const before = state_of("ana");
    auto const added_at = clock_.now();
    clock_.pass(1h);
    auto const rated = store_.rate(id, all_of("ana"), 1);
    ASSERT_TRUE(rated);
    EXPECT_EQ(rated.value().id, id);
    EXPECT_EQ(rated.value().version, 1);
    EXPECT_EQ(store_.history(rated.value().row).size(), 1u);
    EXPECT_EQ(row_of(id).updated_at, added_at) << "it still says what it said then";
    std::vector<std::string> changed;
    store_.read_changes(before.row, before.changes, [&](IndexedRow&& row) { changed.push_back(row.text); });
    EXPECT_EQ(changed, std::vector<std::string>{"tea"});
    EXPECT_EQ(store_.check(), std::vector<std::string>{});
}

TEST_F(StoreRateTest, WhatMayNotBeSeenIsNotRated) {
    auto const id = add_fact("tea");
    auto const of_ben = store_.rate(id, all_of("ben"), -2);
    ASSERT_FALSE(of_ben);
    EXPECT_EQ(of_ben.error().kind, core::ErrorKind::not_found);
    EXPECT_EQ(row_of(id).feedback, 0);
    EXPECT_FALSE(store_.rate({"no such id"}, {}, 1));
}

TEST_F(StoreRateTest, ARowTellsHowSureItIsAndWhenItLastChanged) {
    auto addition = fact(ana_, "tea", at("2020-01-01"));
    addition.memories[0].content.confidence = .25;
    auto const id = add(addition);
    EXPECT_EQ(row_of(id).confidence, .25);
    EXPECT_EQ(row_of(id).updated_at, clock_.now()) << "not since when it holds";
    clock_.pass(1h);
    ASSERT_TRUE(change_text(id, "green tea"));
    EXPECT_EQ(row_of(id).confidence, .25);
    EXPECT_EQ(row_of(id).updated_at, clock_.now());
}

TEST_F(StoreRateTest, APastViewTellsWhenItsVersionWasWrittenAndTodaysRating) {
    auto const id = add_fact("tea");
    auto const first = clock_.now();
    clock_.pass(1h);
    ASSERT_TRUE(change_text(id, "green tea"));
    ASSERT_TRUE(store_.rate(id, {}, -1));
    std::vector<IndexedRow> rows;
    store_.read_past(state_of("ana").row, {.as_of = {}, .known_at = first, .superseded_too = false},
                     [&](IndexedRow&& row) { rows.push_back(std::move(row)); });
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].updated_at, first);
    EXPECT_EQ(rows[0].feedback, -1);
}

}  // namespace
}  // namespace keepsake::storage

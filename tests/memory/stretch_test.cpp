#include "memory/extraction/stretch.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

using storage::JobTurn;
using Rows = std::vector<storage::RowId>;

JobTurn turn(storage::RowId row, bool is_context = false, std::size_t bytes = 20) {
    return {row, "user", "Ana", std::string(bytes, 'a'), {}, is_context};
}

Rows rows_of(std::vector<JobTurn> const& turns) {
    Rows rows;
    for (auto const& one : turns) rows.push_back(one.row);
    return rows;
}

TEST(Stretch, HoldsNewTurnsAndShowsTheContextAmongThem) {
    std::vector<JobTurn> const recent = {turn(1), turn(2)};
    std::vector<JobTurn> const turns = {turn(3), turn(4, true), turn(5)};
    auto const stretch = next_stretch(recent, turns, 10'000);
    EXPECT_EQ(rows_of(stretch.turns), (Rows{3, 5}));
    EXPECT_EQ(rows_of(stretch.recent), (Rows{1, 2, 4}));
    EXPECT_EQ(stretch.until, 5);
}

TEST(Stretch, ShowsTheLastTenOfTheContext) {
    std::vector<JobTurn> recent;
    for (storage::RowId row = 1; row <= 12; ++row) recent.push_back(turn(row));
    EXPECT_EQ(rows_of(next_stretch(recent, std::vector{turn(20)}, 10'000).recent),
              (Rows{3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

TEST(Stretch, LeavesOutContextThatWouldTakeTheRoom) {
    std::vector<JobTurn> const recent = {turn(1), turn(2, true, 5000), turn(3)};
    EXPECT_EQ(rows_of(next_stretch(recent, std::vector{turn(20)}, 1000).recent), Rows{3});
}

TEST(Stretch, IsCutBetweenTurns) {
    std::vector<JobTurn> const turns = {turn(1, false, 400), turn(2, false, 400), turn(3, false, 400)};
    auto const stretch = next_stretch({}, turns, 1000);
    EXPECT_EQ(rows_of(stretch.turns), (Rows{1, 2}));
    EXPECT_EQ(stretch.until, 2);
    EXPECT_LE(stretch.bytes(), 1000u);
    EXPECT_EQ(rows_of(next_stretch({}, turns, stretch.bytes() / 2).turns), Rows{1});
}

TEST(Stretch, HoldsATurnThatIsTooLongByItself) {
    EXPECT_EQ(rows_of(next_stretch({}, std::vector{turn(1, false, 5000), turn(2)}, 1000).turns), Rows{1});
}

TEST(Stretch, EndsWhereItIsTold) {
    std::vector<JobTurn> const turns = {turn(1), turn(2), turn(3)};
    EXPECT_EQ(rows_of(next_stretch({}, turns, 10'000, 2).turns), (Rows{1, 2}));
}

TEST(Stretch, OfContextOnlyIsEmpty) {
    auto const stretch = next_stretch({}, std::vector{turn(1, true)}, 100);
    EXPECT_TRUE(stretch.is_empty());
    EXPECT_EQ(stretch.until, 1);
}

}  // namespace
}  // namespace keepsake::memory

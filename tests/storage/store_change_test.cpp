#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class StoreChangeTest : public StoreTest {};

TEST_F(StoreChangeTest, ARevisionIsANewVersionThatHoldsFromNow) {
    auto const id = add(fact(ana_, "Ana lives in Porto", at("2025-01-01")));
    clock_.pass(1h);
    auto const revised = change_text(id, "Ana lives in Lisbon");
    ASSERT_TRUE(revised);
    EXPECT_EQ(revised.value().version, 2);
    EXPECT_EQ(revised.value().content.text, "Ana lives in Lisbon");
    EXPECT_EQ(revised.value().valid_from, clock_.now());
    EXPECT_EQ(revised.value().updated_at, clock_.now());
    EXPECT_EQ(revised.value().created_at, clock_.now() - 1h);
    EXPECT_EQ(store_.find(id, {})->content.text, "Ana lives in Lisbon");
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreChangeTest, WhatARevisionDoesNotNameStays) {
    auto addition = fact(ana_, "Ana likes tea", at("2025-01-01"));
    addition.memories[0].content.categories = {"drinks"};
    addition.memories[0].content.expires_at = at("2030-01-01");
    auto const id = add(addition);
    clock_.pass(1h);
    Revision revision;
    revision.id = id;
    revision.metadata = R"({"a":1})";
    auto const revised = store_.revise(revision);
    ASSERT_TRUE(revised);
    EXPECT_EQ(revised.value().content.text, "Ana likes tea");
    EXPECT_EQ(revised.value().content.categories, std::vector<std::string>{"drinks"});
    EXPECT_EQ(revised.value().content.expires_at, at("2030-01-01"));
    EXPECT_EQ(revised.value().content.metadata, R"({"a":1})");
    EXPECT_EQ(revised.value().valid_from, at("2025-01-01")) << "the statement itself holds as long as before";
}

TEST_F(StoreChangeTest, AStaleExpectationIsAConflictThatNamesBothVersions) {
    auto const id = add_fact("one");
    ASSERT_TRUE(change_text(id, "two"));
    Revision revision;
    revision.id = id;
    revision.text = "three";
    revision.expected_version = 1;
    auto const refused = store_.revise(revision);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, core::ErrorKind::conflict);
    EXPECT_NE(refused.error().message.find("version 2"), std::string::npos);
    EXPECT_NE(refused.error().message.find("not 1"), std::string::npos);
    EXPECT_EQ(store_.find(id, {})->content.text, "two");
    revision.expected_version = 2;
    EXPECT_TRUE(store_.revise(revision));
}

TEST_F(StoreChangeTest, OfTwoThatExpectTheSameVersionOneIsRefused) {
    auto const id = add_fact("one");
    Store other(folder_.path(), clock_);
    Revision revision;
    revision.id = id;
    revision.expected_version = 1;
    revision.text = "mine";
    EXPECT_TRUE(store_.revise(revision));
    revision.text = "yours";
    EXPECT_FALSE(other.revise(revision));
    EXPECT_EQ(other.find(id, {})->content.text, "mine");
}

TEST_F(StoreChangeTest, WhatHasEndedCannotBeChanged) {
    auto const id = add_fact("one");
    ASSERT_TRUE(store_.end(removal({id})));
    auto const refused = change_text(id, "two");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, core::ErrorKind::conflict);
}

TEST_F(StoreChangeTest, WhatMayNotBeSeenCannotBeChanged) {
    auto const id = add_fact("one");
    Revision revision;
    revision.id = id;
    revision.visible = all_of("ben");
    revision.text = "two";
    EXPECT_EQ(store_.revise(revision).error().kind, core::ErrorKind::not_found);
    auto stranger = removal({id});
    stranger.visible = all_of("ben");
    EXPECT_EQ(store_.end(stranger).error().kind, core::ErrorKind::not_found);
    EXPECT_EQ(store_.erase(stranger).error().kind, core::ErrorKind::not_found);
    EXPECT_EQ(store_.find(id, {})->version, 1);
}

TEST_F(StoreChangeTest, EndingKeepsTheMemoryAndItsHistory) {
    auto const id = add_fact("one");
    ASSERT_TRUE(change_text(id, "two"));
    clock_.pass(1h);
    EXPECT_EQ(store_.end(removal({id})).value(), 1);
    auto const ended = store_.find(id, {});
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->valid_to, clock_.now());
    EXPECT_EQ(ended->version, 3);

    auto const history = store_.history(ended->row);
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history[0].event, ChangeEvent::add);
    EXPECT_FALSE(history[0].old_text);
    EXPECT_EQ(history[0].new_text, "one");
    EXPECT_EQ(history[1].event, ChangeEvent::update);
    EXPECT_EQ(history[1].old_text, "one");
    EXPECT_EQ(history[1].new_text, "two");
    EXPECT_EQ(history[1].actor, "tests");
    EXPECT_EQ(history[1].reason, "it changed");
    EXPECT_EQ(history[2].event, ChangeEvent::end);
    EXPECT_EQ(history[2].old_text, "two");
    EXPECT_FALSE(history[2].new_text);
    EXPECT_EQ(history[2].time, clock_.now());
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreChangeTest, EndingCountsEachOnceAndWhatHadEndedNotAtAll) {
    auto const one = add_fact("one");
    auto const two = add_fact("two");
    EXPECT_EQ(store_.end(removal({one, one})).value(), 1);
    EXPECT_EQ(store_.end(removal({one, two})).value(), 1);
    auto const changes = state_of("ana").changes;
    EXPECT_EQ(store_.end(removal({one, two})).value(), 0);
    EXPECT_EQ(state_of("ana").changes, changes) << "nothing happened";
}

TEST_F(StoreChangeTest, OneWrongIdEndsNothing) {
    auto const id = add_fact("one");
    auto const refused = store_.end(removal({id, {"no-such-id"}}));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("no-such-id"), std::string::npos);
    EXPECT_FALSE(store_.find(id, {})->valid_to);
}

TEST_F(StoreChangeTest, EndingAScopeEndsWhatIsInItAndNothingElse) {
    auto scope = ana_;
    scope.session = "s1";
    auto const inside = add(fact(scope, "inside", clock_.now()));
    auto const outside = add_fact("outside");
    auto const his = add(fact(ben_, "his", clock_.now()));
    auto filter = all_of("ana");
    filter.session = "s1";
    EXPECT_EQ(store_.end(removal_of_all(filter)).value(), 1);
    EXPECT_TRUE(store_.find(inside, {})->valid_to);
    EXPECT_FALSE(store_.find(outside, {})->valid_to);
    EXPECT_FALSE(store_.find(his, {})->valid_to);
}

TEST_F(StoreChangeTest, VersionsAreAppendOnly) {
    add_fact("one");
    auto connection = raw();
    EXPECT_ANY_THROW(connection.run("UPDATE versions SET text = 'rewritten'"));
    EXPECT_EQ(connection.number("SELECT count(*) FROM versions WHERE text = 'one'"), 1);
}

TEST_F(StoreChangeTest, LoadsTheVersionAskedForInTheOrderAskedFor) {
    auto const id = add(fact(ana_, "one", at("2025-01-01")));
    ASSERT_TRUE(change_text(id, "two"));
    auto const row = store_.find(id, {})->row;
    std::vector<std::pair<RowId, int>> const wanted = {{row, 2}, {row, 9}, {row, 1}, {row + 1, 1}};
    auto const loaded = store_.load_versions(wanted);
    ASSERT_EQ(loaded.size(), 2u);
    EXPECT_EQ(loaded[0].content.text, "two");
    EXPECT_FALSE(loaded[0].valid_to);
    EXPECT_EQ(loaded[1].content.text, "one");
    EXPECT_EQ(loaded[1].version, 1);
    EXPECT_EQ(loaded[1].valid_from, at("2025-01-01"));
    EXPECT_EQ(loaded[1].valid_to, clock_.now()) << "a version ends where the next begins";
}

}  // namespace
}  // namespace keepsake::storage

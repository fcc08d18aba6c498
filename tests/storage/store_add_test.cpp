#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class StoreAddTest : public StoreTest {};

TEST_F(StoreAddTest, WhatIsAddedIsFoundWithAllThatItCarries) {
    auto addition = fact({.tenant = {}, .user = "ana", .agent = "planner", .app = "desktop", .session = "s1"},
                         "Ana likes tea", at("2026-01-01"));
    auto& content = addition.memories[0].content;
    content.categories = {"drinks", "naïve \"quoted\""};
    content.metadata = R"({"topic":"tea"})";
    content.confidence = .75;
    content.event_date = "2026-01-01";
    content.expires_at = at("2027-01-01");
    auto const id = add(addition);

    auto const found = store_.find(id, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->kind, MemoryKind::fact);
    EXPECT_EQ(found->scope, addition.scope);
    EXPECT_EQ(found->content.text, "Ana likes tea");
    EXPECT_EQ(found->content.categories, content.categories);
    EXPECT_EQ(found->content.metadata, content.metadata);
    EXPECT_EQ(found->content.confidence, .75);
    EXPECT_EQ(found->content.event_date, "2026-01-01");
    EXPECT_EQ(found->content.expires_at, at("2027-01-01"));
    EXPECT_EQ(found->valid_from, at("2026-01-01"));
    EXPECT_EQ(found->created_at, clock_.now());
    EXPECT_EQ(found->updated_at, clock_.now());
    EXPECT_FALSE(found->valid_to);
    EXPECT_EQ(found->version, 1);
    EXPECT_EQ(store_.load({{found->row}}).at(0).id, id);
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreAddTest, IsOnTheDiskForEveryOtherStoreOnTheFolder) {
    auto const id = add_fact("Ana likes tea");
    Store const other(folder_.path(), clock_);
    EXPECT_TRUE(other.find(id, {}));
}

TEST_F(StoreAddTest, OfAnotherScopeNothingIsFound) {
    auto scope = ana_;
    scope.session = "s1";
    auto const id = add(fact(scope, "secret", clock_.now()));
    EXPECT_TRUE(store_.find(id, all_of("ana")));
    EXPECT_FALSE(store_.find(id, all_of("ben")));
    auto filter = all_of("ana");
    filter.session = "s2";
    EXPECT_FALSE(store_.find(id, filter));
    filter.session = "s1";
    EXPECT_TRUE(store_.find(id, filter));
    filter.tenant.project = "other";
    EXPECT_FALSE(store_.find(id, filter));
    EXPECT_FALSE(store_.find({"no-such-id"}, {}));
}

TEST_F(StoreAddTest, SourcesAreTheTurnsInTheirOrderWithRoleAndSpeaker) {
    auto scope = ana_;
    scope.session = "s1";
    auto const id =
        add(fact_of_turns(scope, "Ana moved to Porto", {{"Ana", "I moved."}, {"", "To Porto?"}}, at("2026-03-01")));
    auto const sources = store_.sources(store_.find(id, {})->row);
    ASSERT_EQ(sources.size(), 2u);
    EXPECT_EQ(sources[0].text, "I moved.");
    EXPECT_EQ(sources[0].speaker, "Ana");
    EXPECT_EQ(sources[0].time, at("2026-03-01"));
    EXPECT_EQ(sources[0].session, "s1");
    EXPECT_EQ(sources[1].role, "user");
    EXPECT_EQ(sources[1].speaker, "") << "nobody is named";
}

TEST_F(StoreAddTest, AnEventCanBeAskedForByWhoMaySeeIt) {
    auto const added = store_.add(conversation(ana_, {{"Ana", "Hello"}, {"Ben", "Hi"}}, clock_.now()));
    auto const event = store_.find_event(added.event, all_of("ana"));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->status, EventStatus::succeeded);
    EXPECT_EQ(event->attempts, 1);
    EXPECT_EQ(event->created_at, clock_.now());
    EXPECT_EQ(event->completed_at, clock_.now());
    EXPECT_FALSE(event->error);
    ASSERT_EQ(event->results.size(), 2u);
    EXPECT_EQ(event->results[0].memory, added.memories[0]);
    EXPECT_EQ(event->results[1].text, "Hi");
    EXPECT_EQ(event->results[1].event, ChangeEvent::add);
    EXPECT_FALSE(event->results[1].previous_text);

    EXPECT_FALSE(store_.find_event(added.event, all_of("ben")));
    EXPECT_FALSE(store_.find_event({"no-such-event"}, {}));
}

TEST_F(StoreAddTest, AnEventStillSaysWhatItAddedAfterThatHasChanged) {
    auto const added = store_.add(fact(ana_, "first", clock_.now()));
    ASSERT_TRUE(change_text(added.memories[0], "second"));
    auto const event = store_.find_event(added.event, {});
    ASSERT_EQ(event->results.size(), 1u);
    EXPECT_EQ(event->results[0].text, "first");
}

TEST_F(StoreAddTest, EveryChangeOfAUsersMemoriesIsCountedForThatUserOnly) {
    auto const id = add_fact("one");
    add(fact(ben_, "his", clock_.now()));
    auto const before = state_of("ana").changes;
    store_.add(conversation(ana_, {{"Ana", "two"}, {"Ana", "three"}}, clock_.now()));
    EXPECT_EQ(state_of("ana").changes, before + 1) << "one call is one change";
    ASSERT_TRUE(change_text(id, "uno"));
    EXPECT_EQ(state_of("ana").changes, before + 2);
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(state_of("ana").changes, before + 3);
    EXPECT_EQ(state_of("ben").changes, 1);
    EXPECT_EQ(state_of("ana").last_erasure, 0);
}

TEST_F(StoreAddTest, AddsAllOfACallOrNothing) {
    auto addition = fact(ana_, "good", clock_.now());
    addition.memories.push_back(addition.memories[0]);
    addition.memories[1].sources = {7};  // there is no such turn
    EXPECT_THROW(store_.add(addition), std::out_of_range);
    EXPECT_TRUE(store_.users({}).empty());
    EXPECT_EQ(store_.statistics().memories, 0);
    add_fact("the store goes on");
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreAddTest, UsersAreThoseAFilterMaySee) {
    auto scope = ana_;
    scope.agent = "planner";
    add(fact(scope, "x", clock_.now()));
    add(fact(ben_, "y", clock_.now()));
    scope.tenant.org = "elsewhere";
    add(fact(scope, "z", clock_.now()));
    EXPECT_EQ(store_.users({}).size(), 2u) << "of this tenant";
    EXPECT_EQ(store_.all_users().size(), 3u);
    ScopeFilter filter;
    filter.agent = "planner";
    EXPECT_EQ(store_.users(filter).size(), 1u);
}

}  // namespace
}  // namespace keepsake::storage

#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class StoreEraseTest : public StoreTest {
protected:
    bool anywhere(std::string const& word) const {
        for (auto const& [file, bytes] : bytes_of_folder()) {
            if (bytes.find(word) != std::string::npos) return true;
        }
        return false;
    }
};

TEST_F(StoreEraseTest, NoByteOfWhatIsErasedStays) {
    auto scope = ana_;
    scope.session = "zebrasession";
    auto const id = add(fact_of_turns(scope, "zebrafact", {{"zebraspeaker", "zebraturn"}}, clock_.now()));
    add_fact("kept");
    ASSERT_TRUE(change_text(id, "zebrachange"));
    ASSERT_TRUE(anywhere("zebra"));
    EXPECT_EQ(store_.erase(removal({id})).value(), 1);
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_FALSE(store_.find(id, {}));
    EXPECT_EQ(store_.statistics().memories, 1);
    EXPECT_EQ(store_.statistics().turns, 0);
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreEraseTest, TheOtherMemoriesThatAreItsTurnsGoToo) {
    auto addition = conversation(ana_, {{"Ana", "zebra one"}, {"Ana", "two"}}, clock_.now());
    auto& made = addition.memories.emplace_back();
    made.content.text = "zebra fact";
    made.sources = {0};
    auto const added = store_.add(addition);
    EXPECT_EQ(store_.erase(removal({added.memories[2]})).value(), 2);
    EXPECT_FALSE(store_.find(added.memories[0], {}));
    EXPECT_TRUE(store_.find(added.memories[1], {}));
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_TRUE(store_.check().empty());
}

TEST_F(StoreEraseTest, AScopeGoesWithAllOfItsTurns) {
    auto scope = ana_;
    scope.session = "s1";
    store_.add(conversation(scope, {{"Ana", "zebra"}}, clock_.now()));
    auto const kept = add_fact("kept");
    auto filter = all_of("ana");
    filter.session = "s1";
    EXPECT_EQ(store_.erase(removal_of_all(filter)).value(), 1);
    EXPECT_FALSE(anywhere("zebra"));
    EXPECT_TRUE(store_.find(kept, {}));
}

TEST_F(StoreEraseTest, AScopeWhoseTurnsAreNoMemoriesGoesJustSo) {
    auto turns_only = conversation(ana_, {{"Ana", "zebra"}}, clock_.now());
    turns_only.memories.clear();
    store_.add(turns_only);
    ASSERT_TRUE(anywhere("zebra"));
    ASSERT_TRUE(store_.erase(removal_of_all(all_of("ana"))));
    EXPECT_EQ(store_.statistics().turns, 0);
    EXPECT_FALSE(anywhere("zebra"));
}

TEST_F(StoreEraseTest, AnAuditRowStaysThatSaysHowMuchAndByWhom) {
    auto const id = add(fact_of_turns(ana_, "x", {{"Ana", "y"}, {"Ana", "z"}}, clock_.now()));
    ASSERT_TRUE(store_.erase(removal({id})));
    auto connection = raw();
    auto rows = connection.query("SELECT memories, turns, actor, erased_at FROM erasures");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 1);
    EXPECT_EQ(rows.integer(1), 2);
    EXPECT_EQ(rows.text(2), "tests");
    EXPECT_EQ(rows.integer(3), clock_.now().time_since_epoch().count());
    EXPECT_FALSE(rows.next());
}

TEST_F(StoreEraseTest, TheUsersStateSaysThatSomethingWasErased) {
    auto const id = add_fact("one");
    ASSERT_TRUE(store_.erase(removal({id})));
    auto const state = state_of("ana");
    EXPECT_EQ(state.changes, 2);
    EXPECT_EQ(state.last_erasure, 2);
}

TEST_F(StoreEraseTest, AnEventForgetsWhatWasErasedOfIt) {
    auto const added = store_.add(conversation(ana_, {{"Ana", "one"}, {"Ana", "two"}}, clock_.now()));
    ASSERT_TRUE(store_.erase(removal({added.memories[0]})));
    ASSERT_EQ(store_.find_event(added.event, {})->results.size(), 1u);
    ASSERT_TRUE(store_.erase(removal({added.memories[1]})));
    EXPECT_FALSE(store_.find_event(added.event, {}));
}

TEST_F(StoreEraseTest, WhatHasEndedCanBeErased) {
    auto const id = add_fact("zebra");
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(store_.erase(removal({id})).value(), 1);
    EXPECT_FALSE(anywhere("zebra"));
}

TEST_F(StoreEraseTest, CopiesFromBeforeAnUpgradeGoToo) {
    auto const id = add_fact("zebra");
    raw().run("VACUUM INTO ?", (folder_.path() / "keepsake.db.before-version-1").string());
    ASSERT_EQ(sqlite::upgrade_backups(folder_.path()).size(), 1u);
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_TRUE(sqlite::upgrade_backups(folder_.path()).empty());
    EXPECT_FALSE(anywhere("zebra"));
}

TEST_F(StoreEraseTest, ARebuildThatDidNotHappenHappensAtTheNextOpening) {
    add_fact("kept");
    auto const backup = folder_.path() / "keepsake.db.before-version-1";
    raw().run("VACUUM INTO ?", backup.string());
    raw().run("INSERT INTO store_state(key, value) VALUES('rebuild_pending', 1)");
    Store const next(folder_.path(), clock_);
    next.open();
    EXPECT_FALSE(std::filesystem::exists(backup));
    EXPECT_EQ(raw().number("SELECT count(*) FROM store_state"), 0);
}

TEST_F(StoreEraseTest, NothingToEraseIsNoFault) {
    add_fact("one");
    EXPECT_EQ(store_.erase(removal_of_all(all_of("nobody"))).value(), 0);
    EXPECT_EQ(state_of("ana").last_erasure, 0);
}

}  // namespace
}  // namespace keepsake::storage

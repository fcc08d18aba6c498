#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

using Texts = std::vector<std::string>;

/// Ana lived in Porto from January 2025, told in January 2026; in Lisbon from February 2026; the memory ended in March.
class StorePastTest : public StoreTest {
protected:
    void SetUp() override {
        clock_.set(at("2026-01-10"));
        id_ = add(fact(ana_, "Porto", at("2025-01-01")));
        clock_.set(at("2026-02-10"));
        ASSERT_TRUE(change_text(id_, "Lisbon"));
        clock_.set(at("2026-03-10"));
        ASSERT_TRUE(store_.end(removal({id_})));
        clock_.set(at("2026-04-10"));
    }
    Texts seen(PastView const& view) const {
        Texts texts;
        store_.read_past(state_of("ana").row, view, [&](IndexedRow&& row) {
            EXPECT_TRUE(row.current);
            texts.push_back(std::move(row.text));
        });
        return texts;
    }
    Texts as_of(std::string const& time) const {
        return seen({.as_of = at(time), .known_at = {}, .superseded_too = false});
    }
    Texts known_at(std::string const& time) const {
        return seen({.as_of = {}, .known_at = at(time), .superseded_too = false});
    }

    MemoryId id_;
};

TEST_F(StorePastTest, AsOfShowsWhatWasTrueThen) {
    EXPECT_EQ(as_of("2024-12-31"), Texts{});
    EXPECT_EQ(as_of("2025-01-01"), Texts{"Porto"}) << "from the moment on";
    EXPECT_EQ(as_of("2026-02-09"), Texts{"Porto"});
    EXPECT_EQ(as_of("2026-02-10"), Texts{"Lisbon"});
    EXPECT_EQ(as_of("2026-03-09"), Texts{"Lisbon"});
    EXPECT_EQ(as_of("2026-03-10"), Texts{});
    EXPECT_EQ(as_of("2030-01-01"), Texts{});
}

TEST_F(StorePastTest, KnownAtShowsWhatWasKnownThen) {
    EXPECT_EQ(known_at("2026-01-09"), Texts{});
    EXPECT_EQ(known_at("2026-01-10"), Texts{"Porto"});
    EXPECT_EQ(known_at("2026-02-10"), Texts{"Lisbon"});
    EXPECT_EQ(known_at("2026-03-10"), Texts{});
}

TEST_F(StorePastTest, BothTogetherShowWhatWasThoughtThenOfAnEarlierTime) {
    EXPECT_EQ(seen({.as_of = at("2025-06-01"), .known_at = at("2026-01-10"), .superseded_too = false}), Texts{"Porto"});
    EXPECT_EQ(seen({.as_of = at("2025-06-01"), .known_at = at("2026-01-09"), .superseded_too = false}), Texts{});
    EXPECT_EQ(seen({.as_of = at("2026-03-20"), .known_at = at("2026-02-20"), .superseded_too = false}), Texts{"Lisbon"})
        << "the end was not known yet";
}

TEST_F(StorePastTest, SupersededShowsEveryVersionOfItsTime) {
    EXPECT_EQ(seen({.as_of = {}, .known_at = {}, .superseded_too = true}), (Texts{"Porto", "Lisbon"}));
    EXPECT_EQ(seen({.as_of = at("2025-06-01"), .known_at = {}, .superseded_too = true}), Texts{"Porto"});
    EXPECT_EQ(seen({.as_of = {}, .known_at = at("2026-01-20"), .superseded_too = true}), Texts{"Porto"});
}

TEST_F(StorePastTest, AStatementAboutTheFutureIsNotTrueBeforeItsTime) {
    clock_.set(at("2026-05-01"));
    add(fact(ana_, "Madrid", at("2027-01-01")));
    EXPECT_EQ(as_of("2026-12-31"), Texts{});
    EXPECT_EQ(as_of("2027-01-01"), Texts{"Madrid"});
}

TEST_F(StorePastTest, WhatAChangeLeavesAloneIsReadAsItWas) {
    ASSERT_TRUE(store_.erase(removal({id_})));
    auto const id = add(fact(ana_, "tea", at("2025-01-01")));
    clock_.set(at("2026-06-01"));
    Revision revision;
    revision.id = id;
    revision.metadata = "{\"a\":1}";
    ASSERT_TRUE(store_.revise(revision));
    EXPECT_EQ(as_of("2025-06-01"), Texts{"tea"});
    EXPECT_EQ(known_at("2026-05-20"), Texts{"tea"});
}

TEST_F(StorePastTest, WhatIsErasedIsNotInThePastEither) {
    ASSERT_TRUE(store_.erase(removal({id_})));
    EXPECT_EQ(seen({.as_of = {}, .known_at = {}, .superseded_too = true}), Texts{});
}

class StoreChangesTest : public StoreTest {
protected:
    std::vector<IndexedRow> changes_since(std::int64_t since) const {
        std::vector<IndexedRow> rows;
        store_.read_changes(state_of("ana").row, since, [&](IndexedRow&& row) { rows.push_back(std::move(row)); });
        return rows;
    }
};

TEST_F(StoreChangesTest, AreThoseBehindACount) {
    auto const one = add_fact("one");
    add_fact("two");
    auto const seen = state_of("ana").changes;
    EXPECT_EQ(changes_since(0).size(), 2u);
    EXPECT_TRUE(changes_since(seen).empty());
    ASSERT_TRUE(change_text(one, "uno"));
    auto const changed = changes_since(seen);
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed[0].text, "uno");
    EXPECT_EQ(changed[0].version, 2);
    EXPECT_TRUE(changed[0].current);
    ASSERT_TRUE(store_.end(removal({one})));
    EXPECT_FALSE(changes_since(seen).at(0).current);
}

TEST_F(StoreChangesTest, OfATurnSayWhoSaidItWhenAndInWhichConversation) {
    auto scope = ana_;
    store_.add(conversation(scope, {{"Ana", "a"}, {"", "b"}}, at("2026-01-01")));
    store_.add(conversation(scope, {{"Ana", "c"}}, at("2026-01-02")));
    scope.session = "s1";
    store_.add(conversation(scope, {{"Ana", "d"}}, at("2026-01-03")));
    store_.add(conversation(scope, {{"Ana", "e"}}, at("2026-01-04")));
    auto const rows = changes_since(0);
    ASSERT_EQ(rows.size(), 5u);
    EXPECT_EQ(rows[0].speaker, "Ana");
    EXPECT_EQ(rows[0].voice, "Ana");
    EXPECT_EQ(rows[1].speaker, "");
    EXPECT_EQ(rows[1].voice, "user");
    EXPECT_EQ(rows[0].conversation, rows[1].conversation) << "one call is one conversation";
    EXPECT_NE(rows[1].conversation, rows[2].conversation) << "another call without a session is another";
    EXPECT_EQ(rows[3].conversation, rows[4].conversation) << "a session goes on over calls";
    EXPECT_EQ(rows[3].said_at, at("2026-01-03"));
    EXPECT_EQ(rows[0].source_text, "");
}

TEST_F(StoreChangesTest, OfAFactBringTheTextsItCameFromAsLongAsItSaysWhatWasMadeOfThem) {
    auto const id = add(fact_of_turns(ana_, "Ana moved", {{"Ana", "We moved."}, {"Ben", "To Porto!"}}, clock_.now()));
    EXPECT_EQ(changes_since(0).at(0).source_text, "We moved.\nTo Porto!");
    ASSERT_TRUE(change_text(id, "Ana stayed"));
    EXPECT_EQ(changes_since(0).at(0).source_text, "") << "another text owes them nothing";
    ASSERT_TRUE(change_text(id, "Ana moved"));
    EXPECT_EQ(changes_since(0).at(0).source_text, "We moved.\nTo Porto!");
}

}  // namespace
}  // namespace keepsake::storage

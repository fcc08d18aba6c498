#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

constexpr MemoryKind every_kind[] = {MemoryKind::fact, MemoryKind::turn, MemoryKind::procedure};

class StorePageTest : public StoreTest {
protected:
    Store::Page page(int limit, std::optional<RowId> before = std::nullopt,
                     ScopeFilter const& visible = all_of("ana")) const {
        return store_.page(visible, {}, every_kind, Store::Include::current, limit, before);
    }
    static std::vector<std::string> texts(Store::Page const& page) {
        std::vector<std::string> found;
        for (auto const& memory : page.memories) found.push_back(memory.content.text);
        return found;
    }
};

using Texts = std::vector<std::string>;

TEST_F(StorePageTest, IsNewestFirst) {
    for (auto const* const text : {"a", "b", "c"}) add_fact(text);
    auto const found = page(10);
    EXPECT_EQ(texts(found), (Texts{"c", "b", "a"}));
    EXPECT_EQ(found.total, 3);
    EXPECT_FALSE(found.next_before);
}

TEST_F(StorePageTest, StaysTheSameWhileOthersAddAndEnd) {
    MemoryId third;
    for (auto const* const text : {"a", "b", "c", "d", "e"}) {
        auto const id = add_fact(text);
        if (std::string_view(text) == "d") third = id;
    }
    auto const first = page(2);
    EXPECT_EQ(texts(first), (Texts{"e", "d"}));
    add_fact("new");
    ASSERT_TRUE(store_.end(removal({third})));
    auto const second = page(2, first.next_before);
    EXPECT_EQ(texts(second), (Texts{"c", "b"})) << "nothing twice, nothing left out";
    auto const last = page(2, second.next_before);
    EXPECT_EQ(texts(last), (Texts{"a"}));
    EXPECT_FALSE(last.next_before);
}

TEST_F(StorePageTest, AFullLastPageHasNoNext) {
    for (auto const* const text : {"a", "b"}) add_fact(text);
    EXPECT_FALSE(page(2).next_before);
    EXPECT_TRUE(page(1).next_before);
    EXPECT_TRUE(page(2, 1).memories.empty());
}

TEST_F(StorePageTest, ShowsTheEndedOnlyWhenAsked) {
    auto const id = add_fact("a");
    add_fact("b");
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(texts(page(10)), (Texts{"b"}));
    EXPECT_EQ(page(10).total, 1);
    auto const both = store_.page(all_of("ana"), {}, every_kind, Store::Include::ended_too, 10, {});
    EXPECT_EQ(texts(both), (Texts{"b", "a"}));
    EXPECT_EQ(both.total, 2);
}

TEST_F(StorePageTest, ShowsNothingFromTheMomentItExpires) {
    auto addition = fact(ana_, "a", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    add(addition);
    clock_.pass(1h - 1ms);
    EXPECT_EQ(page(10).total, 1);
    clock_.pass(1ms);
    EXPECT_EQ(page(10).total, 0);
    EXPECT_TRUE(page(10).memories.empty());
}

TEST_F(StorePageTest, ShowsTheKindsAskedFor) {
    add_fact("fact");
    store_.add(conversation(ana_, {{"Ana", "turn"}}, clock_.now()));
    constexpr MemoryKind turns[] = {MemoryKind::turn};
    EXPECT_EQ(texts(store_.page(all_of("ana"), {}, turns, Store::Include::current, 10, {})), (Texts{"turn"}));
    constexpr MemoryKind procedures[] = {MemoryKind::procedure};
    EXPECT_EQ(store_.page(all_of("ana"), {}, procedures, Store::Include::current, 10, {}).total, 0);
}

TEST_F(StorePageTest, ShowsAllKindsWhenNoneIsNamed) {
    add_fact("fact");
    store_.add(conversation(ana_, {{"Ana", "turn"}}, clock_.now()));
    EXPECT_EQ(texts(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {})), (Texts{"turn", "fact"}));
}

TEST_F(StorePageTest, ShowsAScopeAndNothingElse) {
    auto scope = ana_;
    scope.agent = "planner";
    add(fact(scope, "planned", clock_.now()));
    add_fact("plain");
    add(fact(ben_, "his", clock_.now()));
    ScopeFilter agent;
    agent.agent = "planner";
    EXPECT_EQ(texts(page(10, {}, agent)), (Texts{"planned"}));
    EXPECT_EQ(texts(page(10, {}, {})), (Texts{"his", "plain", "planned"}));
}

}  // namespace
}  // namespace keepsake::storage

#include "tools/memory_resources_test.h"

namespace keepsake::tools {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class MemoryResourcesStampTest : public MemoryResourcesTest {
protected:
    std::string stamp(std::string const& address, std::string user = "") const {
        return resources_.stamp(address, {std::move(user), ""});
    }
    /// Whether read() says something else after the work, and the stamp with it.
    template <typename Work>
    void expect_another(std::string const& address, Work const& work) const {
        auto const text = read(address);
        auto const before = stamp(address);
        work();
        EXPECT_NE(read(address), text) << address;
        EXPECT_NE(stamp(address), before) << address;
    }
    template <typename Work>
    void expect_the_same(std::string const& address, Work const& work) const {
        auto const before = stamp(address);
        EXPECT_NE(before, "");
        work();
        EXPECT_EQ(stamp(address), before) << address;
    }
};

TEST_F(MemoryResourcesStampTest, OfAMemoryFollowsItsVersionsItsEndAndItsErasure) {
    auto const id = add_fact("tea");
    expect_another(uri(id), [&] { ASSERT_TRUE(change_text(id, "green tea")); });
    expect_the_same(uri(id), [&] { ASSERT_TRUE(store_.rate(id, {}, 1)); });
    expect_the_same(uri(id), [&] { add_fact("coffee"); });
    expect_another(uri(id), [&] { ASSERT_TRUE(store_.end(removal({id}))); });
    expect_another(uri(id), [&] { ASSERT_TRUE(store_.erase(removal({id}))); });
    EXPECT_EQ(stamp(uri(id)), "");
}

TEST_F(MemoryResourcesStampTest, OfAMemoryFollowsItsSources) {
    auto const said = store_.add(conversation(ana_, {{"Ana", "I drink tea."}}, clock_.now())).memories.at(0);
    auto shared = fact(ana_, "Ana drinks tea.", clock_.now());
    auto const id = add(shared);
    raw().execute("INSERT INTO sources(memory, turn) SELECT m.id, t.id FROM memories m, turns t WHERE m.kind = 'fact'");
    auto const before = stamp(uri(id));
    expect_another(uri(id), [&] {
        raw().execute("DELETE FROM sources WHERE memory IN (SELECT id FROM memories WHERE kind = 'fact')");
    });
    EXPECT_NE(before, stamp(uri(id)));
    EXPECT_NE(stamp(uri(said)), "");
}

TEST_F(MemoryResourcesStampTest, OfAUserFollowsTheUsersMemoriesOnly) {
    auto const address = uri("ana");
    EXPECT_NE(stamp(address), "") << "an empty list can be read";
    expect_another(address, [&] { add_fact("tea"); });
    auto const id = add_fact("coffee");
    expect_another(address, [&] { ASSERT_TRUE(change_text(id, "black coffee")); });
    expect_another(address, [&] { ASSERT_TRUE(store_.end(removal({id}))); });
    expect_the_same(address, [&] { add(fact(ben_, "water", clock_.now())); });
}

TEST_F(MemoryResourcesStampTest, FollowsWhatExpires) {
    auto addition = fact(ana_, "tea", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    add(addition);
    for (auto const& address : {uri("ana"), std::string("keepsake://stats")}) {
        clock_.set(*addition.memories[0].content.expires_at - 1ms);
        expect_another(address, [&] { clock_.pass(1ms); });
    }
}

TEST_F(MemoryResourcesStampTest, OfTheNumbersFollowsEverybodyAndTheQueue) {
    auto const address = std::string("keepsake://stats");
    expect_another(address, [&] { add_fact("tea"); });
    expect_another(address, [&] { add(fact(ben_, "water", clock_.now())); });
    auto talk = ana_;
    talk.session = "s1";
    expect_another(address, [&] {
        storage::NewJob job;
        job.order = "{}";
        job.due_at = clock_.now();
        ASSERT_TRUE(queue_.submit(conversation(talk, {{"Ana", "I drink tea."}}, clock_.now()), job));
    });
    expect_another(address, [&] { ASSERT_TRUE(queue_.lease("me", [](auto const&) { return true; })); });
}

TEST_F(MemoryResourcesStampTest, OfTheListFollowsTheOwnMemories) {
    auto const list_stamp = [&](std::string const& user) { return resources_.list_stamp({user, ""}); };
    auto const before = list_stamp("");
    add(fact(ben_, "water", clock_.now()));
    EXPECT_EQ(list_stamp(""), before);
    auto const of_ben = list_stamp("ben");
    add_fact("tea");
    EXPECT_NE(list_stamp(""), before);
    EXPECT_EQ(list_stamp("ben"), of_ben);
    EXPECT_EQ(list_stamp("ana"), list_stamp(""));
}

TEST_F(MemoryResourcesStampTest, IsEmptyForWhatABoundCallerMayNotSee) {
    auto const id = add(fact(ben_, "water", clock_.now()));
    for (auto const& address : {uri(id), uri("ben")}) {
        EXPECT_NE(stamp(address), "");
        EXPECT_EQ(stamp(address, "ana"), "") << address;
    }
    auto const before = stamp("keepsake://stats", "ana");
    add(fact(ben_, "milk", clock_.now()));
    EXPECT_EQ(stamp("keepsake://stats", "ana"), before) << "what others do is not to be told apart";
    EXPECT_EQ(stamp("keepsake://other"), "");
    environment_.bound = true;
    EXPECT_EQ(stamp(uri("ben"), "ben"), "");
}

}  // namespace
}  // namespace keepsake::tools

#include "storage/index/index_cache.h"

#include <algorithm>
#include <thread>

#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

constexpr std::size_t plenty = 1u << 30;

class IndexCacheTest : public StoreTest {
protected:
    static std::size_t alive(UserIndex const& index) {
        auto const documents = index.documents();
        return static_cast<std::size_t>(
            std::count_if(documents.begin(), documents.end(), [](auto const& d) { return d.alive; }));
    }
    std::size_t found(IndexCache& cache, std::string const& term, std::string const& user = "ana") const {
        return cache.lease(state_of(user))->postings(term).size();
    }
    std::size_t size_alone(std::string const& user) const {
        IndexCache cache(store_, plenty);
        (void)cache.lease(state_of(user));
        return cache.bytes();
    }
};

TEST_F(IndexCacheTest, SeesWhatAnotherStoreOnTheFolderChanges) {
    auto const id = add_fact("violin");
    IndexCache cache(store_, plenty);
    EXPECT_EQ(found(cache, "violin"), 1u);

    Store other(folder_.path(), clock_);
    other.add(fact(ana_, "another violin", clock_.now()));
    EXPECT_EQ(found(cache, "violin"), 2u);
    Revision revision;
    revision.id = id;
    revision.text = "a camera";
    ASSERT_TRUE(other.revise(revision));
    EXPECT_EQ(found(cache, "violin"), 1u);
    EXPECT_EQ(found(cache, "camera"), 1u);
    ASSERT_TRUE(other.end(removal({id})));
    EXPECT_EQ(found(cache, "camera"), 0u);
}

TEST_F(IndexCacheTest, LearnsScopesTogetherWithTheMemoriesInThem) {
    add_fact("violin");
    IndexCache cache(store_, plenty);
    (void)cache.lease(state_of("ana"));
    auto scope = ana_;
    scope.session = "s1";
    add(fact(scope, "camera", clock_.now()));
    auto const index = cache.lease(state_of("ana"));
    EXPECT_EQ(index->scope(index->documents().back().scope).session, "s1");
}

TEST_F(IndexCacheTest, ForgetsWhatIsErasedWithItsWords) {
    auto const id = add_fact("zebra");
    add_fact("dog");
    IndexCache cache(store_, plenty);
    EXPECT_EQ(found(cache, "zebra"), 1u);
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_EQ(found(cache, "zebra"), 0u);
    EXPECT_EQ(found(cache, "dog"), 1u);
    EXPECT_EQ(cache.bytes(), size_alone("ana")) << "not even the vocabulary keeps the word";
}

TEST_F(IndexCacheTest, KeepsUsersApart) {
    add_fact("violin");
    add(fact(ben_, "camera", clock_.now()));
    IndexCache cache(store_, plenty);
    EXPECT_EQ(found(cache, "camera", "ana"), 0u);
    EXPECT_EQ(found(cache, "camera", "ben"), 1u);
}

TEST_F(IndexCacheTest, DropsTheIndexThatWasUsedLeastRecently) {
    auto const user = [](std::string name) {
        return core::Scope{.tenant = {}, .user = std::move(name), .agent = {}, .app = {}, .session = {}};
    };
    add(fact(user("small"), "violin", clock_.now()));
    add(fact(user("middle"), "violin camera museum bread dog", clock_.now()));
    add(fact(user("large"), "violin camera museum bread dog june tea porto running latte", clock_.now()));
    auto const small = size_alone("small");
    auto const middle = size_alone("middle");
    auto const large = size_alone("large");
    ASSERT_LT(small, middle);
    ASSERT_LT(middle, large);

    IndexCache cache(store_, middle + large);
    for (auto const* const name : {"small", "middle", "small", "large"}) {
        EXPECT_EQ(found(cache, "violin", name), 1u);
    }
    EXPECT_EQ(cache.bytes(), small + large) << "middle was used longest ago";
    EXPECT_EQ(found(cache, "violin", "middle"), 1u) << "and is built again when it is wanted";
    EXPECT_EQ(cache.bytes(), middle + large);
}

TEST_F(IndexCacheTest, KeepsTheOneInUseHoweverLargeItIs) {
    add_fact("violin");
    IndexCache cache(store_, 1);
    EXPECT_EQ(found(cache, "violin"), 1u);
    EXPECT_EQ(cache.bytes(), size_alone("ana"));
}

TEST_F(IndexCacheTest, ALeaseOutlivesItsIndexInTheCache) {
    add_fact("violin");
    add(fact(ben_, "camera", clock_.now()));
    IndexCache cache(store_, 1);
    auto const held = cache.lease(state_of("ana"));
    EXPECT_EQ(found(cache, "camera", "ben"), 1u);
    EXPECT_EQ(held->postings("violin").size(), 1u);
}

TEST_F(IndexCacheTest, ManyLeasesAtOnceSeeAtLeastWhatTheyAskedWith) {
    constexpr int rounds = 15;
    IndexCache cache(store_, 1);  // each drops the other
    add_fact("violin");
    add(fact(ben_, "violin", clock_.now()));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([this, &cache] {
            for (int round = 0; round < rounds * 4; ++round) {
                auto const state = state_of(round % 2 == 0 ? "ana" : "ben");
                auto const index = cache.lease(state);
                EXPECT_GE(static_cast<std::int64_t>(alive(*index)), state.changes) << "each change added one";
                EXPECT_EQ(index->postings("violin").size(), alive(*index));
            }
        });
    }
    for (int round = 0; round < rounds; ++round) {
        add_fact("violin");
        add(fact(ben_, "violin", clock_.now()));
    }
    threads.clear();
    EXPECT_EQ(found(cache, "violin"), static_cast<std::size_t>(rounds) + 1);
}

}  // namespace
}  // namespace keepsake::storage

#include "memory/housekeeping.h"

#include "core/process.h"
#include "memory/concept_embedder.h"
#include "storage/store_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using namespace std::chrono_literals;

/// Its end waits for the round that runs: what was begun is stored then.
class HousekeepingTest : public StoreTest {
protected:
    std::unique_ptr<Housekeeping> started() {
        auto made = std::make_unique<Housekeeping>(store_, vectors_, handed_out_, folder_.path());
        made->start();
        return made;
    }

    ConceptEmbedder embedder_;
    TextVectors vectors_{store_, embedder_};
    storage::JobQueue queue_{store_, clock_};
    HandedOut handed_out_{queue_, clock_};
};

TEST_F(HousekeepingTest, MakesWhatIsMissingWhenItStarts) {
    add_fact("tea");
    {
        auto const housekeeping = started();
        housekeeping->start();
        embedder_.wait_for_calls(1);
    }
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
    EXPECT_EQ(embedder_.calls().size(), 1u) << "a second start begins nothing new";
}

TEST_F(HousekeepingTest, MakesWhatIsMissingWhenItIsWoken) {
    add_fact("tea");
    auto housekeeping = started();
    embedder_.wait_for_calls(1);
    add_fact("coffee");
    housekeeping->wake();
    embedder_.wait_for_calls(2);
    housekeeping.reset();
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
}

TEST_F(HousekeepingTest, TriesAgainAfterAFailure) {
    add_fact("tea");
    embedder_.fail("the model is out");
    auto housekeeping = started();
    embedder_.wait_for_calls(1);
    embedder_.mend();
    housekeeping->wake();
    embedder_.wait_for_calls(2);
    housekeeping.reset();
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
}

TEST_F(HousekeepingTest, GoesOnAfterAnException) {
    add_fact("tea");
    embedder_.during_calls([] { throw std::runtime_error("out of the blue"); });
    auto housekeeping = started();
    embedder_.wait_for_calls(1);
    embedder_.during_calls({});
    housekeeping->wake();
    embedder_.wait_for_calls(2);
    housekeeping.reset();
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
}

TEST_F(HousekeepingTest, LeavesTheMakingToTheProcessThatIsAtIt) {
    add_fact("tea");
    core::FileLock theirs(housekeeping_lock(folder_.path()));
    ASSERT_TRUE(theirs.try_lock());
    auto housekeeping = started();
    // A round asks for the model just before it looks for the lock: the second question comes when the first round is over.
    embedder_.wait_until_asked_for_model(1);
    housekeeping->wake();
    embedder_.wait_until_asked_for_model(2);
    EXPECT_TRUE(embedder_.calls().empty());
    theirs.unlock();
    housekeeping->wake();
    embedder_.wait_for_calls(1);
    housekeeping.reset();
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
}

TEST_F(HousekeepingTest, AsksNobodyWhenTheModelDoesNotFitTheStore) {
    add_fact("tea");
    store_.reset_embeddings({"older", 5});
    auto housekeeping = started();
    embedder_.wait_until_asked_for_model(1);
    housekeeping->wake();
    embedder_.wait_until_asked_for_model(2);
    housekeeping.reset();
    EXPECT_TRUE(embedder_.calls().empty());
}

TEST_F(HousekeepingTest, GivesWayToExtractions) {
    Housekeeping housekeeping(store_, vectors_, handed_out_, folder_.path());
    housekeeping.extraction_begins();
    add_fact("tea");
    housekeeping.start();
    EXPECT_TRUE(embedder_.calls().empty());
    housekeeping.extraction_ends();
    embedder_.wait_for_calls(1);
}

TEST_F(HousekeepingTest, EndsWhatHasExpired) {
    auto addition = fact(ana_, "tea", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    auto const id = add(addition);
    clock_.pass(2h);
    {
        auto const housekeeping = started();
        embedder_.wait_for_calls(1);  // comes after
    }
    EXPECT_EQ(store_.find(id, {})->valid_to, clock_.now() - 1h);
}

TEST_F(HousekeepingTest, EndsBeforeItHasBegun) {
    add_fact("tea");
    Housekeeping never_started(store_, vectors_, handed_out_, folder_.path());
    never_started.wake();
    for (int time = 0; time < 20; ++time) started().reset();
}

}  // namespace
}  // namespace keepsake::memory

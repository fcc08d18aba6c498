#include "storage/embeddings_test.h"
#include "storage/index/index_cache.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class EmbeddingsQueueTest : public EmbeddingsTest {};

TEST_F(EmbeddingsQueueTest, IsReadPageByPageInTheOrderOfCreation) {
    for (auto const* const text : {"a", "b", "c", "d", "e"})
        add_with(text, *text == 'c' ? std::optional(east) : std::nullopt);
    auto const first = store_.texts_to_embed(0, 2);
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].text + first[1].text, "ab");
    auto const second = store_.texts_to_embed(first[1].version, 2);
    ASSERT_EQ(second.size(), 2u);
    EXPECT_EQ(second[0].text + second[1].text, "de");
    EXPECT_TRUE(store_.texts_to_embed(second[1].version, 2).empty());
    EXPECT_EQ(store_.count_texts_to_embed(), 4);
}

TEST_F(EmbeddingsQueueTest, IsEmptiedOnce) {
    add_with("a", std::nullopt);
    add_with("b", std::nullopt);
    auto const texts = store_.texts_to_embed(0, 10);
    std::vector<EmbeddedText> const made = {{texts[0].version, east}};
    EXPECT_EQ(store_.fill_embeddings(small, made), 1);
    EXPECT_EQ(store_.vector_model(), small);
    std::vector<EmbeddedText> const again = {{texts[0].version, north}, {texts[1].version, north}};
    EXPECT_EQ(store_.fill_embeddings(small, again), 1) << "one is there";
    EXPECT_EQ(vectors_of(), (std::map<std::string, Vector>{{"a", east}, {"b", north}}));
    EXPECT_TRUE(waiting().empty());
    expect_well();
}

TEST_F(EmbeddingsQueueTest, TakesVectorsOfTheStoresModelOnly) {
    add_with("a", east);
    add_with("b", std::nullopt);
    EXPECT_EQ(fill(north, {"large", 2}), 0);
    EXPECT_EQ(fill({1, 0, 0}, {"small", 3}), 0);
    EXPECT_EQ(fill({1, 0, 0}), 0) << "longer than it says";
    EXPECT_EQ(waiting(), Texts{"b"});
    EXPECT_EQ(fill(north), 1);
    expect_well();
}

TEST_F(EmbeddingsQueueTest, WhatIsFilledIsAChangeOfItsUserOnly) {
    add_with("a", std::nullopt);
    add_with("b", std::nullopt);
    add_with("c", east);
    add(fact(ben_, "d", clock_.now()));
    auto const ana = state_of("ana").changes;
    EXPECT_EQ(fill(north), 3);
    EXPECT_EQ(state_of("ana").changes, ana + 1) << "one change for all of a call";
    EXPECT_EQ(vectors_of("ana", ana), (std::map<std::string, Vector>{{"a", north}, {"b", north}}));
    EXPECT_EQ(state_of("ana").last_erasure, 0);
    auto const ben = state_of("ben").changes;
    add_with("e", std::nullopt);
    EXPECT_EQ(fill(north), 1);
    EXPECT_EQ(state_of("ben").changes, ben);
}

TEST_F(EmbeddingsQueueTest, WhatIsFilledReachesTheIndexThatIsInUse) {
    add_with("tea", std::nullopt);
    add_with("coffee", east);
    IndexCache cache(store_, 1u << 30);
    EXPECT_EQ(cache.lease(state_of("ana"))->without_vector(), 1u);
    EXPECT_EQ(fill(north), 1);
    auto const index = cache.lease(state_of("ana"));
    EXPECT_EQ(index->without_vector(), 0u);
    EXPECT_EQ(index->documents().size(), 2u) << "the same documents as before";
    EXPECT_FLOAT_EQ(index->vectors().cosine(north, 0), 1);
}

TEST_F(EmbeddingsQueueTest, HoldsTextsOfEndedMemoriesToo) {
    auto const id = add_with("tea", std::nullopt);
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(number("SELECT count(*) FROM embeddings"), 1) << "the end brings no text";
    EXPECT_EQ(fill(north), 1);
    IndexCache cache(store_, 1u << 30);
    EXPECT_TRUE(cache.lease(state_of("ana"))->documents().empty());
    expect_well();
}

class ResetEmbeddingsTest : public EmbeddingsTest {};

TEST_F(ResetEmbeddingsTest, AnotherModelMakesAllTextsWait) {
    auto const id = add_with("tea", east);
    ASSERT_TRUE(revise(id, "coffee", north));
    add(fact(ben_, "milk", clock_.now()));
    VectorModel const large{"large", 3};
    store_.reset_embeddings(large);
    EXPECT_EQ(store_.vector_model(), large);
    EXPECT_EQ(waiting(), (Texts{"tea", "coffee", "milk"}));
    expect_well();
    EXPECT_EQ(fill({0, 0, 1}, large), 3);
    EXPECT_EQ(vectors_of().at("coffee"), (Vector{0, 0, 1}));
    expect_well();
    store_.reset_embeddings(small);
    EXPECT_EQ(store_.vector_model(), small) << "and back";
    EXPECT_EQ(waiting().size(), 3u);
}

TEST_F(ResetEmbeddingsTest, TheSameModelKeepsWhatThereIs) {
    add_with("tea", east);
    auto const before = state_of("ana");
    store_.reset_embeddings(small);
    EXPECT_TRUE(waiting().empty());
    EXPECT_EQ(state_of("ana").changes, before.changes);
    EXPECT_EQ(state_of("ana").last_erasure, before.last_erasure);
}

TEST_F(ResetEmbeddingsTest, AnEmptyStoreIsDecidedToo) {
    store_.reset_embeddings(small);
    EXPECT_EQ(store_.vector_model(), small);
    add_with("tea", east, {"large", 2});
    EXPECT_EQ(waiting(), Texts{"tea"});
}

TEST_F(ResetEmbeddingsTest, NoIndexKeepsAVectorOfTheOldModel) {
    add_with("tea", east);
    add_with("coffee", east);
    IndexCache cache(store_, 1u << 30);
    EXPECT_EQ(cache.lease(state_of("ana"))->vectors().dimensions(), 2u);
    VectorModel const large{"large", 3};
    store_.reset_embeddings(large);
    EXPECT_EQ(cache.lease(state_of("ana"))->vectors().size(), 0u);
    EXPECT_EQ(fill({0, 0, 1}, large), 2);
    auto const index = cache.lease(state_of("ana"));
    EXPECT_EQ(index->vectors().dimensions(), 3u);
    EXPECT_EQ(index->without_vector(), 0u);
}

}  // namespace
}  // namespace keepsake::storage

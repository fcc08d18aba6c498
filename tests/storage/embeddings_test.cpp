#include "storage/embeddings_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using namespace std::chrono_literals;

class AddedEmbeddingsTest : public EmbeddingsTest {};

TEST_F(AddedEmbeddingsTest, AMemoryComesWithItsVectorOrWaitsForIt) {
    EXPECT_FALSE(store_.vector_model());
    add_with("with", east);
    add_with("without", std::nullopt);
    EXPECT_EQ(store_.vector_model(), small) << "the first vector decides";
    EXPECT_EQ(vectors_of(), (std::map<std::string, Vector>{{"with", east}, {"without", {}}}));
    EXPECT_EQ(waiting(), Texts{"without"});
    expect_well();
}

TEST_F(AddedEmbeddingsTest, AVectorOfAnotherModelIsNotTaken) {
    add_with("first", east);
    add_with("other name", east, {"large", 2});
    add_with("other length", Vector{1, 0, 0}, {"small", 3});
    EXPECT_EQ(store_.vector_model(), small);
    EXPECT_EQ(waiting(), (Texts{"other name", "other length"}));
    expect_well();
}

TEST_F(AddedEmbeddingsTest, AVectorOfAnotherLengthThanItsModelsIsNotTaken) {
    add_with("longer", Vector{1, 0, 0});
    add_with("empty", Vector{}, {"small", 0});
    EXPECT_FALSE(store_.vector_model()) << "and decides nothing";
    EXPECT_EQ(waiting(), (Texts{"longer", "empty"}));
    expect_well();
}

TEST_F(AddedEmbeddingsTest, AVectorOfATextWithItsSpeakerIsAskedFor) {
    store_.add(conversation(ana_, {{"Ana", "tea"}, {"", "coffee"}}, clock_.now()));
    store_.add(fact_of_turns(ana_, "a fact", {{"Ben", "what Ben said"}}, clock_.now()));
    EXPECT_EQ(waiting(), (Texts{"Ana: tea", "coffee", "a fact"})) << "turns that are no memories have none";
}

class RevisedEmbeddingsTest : public EmbeddingsTest {};

TEST_F(RevisedEmbeddingsTest, TheSameTextKeepsItsVector) {
    auto const id = add_with("tea", east);
    ASSERT_TRUE(revise(id, "tea", north));
    EXPECT_EQ(vectors_of().at("tea"), east);
    Revision metadata;
    metadata.id = id;
    metadata.metadata = R"({"a":1})";
    ASSERT_TRUE(store_.revise(metadata));
    EXPECT_EQ(vectors_of().at("tea"), east);
    EXPECT_TRUE(waiting().empty());
    EXPECT_EQ(number("SELECT count(*) FROM embeddings"), 1) << "the versions share it";
    expect_well();
}

TEST_F(RevisedEmbeddingsTest, AnotherTextAsksForAnotherVector) {
    auto const id = add_with("tea", east);
    ASSERT_TRUE(revise(id, "coffee"));
    EXPECT_EQ(vectors_of(), (std::map<std::string, Vector>{{"coffee", {}}})) << "not that of the tea";
    EXPECT_EQ(waiting(), Texts{"coffee"});
    ASSERT_TRUE(revise(id, "cocoa", north));
    EXPECT_EQ(vectors_of().at("cocoa"), north);
    EXPECT_EQ(waiting(), Texts{"coffee"}) << "a look into the past needs it";
    ASSERT_TRUE(revise(id, "milk", north, {"large", 2}));
    EXPECT_EQ(vectors_of().at("milk"), Vector{});
    expect_well();
}

TEST_F(RevisedEmbeddingsTest, AViewOfThePastHasTheVectorOfTheTextOfThen) {
    auto const id = add_with("tea", east);
    auto const first = clock_.now();
    clock_.pass(1h);
    Revision metadata;
    metadata.id = id;
    metadata.metadata = R"({"a":1})";
    ASSERT_TRUE(store_.revise(metadata));
    clock_.pass(1h);
    ASSERT_TRUE(revise(id, "coffee", north));
    clock_.pass(1h);
    ASSERT_TRUE(revise(id, "milk"));
    auto const shown = [&](PastView const& view) {
        std::vector<Vector> vectors;
        store_.read_past(state_of("ana").row, view, [&](IndexedRow&& row) { vectors.push_back(row.vector); });
        return vectors;
    };
    EXPECT_EQ(shown({.as_of = first, .known_at = {}, .superseded_too = false}), (std::vector<Vector>{east}));
    EXPECT_EQ(shown({.as_of = first + 1h, .known_at = {}, .superseded_too = false}), (std::vector<Vector>{east}));
    EXPECT_EQ(shown({.as_of = first + 2h, .known_at = {}, .superseded_too = false}), (std::vector<Vector>{north}));
    EXPECT_EQ(shown({.as_of = {}, .known_at = {}, .superseded_too = true}),
              (std::vector<Vector>{east, east, north, {}}));
    EXPECT_EQ(fill(north), 1);
    EXPECT_EQ(shown({.as_of = {}, .known_at = {}, .superseded_too = true}).back(), north);
}

class ErasedEmbeddingsTest : public EmbeddingsTest {};

TEST_F(ErasedEmbeddingsTest, GoWithTheirMemory) {
    auto const id = add_with("tea", east);
    ASSERT_TRUE(revise(id, "coffee"));
    add_with("milk", north);
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_EQ(number("SELECT count(*) FROM embeddings"), 1);
    EXPECT_TRUE(waiting().empty());
    EXPECT_EQ(vectors_of(), (std::map<std::string, Vector>{{"milk", north}}));
    EXPECT_EQ(bytes_of_folder().at("keepsake.db").find("coffee"), std::string::npos);
    expect_well();
}

TEST_F(ErasedEmbeddingsTest, AreNotFilledAnyMore) {
    auto const id = add_with("tea", std::nullopt);
    auto const version = store_.texts_to_embed(0, 1).at(0).version;
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_EQ(store_.fill_embeddings(small, std::vector<EmbeddedText>{{version, east}}), 0);
    EXPECT_EQ(number("SELECT count(*) FROM embeddings"), 0);
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage

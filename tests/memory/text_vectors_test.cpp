#include "memory/text_vectors.h"

#include "memory/concept_embedder.h"
#include "storage/store_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using models::Urgency;

class TextVectorsTest : public StoreTest {
protected:
    void add_facts(int count) {
        for (int i = 0; i < count; ++i) add_fact("fact " + std::to_string(i));
    }
    /// What progress was told, and the outcome.
    struct Made {
        core::Result<std::int64_t> result;
        std::vector<std::int64_t> progress;
    };
    Made make_missing(std::stop_token stop = {}) {
        Made made{0, {}};
        made.result = vectors_.make_missing(std::move(stop), [&](std::int64_t now) { made.progress.push_back(now); });
        return made;
    }

    ConceptEmbedder embedder_;
    TextVectors vectors_{store_, embedder_};
};

TEST_F(TextVectorsTest, AStoreWithoutVectorsFitsAnyModel) {
    EXPECT_FALSE(vectors_.mismatch());
    add_facts(1);
    EXPECT_FALSE(vectors_.mismatch());
}

TEST_F(TextVectorsTest, AnotherModelThanTheStoresIsNamedTogetherWithIt) {
    store_.reset_embeddings({"older", 5});
    auto const problem = vectors_.mismatch();
    ASSERT_TRUE(problem);
    for (auto const* const part : {"older (5 dimensions)", "concepts (12 dimensions)", "keepsake reembed"})
        EXPECT_NE(problem->find(part), std::string::npos) << *problem;
    embedder_.become({"older", 6});
    EXPECT_TRUE(vectors_.mismatch()) << "the same name with another length";
    embedder_.become({"other", 0});
    ASSERT_TRUE(vectors_.mismatch());
    EXPECT_NE(vectors_.mismatch()->find("configured embedding model is other;"), std::string::npos);
    embedder_.become({"older", 5});
    EXPECT_FALSE(vectors_.mismatch());
    embedder_.become({"older", 0});
    EXPECT_FALSE(vectors_.mismatch()) << "its length is not known before its first answer";
    embedder_.become({});
    EXPECT_FALSE(vectors_.mismatch()) << "search by meaning is off";
}

TEST_F(TextVectorsTest, QuestionsAreWaitedForAndComeInOrder) {
    std::vector<std::string> const texts = {"a car", "tea"};
    auto const made = vectors_.of_questions(texts);
    ASSERT_TRUE(made);
    EXPECT_EQ(made.value(),
              (std::vector<storage::Vector>{ConceptEmbedder::vector_of("a car"), ConceptEmbedder::vector_of("tea")}));
    EXPECT_EQ(embedder_.calls().at(0).urgency, Urgency::waited_for);
}

TEST_F(TextVectorsTest, QuestionsWithoutVectorsSayWhy) {
    std::vector<std::string> const texts = {"a car", "汽车在哪里"};
    auto const not_understood = vectors_.of_questions(texts);
    ASSERT_FALSE(not_understood);
    EXPECT_NE(not_understood.error().message.find("concepts was not made for this script"), std::string::npos);
    EXPECT_TRUE(embedder_.calls().empty());
    embedder_.fail("the model is out");
    EXPECT_EQ(vectors_.of_questions(std::span(texts).first(1)).error().message, "the model is out");
    store_.reset_embeddings({"older", 5});
    EXPECT_EQ(vectors_.of_questions(std::span(texts).first(1)).error().message, vectors_.mismatch());
    EXPECT_EQ(embedder_.calls().size(), 1u) << "nobody is asked in vain";
}

TEST_F(TextVectorsTest, MemoriesAreMadeInBatchesAsFarAsItGoes) {
    std::vector<std::string> texts;
    for (int i = 0; i < 70; ++i) texts.push_back("text " + std::to_string(i) + (i % 2 == 0 ? " tea" : " car"));
    embedder_.fail("the model is out", 2);
    std::vector<std::size_t> progress;
    auto const made = vectors_.of_memories(texts, {}, [&](std::size_t done) { progress.push_back(done); });
    EXPECT_EQ(made.model, (storage::VectorModel{"concepts", ConceptEmbedder::dimensions}));
    ASSERT_EQ(made.vectors.size(), texts.size());
    EXPECT_EQ(progress, (std::vector<std::size_t>{32, 64}));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ASSERT_EQ(made.vectors[i].has_value(), i < 64) << i;
        if (i < 64) {
            ASSERT_EQ(*made.vectors[i], ConceptEmbedder::vector_of(texts[i])) << i;
        }
    }
    EXPECT_EQ(embedder_.calls().size(), 3u) << "after a failure no further batch is tried";
    EXPECT_EQ(embedder_.calls()[0].urgency, Urgency::waited_for);
}

TEST_F(TextVectorsTest, MemoriesGetNoVectorsOfAnotherModelThanTheStores) {
    store_.reset_embeddings({"older", 5});
    std::vector<std::string> const texts = {"tea"};
    auto const made = vectors_.of_memories(texts, {}, [](std::size_t) { FAIL(); });
    EXPECT_EQ(made.vectors, (std::vector<std::optional<storage::Vector>>{std::nullopt}));
    EXPECT_TRUE(embedder_.calls().empty());
}

TEST_F(TextVectorsTest, WhatIsMissingIsMadeInTheBackground) {
    add_facts(70);
    auto const made = make_missing();
    ASSERT_TRUE(made.result);
    EXPECT_EQ(made.result.value(), 70);
    EXPECT_EQ(made.progress, (std::vector<std::int64_t>{32, 64, 70}));
    EXPECT_EQ(store_.count_texts_to_embed(), 0);
    EXPECT_EQ(store_.vector_model(), (storage::VectorModel{"concepts", ConceptEmbedder::dimensions}));
    for (auto const& call : embedder_.calls()) EXPECT_EQ(call.urgency, Urgency::background);
    EXPECT_EQ(make_missing().result.value(), 0);
    EXPECT_EQ(store_.check(), std::vector<std::string>{});
}

TEST_F(TextVectorsTest, AFailureKeepsWhatIsMadeAndTheNextTimeGoesOnThere) {
    add_facts(70);
    embedder_.fail("the model is out", 1);
    auto const first = make_missing();
    ASSERT_FALSE(first.result);
    EXPECT_EQ(first.result.error().message, "the model is out");
    EXPECT_EQ(first.progress, (std::vector<std::int64_t>{32}));
    EXPECT_EQ(store_.count_texts_to_embed(), 38);
    embedder_.mend();
    auto const second = make_missing();
    EXPECT_EQ(second.result.value(), 38);
    EXPECT_EQ(embedder_.calls().at(2).texts.front(), "fact 32");
}

TEST_F(TextVectorsTest, AStopEndsTheMakingAfterItsBatch) {
    add_facts(70);
    std::stop_source stop;
    embedder_.during_calls([&] { stop.request_stop(); });
    auto const made = make_missing(stop.get_token());
    EXPECT_EQ(made.result.value(), 32);
    EXPECT_EQ(embedder_.calls().size(), 1u);
    EXPECT_EQ(store_.count_texts_to_embed(), 38);
}

TEST_F(TextVectorsTest, WhatOthersFilledMeanwhileIsNotCounted) {
    add_facts(3);
    embedder_.during_calls([&] {
        auto const first = store_.texts_to_embed(0, 1).at(0);
        std::vector<storage::EmbeddedText> const theirs = {{first.version, ConceptEmbedder::vector_of("theirs")}};
        store_.fill_embeddings({"concepts", ConceptEmbedder::dimensions}, theirs);
    });
    EXPECT_EQ(make_missing().result.value(), 2);
}

TEST_F(TextVectorsTest, AStoreThatChangesItsModelMeanwhileEndsTheMaking) {
    add_facts(40);
    embedder_.during_calls([&] { store_.reset_embeddings({"older", 5}); });
    auto const made = make_missing();
    ASSERT_FALSE(made.result);
    EXPECT_EQ(made.result.error().message, vectors_.mismatch());
    EXPECT_EQ(store_.count_texts_to_embed(), 40) << "nothing of the wrong model is stored";
}

TEST_F(TextVectorsTest, VectorsThatTheStoreDoesNotTakeEndTheMakingAllTheSame) {
    store_.reset_embeddings({"concepts", 5});
    embedder_.become({"concepts", 0});  // that they are longer shows in the answer only
    add_facts(40);
    EXPECT_EQ(make_missing().result.value(), 0);
    EXPECT_EQ(embedder_.calls().size(), 2u) << "each text is tried once";
}

TEST_F(TextVectorsTest, TheStoreIsTakenOverByAModelThatWorks) {
    store_.reset_embeddings({"older", 5});
    embedder_.become({"concepts", 0});
    embedder_.fail("the model is out");
    EXPECT_EQ(vectors_.take_over_store().error().message, "the model is out");
    EXPECT_EQ(store_.vector_model()->name, "older") << "nothing is dropped";
    embedder_.mend();
    storage::VectorModel const expected{"concepts", ConceptEmbedder::dimensions};
    EXPECT_EQ(vectors_.take_over_store().value(), expected);
    EXPECT_EQ(store_.vector_model(), expected);
    EXPECT_FALSE(vectors_.mismatch());
}

}  // namespace
}  // namespace keepsake::memory

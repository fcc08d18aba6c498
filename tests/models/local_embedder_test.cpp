#include "models/embedding/local_embedder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "support/temporary_directory.h"

namespace keepsake::models {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

using Texts = std::vector<std::string>;

LocalEmbedderOptions real_model() {
    LocalEmbedderOptions options;
    options.model_directory = KEEPSAKE_MODEL_DIR;
    options.runtime_library = KEEPSAKE_RUNTIME_LIBRARY;
    options.patience = 10min;  // only an embedder that hangs ever needs it
    return options;
}

std::vector<Embedding> embedded(LocalEmbedder& embedder, Texts const& texts, Urgency urgency = Urgency::waited_for) {
    auto made = embedder.embed(texts, urgency, {});
    EXPECT_TRUE(made) << made.error().message;
    return made ? std::move(made).value() : std::vector<Embedding>(texts.size());
}

double cosine(Embedding const& one, Embedding const& other) {
    double sum = 0;
    for (std::size_t i = 0; i < one.size(); ++i) sum += static_cast<double>(one[i]) * other[i];
    return sum;
}

std::string repeated(std::string const& word, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += word + " ";
    return text;
}

class LocalEmbedderTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        auto options = real_model();
        options.threads = 2;
        shared = std::make_unique<LocalEmbedder>(std::move(options));
    }
    static void TearDownTestSuite() { shared.reset(); }

    /// Loaded once for all tests.
    static inline std::unique_ptr<LocalEmbedder> shared;
};

TEST_F(LocalEmbedderTest, GivesDirectionsOfTheModelsLength) {
    EXPECT_EQ(shared->model(), (EmbeddingModel{"all-MiniLM-L6-v2-int8", 384}));
    auto const vectors = embedded(*shared, {"tea", "Ana moved to Porto in June 2023.", "", " \n\t ", "\xff\xfe",
                                            "安娜住在波尔图", std::string("a\0b", 3)});
    ASSERT_EQ(vectors.size(), 7u);
    for (auto const& vector : vectors) {
        ASSERT_EQ(vector.size(), 384u);
        EXPECT_NEAR(cosine(vector, vector), 1, 1e-5);
    }
    EXPECT_EQ(vectors[2], vectors[3]) << "neither has a token";
    EXPECT_TRUE(embedded(*shared, {}).empty());
}

TEST_F(LocalEmbedderTest, NearnessOfDirectionsIsNearnessOfMeaning) {
    auto const vectors = embedded(*shared, {"Where does she live?", "Her home is in Porto.", "He plays the violin."});
    EXPECT_GT(cosine(vectors[0], vectors[1]), cosine(vectors[0], vectors[2]) + .1);
}

TEST_F(LocalEmbedderTest, ATextHasOneDirectionWhateverElseIsAsked) {
    std::string const text = "Ana moved to Porto in June 2023 and plays the violin.";
    auto const alone = embedded(*shared, {text}).front();
    auto const among = embedded(*shared, {"tea", repeated("long", 100), text, "a much longer text than the others"});
    EXPECT_EQ(among[2], alone);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            auto const urgency = i % 2 == 0 ? Urgency::waited_for : Urgency::background;
            for (int round = 0; round < 5; ++round) {
                auto const made = embedded(*shared, {repeated("other", i + round), text}, urgency);
                EXPECT_EQ(made[1], alone) << "to the bit";
            }
        });
    }
}

TEST_F(LocalEmbedderTest, OfALongTextTheFirst256TokensCount) {
    // One token a word, and one for each end.
    auto const vectors =
        embedded(*shared, {repeated("tea", 254), repeated("tea", 254) + "violin", repeated("tea", 3000),
                           repeated("tea", 253) + "violin", repeated("tea", 253)});
    EXPECT_EQ(vectors[1], vectors[0]);
    EXPECT_EQ(vectors[2], vectors[0]);
    EXPECT_NE(vectors[3], vectors[0]) << "the 255th token still counts";
    EXPECT_NE(vectors[4], vectors[0]);
}

TEST_F(LocalEmbedderTest, UnderstandsTextsInLatinScript) {
    EXPECT_TRUE(shared->understands("Où est Émile?"));
    EXPECT_FALSE(shared->understands("安娜住在波尔图"));
}

TEST_F(LocalEmbedderTest, AStopEndsALongBatchAndOthersAreServedMeanwhile) {
    std::stop_source stop;
    std::jthread const long_batch([&] {
        Texts const texts(20'000, "a text of a long conversation");
        auto const made = shared->embed(texts, Urgency::background, stop.get_token());
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, core::ErrorKind::unavailable);
        EXPECT_EQ(made.error().message, "the call was cancelled");
    });
    EXPECT_EQ(embedded(*shared, {"a question"}).size(), 1u);
    stop.request_stop();
}

TEST(ReproducibleEmbedder, GivesTheVectorsOfAnotherProgram) {
    // Made with OpenVINO's Python interface and Hugging Face's tokenizers, of the same model file.
    struct Golden {
        std::string text;
        std::array<float, 4> beginning;
    };
    std::vector<Golden> const golden = {
        {"The cat sat on the mat.", {0.127181f, -0.016011f, -0.035062f, 0.055422f}},
        {"Ana moved to Porto in June 2023 and plays the violin.", {0.032833f, -0.127848f, 0.066489f, 0.013346f}},
        {"Where does Ana live now?", {0.058408f, -0.036056f, 0.027233f, 0.020267f}},
    };
    auto options = real_model();
    options.reproducible = true;
    LocalEmbedder embedder(options);
    for (auto const& [text, beginning] : golden) {
        auto const vector = embedded(embedder, {text}).front();
        ASSERT_EQ(vector.size(), 384u);
        for (std::size_t i = 0; i < beginning.size(); ++i) EXPECT_NEAR(vector[i], beginning[i], 1e-4) << text;
    }
}

TEST(LocalEmbedderLoading, BeginsAtTheFirstQuestionAtTheLatest) {
    LocalEmbedder embedder(real_model());
    EXPECT_EQ(embedded(embedder, {"tea"}).size(), 1u);
    auto const loaded = embedder.wait_until_loaded();
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded.value(), embedder.model());
}

TEST(LocalEmbedderLoading, IsWaitedForNoLongerThanACallerHasPatience) {
    auto options = real_model();
    options.patience = 0ms;
    LocalEmbedder embedder(options);
    Texts const texts = {"tea"};
    auto const early = embedder.embed(texts, Urgency::waited_for, {});
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().message, "the embedding model is still being loaded");
    EXPECT_EQ(embedded(embedder, texts, Urgency::background).size(), 1u) << "nobody waits for this one";
    EXPECT_EQ(embedded(embedder, texts).size(), 1u);
}

TEST(LocalEmbedderLoading, IsNotWaitedForByWhoHasStopped) {
    LocalEmbedder embedder(real_model());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(embedder.embed(Texts{"tea"}, Urgency::background, stop.get_token()));
    EXPECT_TRUE(embedder.wait_until_loaded());
}

TEST(LocalEmbedderLoading, EndsWithItsEmbedder) {
    LocalEmbedder never_started(real_model());
    LocalEmbedder loading(real_model());
    loading.start();
    loading.start();
}

}  // namespace
}  // namespace keepsake::models

#include "models/http_embedder_test.h"

#include <atomic>
#include <thread>

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> numbers(std::size_t count) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) texts.push_back(std::to_string(i));
    return texts;
}

TEST_F(HttpEmbedderTest, SpeaksTheWireFormat) {
    auto const vectors = embed({"1", "snow ☃"});
    ASSERT_TRUE(vectors) << vectors.error().message;
    auto const seen = server_.requests().at(0);
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/embeddings");
    EXPECT_EQ(seen.headers.at("authorization"), "Bearer sk-secret-key");
    EXPECT_EQ(seen.headers.at("content-type"), "application/json");
    EXPECT_EQ(Json::parse(seen.body),
              Json({{"model", "text-embedding-3-small"}, {"input", {"1", "snow ☃"}}, {"encoding_format", "float"}}));
}

TEST_F(HttpEmbedderTest, WithoutAKeyNoneIsSentAndDimensionsOnlyWhenConfigured) {
    settings_.api_key = "";
    settings_.dimensions = 3;
    settings_.base_url += "/";
    EXPECT_TRUE(embed({"1"}));
    EXPECT_EQ(server_.requests().at(0).target, "/v1/embeddings");
    EXPECT_FALSE(server_.requests().at(0).headers.contains("authorization"));
    EXPECT_EQ(body_of(0).at("dimensions"), 3);
}

TEST_F(HttpEmbedderTest, VectorsComeInTheOrderOfTheTextsWithLengthOne) {
    auto const texts = numbers(5);
    auto const vectors = embed(texts);
    ASSERT_EQ(vectors.value().size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(vectors.value()[i], expected_vector(texts[i])) << i;
    EXPECT_FLOAT_EQ(vectors.value()[0][0], .6f);
}

TEST_F(HttpEmbedderTest, ManyTextsGoInBatches) {
    auto const texts = numbers(130);
    auto const vectors = embed(texts);
    ASSERT_EQ(vectors.value().size(), 130u);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(vectors.value()[i], expected_vector(texts[i])) << i;
    ASSERT_EQ(request_count(), 3u);
    EXPECT_EQ(body_of(0).at("input").size(), 64u);
    EXPECT_EQ(body_of(1).at("input").size(), 64u);
    EXPECT_EQ(body_of(2).at("input").size(), 2u);
}

TEST_F(HttpEmbedderTest, LongTextsAreCutBetweenCharactersAndFillABatchSooner) {
    std::string euros;
    for (int i = 0; i < 3000; ++i) euros += "€";
    EXPECT_TRUE(embed(std::vector<std::string>(30, euros)));
    ASSERT_EQ(request_count(), 2u);
    EXPECT_EQ(body_of(0).at("input").size(), 25u);
    EXPECT_EQ(body_of(1).at("input").size(), 5u);
    EXPECT_EQ(body_of(0).at("input")[0], euros.substr(0, 7998));
}

TEST_F(HttpEmbedderTest, NoTextsNeedNoServerAndAnEmptyOneIsSentAsASpace) {
    EXPECT_TRUE(embed({}).value().empty());
    EXPECT_EQ(request_count(), 0u);
    EXPECT_EQ(embed({"", "broken \xFF bytes"}).value().size(), 2u);
    EXPECT_EQ(body_of(0).at("input"), Json({" ", "broken \uFFFD bytes"}));
}

TEST_F(HttpEmbedderTest, PackedVectorsAreRead) {
    server_.follow([](RecordedRequest const&) {
        return answer_with({{"data", {{{"embedding", "AABAQAAAAAAAAIDA"}}, {{"embedding", "AACAPwAAAAAAAAAA"}}}}});
    });
    auto const vectors = embed({"a", "b"});
    ASSERT_TRUE(vectors) << vectors.error().message;
    EXPECT_EQ(vectors.value(), (std::vector<Embedding>{{.6f, 0, -.8f}, {1, 0, 0}}))
        << "without an index: as they stand";
}

TEST_F(HttpEmbedderTest, TheModelsDimensionsAreLearnedFromTheFirstAnswer) {
    EXPECT_EQ(embedder().model(), (EmbeddingModel{"openai:text-embedding-3-small", 0}));
    EXPECT_TRUE(embed({"1"}));
    EXPECT_EQ(embedder().model(), (EmbeddingModel{"openai:text-embedding-3-small", 3}));
    EXPECT_TRUE(embedder().understands("你好"));
    server_.follow([](RecordedRequest const&) { return answer_with({{"data", {{{"embedding", {1, 2}}}}}}); });
    EXPECT_EQ(error_of({"1"}), server_name() +
                                   " gives vectors of 2 numbers and gave 3 before; if its model was changed, start "
                                   "Keepsake again.");
}

TEST_F(HttpEmbedderTest, ConfiguredDimensionsMustBeWhatComes) {
    settings_.dimensions = 512;
    settings_.model = "bge-m3";
    EXPECT_EQ(embedder().model(), (EmbeddingModel{"openai:bge-m3", 512}));
    EXPECT_EQ(error_of({"1"}), server_name() +
                                   " gives vectors of 3 numbers, but KEEPSAKE_EMBEDDER_DIMENSIONS is 512; set it to "
                                   "what the model gives, or leave it out.");
    EXPECT_EQ(embedder().model().dimensions, 512u);
}

TEST_F(HttpEmbedderTest, WhatTheServerFindsTooLongIsSentInSmallerParts) {
    server_.follow([](RecordedRequest const& request) {
        auto const input = Json::parse(request.body).at("input").get<std::vector<std::string>>();
        auto const too_long = [](std::string const& text) { return text.size() > 2500; };
        if (input.size() > 4) return ScriptedAnswer::status(422, R"({"error": "batch size 8 > 4"})");
        if (std::any_of(input.begin(), input.end(), too_long))
            return ScriptedAnswer::status(413, R"({"error": "Input validation error"})");
        return vectors_for(request);
    });
    auto texts = numbers(8);
    texts[5] = "5" + std::string(7000, 'x');
    auto const vectors = embed(texts);
    ASSERT_TRUE(vectors) << vectors.error().message;
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(vectors.value()[i], expected_vector(texts[i])) << i;
    EXPECT_EQ(server_.requests().size(), 9u);
    EXPECT_TRUE(waits_.empty());
}

TEST_F(HttpEmbedderTest, WhatIsNeverShortEnoughEndsWithASentence) {
    server_.follow([](RecordedRequest const&) {
        return ScriptedAnswer::status(400,
                                      R"({"error": {"message": "This model's maximum context length is 8 tokens"}})");
    });
    std::vector<std::string> const texts(64, std::string(8000, 'x'));
    EXPECT_EQ(error_of(texts), server_name() +
                                   " finds a text too long (HTTP status 400); set KEEPSAKE_EMBEDDER_MODEL to a model "
                                   "that reads longer texts. It says: \"This model's maximum context length is 8 "
                                   "tokens\"");
    EXPECT_LE(request_count(), 12u);
}

/// Needs four seconds of the test's time for each answer, and notes how long it might have taken.
class SlowClient final : public HttpClient {
public:
    explicit SlowClient(std::chrono::steady_clock::time_point& now) : now_(now) {}
    core::Result<HttpAnswer> send(HttpRequest const& request, std::stop_token) override {
        now_ += 4s;
        timeouts.push_back(request.timeout);
        auto data = Json::array();
        auto const body = Json::parse(request.body);
        for (auto const& text : body.at("input")) data.push_back({{"embedding", raw_vector(text.get<std::string>())}});
        return HttpAnswer{200, {}, Json({{"data", data}}).dump()};
    }

    std::vector<std::chrono::milliseconds> timeouts;

private:
    std::chrono::steady_clock::time_point& now_;
};

TEST_F(HttpEmbedderTest, ACallerWhoWaitsDoesSoForTenSecondsInAll) {
    SlowClient client(now_);
    HttpEmbedder slow(client, settings_, {1s, [this] { return now_; }, {}});
    auto const texts = numbers(200);
    EXPECT_EQ(slow.embed(texts, Urgency::waited_for, {}).value().size(), 200u);
    EXPECT_EQ(client.timeouts, (std::vector<std::chrono::milliseconds>{10s, 6s, 2s, 1ms}));
    client.timeouts.clear();
    EXPECT_TRUE(slow.embed(texts, Urgency::background, {}));
    EXPECT_EQ(client.timeouts, (std::vector<std::chrono::milliseconds>(4, 60s)));
}

TEST_F(HttpEmbedderTest, ServesManyThreadsAtOnce) {
    auto& shared = embedder();
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 20; ++i) {
                    auto const text = std::to_string(thread * 100 + i);
                    auto const urgency = i % 2 == 0 ? Urgency::waited_for : Urgency::background;
                    auto const vectors = shared.embed(std::vector{text}, urgency, {});
                    if (vectors && vectors.value().front() == expected_vector(text)) ++right;
                }
            });
        }
    }
    EXPECT_EQ(right, 160);
}

}  // namespace
}  // namespace keepsake::models

#include <future>

#include "models/http_embedder_test.h"

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;

constexpr auto no_text = "a text that nobody else may read";

TEST_F(HttpEmbedderTest, ARefusalSaysWhichSettingToMend) {
    std::map<int, std::string> const ends = {
        {307, " answers with something else than vectors (HTTP status 307); check KEEPSAKE_EMBEDDER_BASE_URL."},
        {400,
         " refuses the request (HTTP status 400); check KEEPSAKE_EMBEDDER_MODEL and KEEPSAKE_EMBEDDER_DIMENSIONS."},
        {401, " refuses the key (HTTP status 401); set KEEPSAKE_EMBEDDER_API_KEY to a valid one."},
        {403, " refuses the key (HTTP status 403); set KEEPSAKE_EMBEDDER_API_KEY to a valid one."},
        {404,
         " does not know the model \"text-embedding-3-small\" or the address (HTTP status 404); check "
         "KEEPSAKE_EMBEDDER_MODEL and KEEPSAKE_EMBEDDER_BASE_URL."},
        {413,
         " finds a text too long (HTTP status 413); set KEEPSAKE_EMBEDDER_MODEL to a model that reads longer "
         "texts."},
    };
    for (auto const& [status, end] : ends) {
        server_.follow(refusing(status, "so it is"));
        EXPECT_EQ(error_of({no_text}), server_name() + end + " It says: \"so it is\"");
    }
    EXPECT_EQ(request_count(), ends.size()) << "none is asked again";
    EXPECT_TRUE(waits_.empty());
}

TEST_F(HttpEmbedderTest, AServerThatWantsAKeySaysSo) {
    settings_.api_key = "";
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::status(401, ""); });
    EXPECT_EQ(error_of({no_text}),
              server_name() + " wants a key (HTTP status 401); set KEEPSAKE_EMBEDDER_API_KEY to a valid one.");
}

TEST_F(HttpEmbedderTest, TheServersWordsAreShownFromEachOfItsShapesAndShort) {
    std::map<std::string, std::string> const shapes = {
        {R"({"error": {"message": "one"}})", "one"},
        {R"({"error": "two\n lines"})", "two lines"},
        {R"({"message": "three"})", "three"},
        {R"({"object": "error", "detail": "four"})", "four"},
        {R"({"detail": [{"msg": "five"}]})", "five"},
        {Json({{"error", std::string(300, 'e')}}).dump(), std::string(200, 'e') + "..."}};
    for (auto const& [body, words] : shapes) {
        server_.follow([&](RecordedRequest const&) { return ScriptedAnswer::status(404, body); });
        EXPECT_TRUE(error_of({no_text}).ends_with(" It says: \"" + words + "\"")) << error_of({no_text});
    }
    for (auto const* const body : {"", "<html>no</html>", "[]", "{}", R"({"error": 5})", R"({"detail": []})",
                                   R"({"detail": [5]})", R"({"error": {"message": {}}})", "{\"error\": \"\xFF\"}"}) {
        server_.follow([&](RecordedRequest const&) { return ScriptedAnswer::status(404, body); });
        EXPECT_TRUE(error_of({no_text}).ends_with("BASE_URL.")) << error_of({no_text});
    }
}

TEST_F(HttpEmbedderTest, NeitherTheKeyNorATextIsEverRepeated) {
    for (auto const* const words : {"Incorrect API key provided: sk-secret-key.", "Incorrect key: sk-sec*****",
                                    "cannot embed 'a text that nobody else may read'", "near: t nobody else m"}) {
        server_.follow(refusing(400, words));
        auto const error = error_of({"another", no_text});
        EXPECT_TRUE(error.ends_with("KEEPSAKE_EMBEDDER_DIMENSIONS.")) << error;
    }
}

TEST_F(HttpEmbedderTest, AnAnswerThatIsNotVectorsSaysSo) {
    auto const check =
        "; check that KEEPSAKE_EMBEDDER_BASE_URL is the address of an OpenAI-compatible server and "
        "KEEPSAKE_EMBEDDER_MODEL a model for embeddings.";
    auto const broken = "with a vector that is empty, all zero or not made of numbers";
    std::vector<std::pair<std::string, std::string>> const answers = {
        {" <!doctype html><title>Sign in</title>", "with a web page"},
        {"", "without vectors"},
        {"{", "without vectors"},
        {"[]", "without vectors"},
        {R"({"data": {}})", "without vectors"},
        {R"({"data": []})", "with 0 vectors for 2 texts"},
        {R"({"data": [{"embedding": [1]}]})", "with 1 vectors for 2 texts"},
        {R"({"data": [{"embedding": [1]}, {"embedding": [1, 2]}]})", "with vectors of different lengths"},
        {R"({"data": [{"embedding": [1], "index": 0}, {"embedding": [1], "index": 0}]})",
         "whose vectors are not numbered one by one"},
        {R"({"data": [{"embedding": [1], "index": 0}, {"embedding": [1], "index": 2}]})",
         "whose vectors are not numbered one by one"},
        {R"({"data": [{"embedding": [1], "index": -1}, {"embedding": [1], "index": 1}]})",
         "whose vectors are not numbered one by one"},
        {R"({"data": [5, 6]})", broken},
        {R"({"data": [{}, {}]})", broken},
        {R"({"data": [{"embedding": [1, 2]}, {"embedding": [0, 0]}]})", broken},
        {R"({"data": [{"embedding": []}, {"embedding": []}]})", broken},
        {R"({"data": [{"embedding": [1, null]}, {"embedding": [1, 2]}]})", broken},
        {R"({"data": [{"embedding": [1, 1e300]}, {"embedding": [1, 2]}]})", broken},
        {R"({"data": [{"embedding": "AADAfw=="}, {"embedding": "AACAPw=="}]})", broken},
        {R"({"data": [{"embedding": "AADA"}, {"embedding": "AACAPw=="}]})", broken},
        {R"({"data": [{"embedding": "A*"}, {"embedding": "AACAPw=="}]})", broken},
    };
    for (auto const& [body, what] : answers) {
        server_.follow([&](RecordedRequest const&) { return ScriptedAnswer::status(200, body); });
        EXPECT_EQ(error_of({no_text, no_text}), server_name() + " answers " + what + check) << body;
    }
    EXPECT_EQ(embedder().model().dimensions, 0u);
}

TEST_F(HttpEmbedderTest, InTheBackgroundABusyServerIsAskedAgainWithGrowingPauses) {
    for (int const status : {429, 500, 503}) {
        waits_.clear();
        auto const before = request_count();
        server_.follow(refusing(status, "overloaded"));
        auto const what = status == 429 ? " is busy or a limit of the account is reached" : " has failed";
        EXPECT_EQ(error_of({no_text}), server_name() + what + " (HTTP status " + std::to_string(status) +
                                           "); it is asked again later. It says: \"overloaded\"");
        EXPECT_EQ(request_count() - before, 3u);
        ASSERT_EQ(waits_.size(), 2u);
        for (std::size_t i = 0; i < waits_.size(); ++i) {
            EXPECT_GE(waits_[i], 500ms * (1 << i));
            EXPECT_LE(waits_[i], 1000ms * (1 << i));
        }
    }
}

TEST_F(HttpEmbedderTest, InTheBackgroundAFailureThatPassesIsNotNoticed) {
    int failures = 0;
    server_.follow([&](RecordedRequest const& request) {
        ++failures;
        if (failures == 1) return ScriptedAnswer::cut_off("half an answer");
        if (failures == 2) return ScriptedAnswer::status(502, "<html>Bad Gateway</html>");
        return vectors_for(request);
    });
    EXPECT_EQ(embed({"7"}).value().at(0), expected_vector("7"));
    EXPECT_EQ(waits_.size(), 2u);
    EXPECT_TRUE(embed({"8"}, Urgency::waited_for)) << "the breaker has closed again";
}

TEST_F(HttpEmbedderTest, TheServersOwnPauseIsKeptOrTheCallGivenUp) {
    server_.follow(refusing(429, "slow down", {{"Retry-After", "7"}}));
    EXPECT_NE(error_of({no_text}), "no error");
    EXPECT_EQ(waits_, (std::vector<std::chrono::milliseconds>{7s, 7s}));
    waits_.clear();
    server_.follow(refusing(429, "come tomorrow", {{"Retry-After", "86400"}}));
    EXPECT_TRUE(error_of({no_text}).ends_with("\"come tomorrow\""));
    EXPECT_TRUE(waits_.empty());
}

TEST_F(HttpEmbedderTest, AnUnreachableServerIsNamedWithWhatToCheck) {
    settings_.base_url = ScriptedHttpServer(vectors_for).address();
    EXPECT_EQ(error_of({no_text}), "No vectors from the embedding server: " + host_of(settings_.base_url) +
                                       " refused the connection. Check that it runs and that "
                                       "KEEPSAKE_EMBEDDER_BASE_URL is its address.");
    EXPECT_EQ(waits_.size(), 2u);
}

TEST_F(HttpEmbedderTest, AnAddressThatIsNoneIsNotTriedAgain) {
    settings_.base_url = "file:///etc";
    EXPECT_EQ(error_of({no_text}), "The address does not start with http:// or https:// and a host.");
    EXPECT_TRUE(waits_.empty());
}

TEST_F(HttpEmbedderTest, ACallerWhoWaitsGetsTheErrorAtOnceWhileTheServerIsKnownToFail) {
    server_.follow(refusing(503, "down"));
    auto const error = error_of({no_text}, Urgency::waited_for);
    EXPECT_EQ(error, server_name() + " has failed (HTTP status 503); it is asked again later. It says: \"down\"");
    EXPECT_EQ(request_count(), 1u) << "nobody is kept waiting for a second try";
    now_ += 29s;
    EXPECT_EQ(error_of({no_text}, Urgency::waited_for), error);
    EXPECT_EQ(request_count(), 1u);
    now_ += 1s;
    EXPECT_EQ(error_of({no_text}, Urgency::waited_for), error);
    EXPECT_EQ(request_count(), 2u) << "one tries";
    EXPECT_EQ(error_of({no_text}, Urgency::waited_for), error);
    EXPECT_EQ(request_count(), 2u);
    now_ += 30s;
    server_.follow(vectors_for);
    EXPECT_TRUE(embed({"1"}, Urgency::waited_for));
    EXPECT_TRUE(embed({"1"}, Urgency::waited_for));
    EXPECT_EQ(request_count(), 4u);
    EXPECT_TRUE(waits_.empty());
}

TEST_F(HttpEmbedderTest, WorkInTheBackgroundFindsOutThatTheServerIsBack) {
    server_.follow(refusing(429, "busy"));
    EXPECT_FALSE(embed({"1"}, Urgency::waited_for));
    server_.follow(vectors_for);
    EXPECT_FALSE(embed({"1"}, Urgency::waited_for));
    EXPECT_TRUE(embed({"1"}));
    EXPECT_TRUE(embed({"1"}, Urgency::waited_for));
}

TEST_F(HttpEmbedderTest, ARefusedRequestIsNoReasonToKeepOthersFromAsking) {
    server_.follow(refusing(400, "not this one"));
    EXPECT_FALSE(embed({"1"}, Urgency::waited_for));
    EXPECT_FALSE(embed({"1"}, Urgency::waited_for));
    EXPECT_EQ(request_count(), 2u);
}

TEST_F(HttpEmbedderTest, AStopEndsACallToAServerThatDoesNotAnswer) {
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::stalled(); });
    for (auto const urgency : {Urgency::background, Urgency::waited_for}) {
        std::stop_source stop;
        auto const before = request_count();
        std::vector<std::string> const texts = {no_text};
        auto& shared = embedder();
        auto vectors = std::async(std::launch::async, [&] { return shared.embed(texts, urgency, stop.get_token()); });
        server_.wait_for_requests(before + 1);
        stop.request_stop();
        auto const ended = vectors.get();
        EXPECT_EQ(ended ? "no error" : ended.error().message, "The embedding was stopped.");
    }
    server_.follow(vectors_for);
    EXPECT_TRUE(embed({"1"}, Urgency::waited_for)) << "a stop says nothing about the server";
}

TEST_F(HttpEmbedderTest, AStopEndsThePauseBeforeTheNextTry) {
    std::stop_source stop;
    server_.follow([&](RecordedRequest const&) {
        stop.request_stop();
        return ScriptedAnswer::status(503, "");
    });
    HttpEmbedder patient(client_, settings_, {24h, std::chrono::steady_clock::now, {}});
    auto const vectors = patient.embed(std::vector<std::string>{no_text}, Urgency::background, stop.get_token());
    EXPECT_EQ(vectors ? "no error" : vectors.error().message, "The embedding was stopped.");
    EXPECT_EQ(request_count(), 1u);
}

}  // namespace
}  // namespace keepsake::models

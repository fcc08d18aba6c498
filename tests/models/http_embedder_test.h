#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "models/curl_http_client.h"
#include "models/embedding/http_embedder.h"
#include "models/scripted_answers.h"

namespace keepsake::models {

/// A text that is a number gets a vector in a direction of its own.
inline Embedding raw_vector(std::string const& text) {
    return {3, static_cast<float>(std::strtod(text.c_str(), nullptr)), 4};
}

inline Embedding expected_vector(std::string const& text) {
    auto vector = raw_vector(text);
    EXPECT_TRUE(normalise(vector));
    return vector;
}

inline ScriptedAnswer answer_with(Json const& body) { return ScriptedAnswer::status(200, body.dump()); }

/// What OpenAI answers, in an order of its own.
inline ScriptedAnswer vectors_for(RecordedRequest const& request) {
    auto data = Json::array();
    auto const texts = Json::parse(request.body).at("input").get<std::vector<std::string>>();
    for (std::size_t i = texts.size(); i-- > 0;)
        data.push_back({{"object", "embedding"}, {"index", i}, {"embedding", raw_vector(texts[i])}});
    return answer_with(
        {{"object", "list"}, {"data", data}, {"model", "m"}, {"usage", {{"prompt_tokens", 5}, {"total_tokens", 5}}}});
}

/// An embedder and its server, over real HTTP; only time is the test's.
class HttpEmbedderTest : public ::testing::Test {
protected:
    HttpEmbedderTest() {
        settings_.provider = core::EmbedderProvider::openai;
        settings_.base_url = server_.address() + "/v1";
        settings_.api_key = "sk-secret-key";
    }
    /// The embedder, made at the first use with the settings of that moment.
    HttpEmbedder& embedder() {
        if (!embedder_) {
            HttpEmbedderPace pace;
            pace.now = [this] { return now_; };
            pace.wait = [this](std::chrono::milliseconds time, std::stop_token const&) { waits_.push_back(time); };
            embedder_.emplace(client_, settings_, pace);
        }
        return *embedder_;
    }
    core::Result<std::vector<Embedding>> embed(std::vector<std::string> const& texts,
                                               Urgency urgency = Urgency::background) {
        return embedder().embed(texts, urgency, {});
    }
    std::string error_of(std::vector<std::string> const& texts, Urgency urgency = Urgency::background) {
        auto const vectors = embed(texts, urgency);
        return vectors ? "no error" : vectors.error().message;
    }
    std::string server_name() const { return "The embedding server " + host_of(server_.address()); }
    std::size_t request_count() const { return server_.requests().size(); }
    Json body_of(std::size_t request) const { return Json::parse(server_.requests().at(request).body); }

    ScriptedHttpServer server_{vectors_for};
    CurlHttpClient client_;
    core::EmbedderSettings settings_;
    std::chrono::steady_clock::time_point now_;
    std::vector<std::chrono::milliseconds> waits_;

private:
    std::optional<HttpEmbedder> embedder_;
};

}  // namespace keepsake::models

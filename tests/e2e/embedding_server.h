#pragma once

#include <atomic>
#include <cctype>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/scripted_http_server.h"

namespace keepsake::testing {

/// Speaks OpenAI's /embeddings. A text's vector is the sum of its words' vectors, and words of the same meaning share one.
class EmbeddingServer {
    using Json = nlohmann::json;

public:
    explicit EmbeddingServer(std::size_t dimensions = 64)
        : dimensions_(dimensions), http_([this](RecordedRequest const& request) { return answer(request); }) {}

    std::map<std::string, std::string> settings(std::string const& model = "words") const {
        return {{"KEEPSAKE_EMBEDDER_PROVIDER", "openai"},
                {"KEEPSAKE_EMBEDDER_BASE_URL", http_.address()},
                {"KEEPSAKE_EMBEDDER_MODEL", model}};
    }

    void fail() { state_ = State::failing; }
    void work() { state_ = State::working; }
    /// Answers so many requests more and lets all others wait.
    void stall_after(std::size_t requests) {
        left_ = requests;
        state_ = State::stalling;
    }
    void give_dimensions(std::size_t dimensions) { dimensions_ = dimensions; }

    /// How often a vector was asked for, by text.
    std::map<std::string, int> asked() const {
        std::map<std::string, int> counts;
        for (auto const& request : http_.requests()) {
            auto const body = Json::parse(request.body);
            for (std::string const text : body.at("input")) ++counts[text];
        }
        return counts;
    }

private:
    enum class State { working, failing, stalling };

    ScriptedAnswer answer(RecordedRequest const& request) {
        if (state_ == State::failing) return ScriptedAnswer::status(503, "{}");
        if (state_ == State::stalling && left_-- == 0) {
            left_ = 0;
            return ScriptedAnswer::stalled();
        }
        auto const asked = Json::parse(request.body);
        auto const dimensions = asked.value("dimensions", dimensions_.load());
        Json data = Json::array();
        for (std::string const text : asked.at("input"))
            data.push_back({{"index", data.size()}, {"embedding", vector_of(text, dimensions)}});
        return ScriptedAnswer::status(200, Json{{"data", data}}.dump(), {{"Content-Type", "application/json"}});
    }

    static std::vector<double> vector_of(std::string const& text, std::size_t dimensions) {
        static std::map<std::string, std::string> const meanings = {
            {"puppy", "dog"}, {"purchased", "bought"}, {"automobile", "car"}};
        std::vector<double> sum(dimensions, 1e-3);
        std::string word;
        for (char const letter : text + " ") {
            if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
                word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
                continue;
            }
            auto const meaning = meanings.find(word);
            if (!word.empty()) add(sum, meaning == meanings.end() ? word : meaning->second);
            word.clear();
        }
        return sum;
    }

    static void add(std::vector<double>& sum, std::string const& word) {
        std::uint64_t state = 14695981039346656037u;
        for (char const letter : word) state = (state ^ static_cast<unsigned char>(letter)) * 1099511628211u;
        for (auto& value : sum) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            value += static_cast<double>(state >> 40) / static_cast<double>(1 << 23) - 1;
        }
    }

    std::atomic<std::size_t> dimensions_;
    std::atomic<State> state_ = State::working;
    std::atomic<std::size_t> left_ = 0;
    ScriptedHttpServer http_;
};

}  // namespace keepsake::testing

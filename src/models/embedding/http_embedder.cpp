#include "models/embedding/http_embedder.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/text/unicode.h"
#include "models/backoff.h"
#include "models/embedding/embeddings_answer.h"
#include "models/server_message.h"

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t most_texts = 64;
constexpr std::size_t most_bytes = 200'000;
constexpr std::size_t longest_text_sent = 8'000;
constexpr std::size_t shortest_cut = 1'000;
constexpr int most_retries = 2;
constexpr auto patience_of_callers = 10'000ms;
constexpr auto patience_in_background = 60'000ms;
constexpr auto breaker_open_for = 30'000ms;

Error unavailable(std::string sentence) { return {ErrorKind::unavailable, std::move(sentence)}; }

Error stopped() { return unavailable("The embedding was stopped."); }

OpenAiEndpoint endpoint(core::EmbedderSettings const& settings) {
    return {settings.base_url,
            "/embeddings",
            settings.api_key,
            settings.model,
            {.server = "The embedding server",
             .wanted = "vectors",
             .model_purpose = "a model for embeddings",
             .model_setting = "KEEPSAKE_EMBEDDER_MODEL",
             .address_setting = "KEEPSAKE_EMBEDDER_BASE_URL",
             .key_setting = "KEEPSAKE_EMBEDDER_API_KEY",
             .request_settings = "KEEPSAKE_EMBEDDER_MODEL and KEEPSAKE_EMBEDDER_DIMENSIONS"}};
}

/// How many of the texts go into one request; at least one.
std::size_t batch_size(std::span<std::string const> texts) {
    std::size_t bytes = 0;
    for (std::size_t count = 0; count < std::min(texts.size(), most_texts); ++count) {
        bytes += std::min(texts[count].size(), longest_text_sent);
        if (bytes > most_bytes && count > 0) return count;
    }
    return std::min(texts.size(), most_texts);
}

std::vector<Embedding> joined(std::vector<Embedding> first, std::vector<Embedding> second) {
    std::move(second.begin(), second.end(), std::back_inserter(first));
    return first;
}

bool is_too_long(HttpAnswer const& answer) {
    return finds_too_long(answer, {"token", "too long", "too large", "context length", "batch size"});
}

}  // namespace

struct HttpEmbedder::Call {
    Urgency urgency;
    std::stop_token stop;
    std::chrono::steady_clock::time_point deadline;  ///< for callers who wait
};

HttpEmbedder::HttpEmbedder(HttpClient& client, core::EmbedderSettings settings, HttpEmbedderPace pace)
    : client_(client),
      settings_(std::move(settings)),
      pace_(std::move(pace)),
      endpoint_(endpoint(settings_)),
      dimensions_(settings_.dimensions),
      breaker_(breaker_open_for, pace_.now) {}

EmbeddingModel HttpEmbedder::model() const { return {"openai:" + settings_.model, dimensions_}; }

Result<std::vector<Embedding>> HttpEmbedder::embed(std::span<std::string const> texts, Urgency urgency,
                                                   std::stop_token stop) {
    if (texts.empty()) return Vectors{};
    if (urgency != Urgency::background) {
        if (auto const reason = breaker_.refusal()) return unavailable(*reason);
    }
    Call const call{urgency, std::move(stop), pace_.now() + patience_of_callers};
    Vectors vectors;
    while (!texts.empty()) {
        auto const count = batch_size(texts);
        auto batch = embed_batch(texts.first(count), longest_text_sent, call);
        if (!batch) return batch;
        vectors = joined(std::move(vectors), std::move(batch).value());
        texts = texts.subspan(count);
    }
    return vectors;
}

/// What is too long for the server is asked for in halves, and a text alone is cut in half.
Result<std::vector<Embedding>> HttpEmbedder::embed_batch(std::span<std::string const> texts, std::size_t longest_text,
                                                         Call const& call) {
    auto const answer = ask(texts, longest_text, call);
    if (!answer) return answer.error();
    if (answer.value().status == 200) return read(answer.value(), texts);
    if (!is_too_long(answer.value())) return refused(answer.value(), texts);
    if (texts.size() > 1) return embed_halves(texts, longest_text, call);
    auto const shorter = std::min(longest_text, texts.front().size()) / 2;
    return shorter < shortest_cut ? refused(answer.value(), texts) : embed_batch(texts, shorter, call);
}

Result<std::vector<Embedding>> HttpEmbedder::embed_halves(std::span<std::string const> texts, std::size_t longest_text,
                                                          Call const& call) {
    auto first = embed_batch(texts.first(texts.size() / 2), longest_text, call);
    if (!first) return first;
    auto second = embed_batch(texts.subspan(texts.size() / 2), longest_text, call);
    if (!second) return second;
    return joined(std::move(first).value(), std::move(second).value());
}

/// Any answer but "busy", after as many tries as the call is worth.
Result<HttpAnswer> HttpEmbedder::ask(std::span<std::string const> texts, std::size_t longest_text, Call const& call) {
    auto request = this->request(texts, longest_text);
    for (int failures = 1;; ++failures) {
        request.timeout = patience_in_background;
        if (call.urgency != Urgency::background)
            request.timeout = std::max(std::chrono::ceil<std::chrono::milliseconds>(call.deadline - pace_.now()), 1ms);
        auto answer = client_.send(request, call.stop);
        if (answer && !is_busy(answer.value())) {
            breaker_.succeeded();
            return answer;
        }
        if (call.stop.stop_requested()) {
            breaker_.abandoned();
            return stopped();
        }
        auto error = answer ? refused(answer.value(), texts) : unreachable(answer.error());
        breaker_.failed(error.message);
        auto const wished = answer ? retry_after(answer.value()) : std::nullopt;
        auto const pause_wanted = wished.value_or(backoff(failures, pace_.retry_base));
        bool const worth_it = call.urgency == Urgency::background && error.kind == ErrorKind::unavailable;
        if (!worth_it || failures > most_retries || pause_wanted > longest_backoff) return error;
        wait(pause_wanted, call.stop);
        if (call.stop.stop_requested()) return stopped();
    }
}

void HttpEmbedder::wait(std::chrono::milliseconds time, std::stop_token const& stop) const {
    if (pace_.wait) pace_.wait(time, stop);
    else pause(time, stop);
}

HttpRequest HttpEmbedder::request(std::span<std::string const> texts, std::size_t longest_text) const {
    auto input = Json::array();
    for (auto const& text : texts) {
        // Some servers refuse an empty text.
        input.push_back(text.empty() ? " " : std::string(core::cut_utf8(text, longest_text)));
    }
    Json body = {{"model", settings_.model}, {"input", std::move(input)}, {"encoding_format", "float"}};
    if (settings_.dimensions > 0) body["dimensions"] = settings_.dimensions;
    return endpoint_.request(body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<std::vector<Embedding>> HttpEmbedder::read(HttpAnswer const& answer, std::span<std::string const> texts) {
    auto vectors = read_embeddings(answer.body, texts.size());
    if (!vectors) return unavailable(endpoint_.misfit(answer, vectors.error().message, texts));
    auto const dimensions = vectors.value().front().size();
    std::size_t known = 0;
    if (dimensions_.compare_exchange_strong(known, dimensions) || known == dimensions) return vectors;
    auto const gives = endpoint_.server() + " gives vectors of " + std::to_string(dimensions) + " numbers";
    if (settings_.dimensions > 0)
        return unavailable(gives + ", but KEEPSAKE_EMBEDDER_DIMENSIONS is " + std::to_string(known) +
                           "; set it to what the model gives, or leave it out.");
    return unavailable(gives + " and gave " + std::to_string(known) +
                       " before; if its model was changed, start Keepsake again.");
}

Error HttpEmbedder::unreachable(Error const& error) const {
    if (error.kind != ErrorKind::unavailable) return error;
    return unavailable("No vectors from the embedding server: " + error.message +
                       " Check that it runs and that KEEPSAKE_EMBEDDER_BASE_URL is its address.");
}

Error HttpEmbedder::refused(HttpAnswer const& answer, std::span<std::string const> texts) const {
    if (!is_too_long(answer)) return unavailable(endpoint_.refusal(answer, texts));
    return unavailable(endpoint_.sentence("finds a text too long", answer,
                                          "set KEEPSAKE_EMBEDDER_MODEL to a model that reads longer texts", texts));
}

}  // namespace keepsake::models

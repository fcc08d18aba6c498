#include "models/embedding/http_embedder.h"

#include <algorithm>
#include <array>
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

std::string endpoint(std::string base_url) {
    while (base_url.ends_with('/')) base_url.pop_back();
    return base_url + "/embeddings";
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

bool is_busy(HttpAnswer const& answer) { return answer.status == 429 || answer.status >= 500; }

std::vector<Embedding> joined(std::vector<Embedding> first, std::vector<Embedding> second) {
    std::move(second.begin(), second.end(), std::back_inserter(first));
    return first;
}

/// Servers have no common way to say that a request is too large for the model.
bool is_too_long(HttpAnswer const& answer) {
    if (answer.status == 413) return true;
    if (answer.status != 400 && answer.status != 422) return false;
    auto const message = core::fold(server_message(answer, "", {}).value_or(""));
    static constexpr std::array signs = {"token", "too long", "too large", "context length", "batch size"};
    return std::any_of(signs.begin(), signs.end(),
                       [&](char const* sign) { return message.find(sign) != std::string::npos; });
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
      url_(endpoint(settings_.base_url)),
      server_("The embedding server " + host_of(url_)),
      dimensions_(settings_.dimensions),
      breaker_(breaker_open_for, pace_.now) {}

EmbeddingModel HttpEmbedder::model() const { return {"openai:" + settings_.model, dimensions_}; }

Result<std::vector<Embedding>> HttpEmbedder::embed(std::span<std::string const> texts, Urgency urgency,
                                                   std::stop_token stop) {
    if (texts.empty()) return Vectors{};
    if (urgency == Urgency::waited_for) {
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
        if (call.urgency == Urgency::waited_for)
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
    HttpRequest request;
    request.url = url_;
    request.headers = {{"Content-Type", "application/json"}};
    if (!settings_.api_key.empty()) request.headers.emplace_back("Authorization", "Bearer " + settings_.api_key);
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return request;
}

Result<std::vector<Embedding>> HttpEmbedder::read(HttpAnswer const& answer, std::span<std::string const> texts) {
    auto vectors = read_embeddings(answer.body, texts.size());
    if (!vectors) return unexpected(answer, vectors.error().message, texts);
    auto const dimensions = vectors.value().front().size();
    std::size_t known = 0;
    if (dimensions_.compare_exchange_strong(known, dimensions) || known == dimensions) return vectors;
    auto const gives = server_ + " gives vectors of " + std::to_string(dimensions) + " numbers";
    if (settings_.dimensions > 0)
        return unavailable(gives + ", but KEEPSAKE_EMBEDDER_DIMENSIONS is " + std::to_string(known) +
                           "; set it to what the model gives, or leave it out.");
    return unavailable(gives + " and gave " + std::to_string(known) +
                       " before; if its model was changed, start Keepsake again.");
}

std::string HttpEmbedder::said_by_server(HttpAnswer const& answer, std::span<std::string const> texts) const {
    auto const message = server_message(answer, settings_.api_key, texts);
    return message ? " It says: \"" + *message + "\"" : "";
}

Error HttpEmbedder::unreachable(Error const& error) const {
    if (error.kind != ErrorKind::unavailable) return error;
    return unavailable("No vectors from the embedding server: " + error.message +
                       " Check that it runs and that KEEPSAKE_EMBEDDER_BASE_URL is its address.");
}

Error HttpEmbedder::refused(HttpAnswer const& answer, std::span<std::string const> texts) const {
    auto const status = " (HTTP status " + std::to_string(answer.status) + ")";
    auto const sentence = [&](std::string const& what) {
        return unavailable(server_ + what + said_by_server(answer, texts));
    };
    if (is_busy(answer)) {
        bool const limit = answer.status == 429;
        return sentence((limit ? " is busy or a limit of the account is reached" : " has failed") + status +
                        "; it is asked again later.");
    }
    if (is_too_long(answer))
        return sentence(" finds a text too long" + status +
                        "; set KEEPSAKE_EMBEDDER_MODEL to a model that reads longer texts.");
    switch (answer.status) {
        case 401:
        case 403:
            return sentence((settings_.api_key.empty() ? " wants a key" : " refuses the key") + status +
                            "; set KEEPSAKE_EMBEDDER_API_KEY to a valid one.");
        case 404:
        case 405:
            return sentence(" does not know the model \"" + settings_.model + "\" or the address" + status +
                            "; check KEEPSAKE_EMBEDDER_MODEL and KEEPSAKE_EMBEDDER_BASE_URL.");
        case 400:
        case 422:
            return sentence(" refuses the request" + status +
                            "; check KEEPSAKE_EMBEDDER_MODEL and KEEPSAKE_EMBEDDER_DIMENSIONS.");
        default:
            return sentence(" answers with something else than vectors" + status +
                            "; check KEEPSAKE_EMBEDDER_BASE_URL.");
    }
}

Error HttpEmbedder::unexpected(HttpAnswer const& answer, std::string const& what,
                               std::span<std::string const> texts) const {
    return unavailable(server_ + " answers " + (is_web_page(answer) ? "with a web page" : what) +
                       "; check that KEEPSAKE_EMBEDDER_BASE_URL is the address of an OpenAI-compatible server and "
                       "KEEPSAKE_EMBEDDER_MODEL a model for embeddings." +
                       said_by_server(answer, texts));
}

}  // namespace keepsake::models

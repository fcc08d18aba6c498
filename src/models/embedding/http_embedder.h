#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings/embedder_settings.h"
#include "models/breaker.h"
#include "models/embedding/embedder.h"
#include "models/http_client.h"
#include "models/openai_endpoint.h"

namespace keepsake::models {

/// How the embedder waits and tells the time.
struct HttpEmbedderPace {
    std::chrono::milliseconds retry_base{1000};
    Breaker::Now now = &std::chrono::steady_clock::now;
    /// Returns when the time is over or a stop is requested; nothing given: it really waits.
    std::function<void(std::chrono::milliseconds, std::stop_token)> wait;
};

/// Vectors from a server that speaks OpenAI's /embeddings. Work in the background is tried again patiently; a caller who
/// waits gets an answer or a reason soon, and at once while the server is known to fail.
class HttpEmbedder final : public Embedder {
public:
    /// The client must live longer.
    HttpEmbedder(HttpClient& client, core::EmbedderSettings settings, HttpEmbedderPace pace = {});

    EmbeddingModel model() const override;
    core::Result<std::vector<Embedding>> embed(std::span<std::string const> texts, Urgency urgency,
                                               std::stop_token stop) override;
    /// Which languages the model knows is the choice of the person who named it.
    bool understands(std::string_view) const override { return true; }

private:
    struct Call;
    using Vectors = std::vector<Embedding>;

    core::Result<Vectors> embed_batch(std::span<std::string const> texts, std::size_t longest_text, Call const& call);
    core::Result<Vectors> embed_halves(std::span<std::string const> texts, std::size_t longest_text, Call const& call);
    core::Result<HttpAnswer> ask(std::span<std::string const> texts, std::size_t longest_text, Call const& call);
    HttpRequest request(std::span<std::string const> texts, std::size_t longest_text) const;
    core::Result<Vectors> read(HttpAnswer const& answer, std::span<std::string const> texts);
    void wait(std::chrono::milliseconds time, std::stop_token const& stop) const;
    core::Error unreachable(core::Error const& error) const;
    core::Error refused(HttpAnswer const& answer, std::span<std::string const> texts) const;

    HttpClient& client_;
    core::EmbedderSettings const settings_;
    HttpEmbedderPace const pace_;
    OpenAiEndpoint const endpoint_;
    std::atomic<std::size_t> dimensions_;
    Breaker breaker_;
};

}  // namespace keepsake::models

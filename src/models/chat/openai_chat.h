#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>
#include <string>

#include "core/settings/llm_settings.h"
#include "models/breaker.h"
#include "models/chat/chat_model.h"
#include "models/chat/openai_chat_request.h"
#include "models/http_client.h"
#include "models/openai_endpoint.h"

namespace keepsake::models {

/// A model behind OpenAI's /chat/completions, which Ollama, LM Studio, vLLM and OpenRouter speak too. What an endpoint does
/// not take of a request is learned from its refusal, and the question asked again at once; that is no try of its own.
class OpenAiChat final : public ChatModel {
public:
    /// The client and the breaker must live longer. `timeout`: for one question.
    OpenAiChat(HttpClient& client, core::ChatSettings settings, std::chrono::milliseconds timeout, Breaker& breaker);

    std::string const& model() const override { return settings_.model; }
    std::string const& provider() const override { return provider_; }
    ChatAnswer ask(ChatQuestion const& question, std::stop_token stop) override;

private:
    ChatAnswer ask_server(ChatQuestion const& question, std::stop_token const& stop);
    void report(ChatAnswer const& answer);
    ChatAnswer read(HttpAnswer const& answer, ChatQuestion const& question) const;
    ChatFailure refused(HttpAnswer const& answer, ChatQuestion const& question) const;
    ChatFailure not_answered(core::Error const& error, std::stop_token const& stop) const;

    HttpClient& client_;
    core::ChatSettings const settings_;
    std::chrono::milliseconds const timeout_;
    Breaker& breaker_;
    OpenAiEndpoint const endpoint_;
    std::string const provider_;
    std::atomic<Quirks> quirks_{0};  ///< what helped so far
};

}  // namespace keepsake::models

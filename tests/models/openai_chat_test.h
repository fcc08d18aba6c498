#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "models/chat/breakers.h"
#include "models/chat/openai_chat.h"
#include "models/curl_http_client.h"
#include "models/scripted_answers.h"

namespace keepsake::models {

inline ScriptedAnswer chat_answer(Json const& message, char const* finish_reason = "stop") {
    Json const body = {{"choices", {{{"message", message}, {"finish_reason", finish_reason}}}},
                       {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 7}}}};
    return ScriptedAnswer::status(200, body.dump());
}

/// A model that always has this to say.
inline ScriptedHttpServer::Script saying(std::string const& text) {
    return [=](RecordedRequest const&) { return chat_answer({{"role", "assistant"}, {"content", text}}); };
}

/// A model and its server, over real HTTP; only time is the test's.
class OpenAiChatTest : public ::testing::Test {
protected:
    OpenAiChatTest() {
        settings_.provider = core::ChatProvider::openai;
        settings_.model = "small";
        settings_.base_url = server_.address() + "/v1";
        settings_.api_key = "sk-secret-key";
    }
    /// Made at the first use with the settings of that moment.
    OpenAiChat& chat() {
        if (!chat_) chat_.emplace(client_, settings_, std::chrono::seconds(60), breakers_.of(settings_.base_url));
        return *chat_;
    }
    ChatAnswer ask() { return chat().ask(question_, {}); }
    std::string reply() {
        auto const answer = ask();
        auto const* const reply = std::get_if<ChatReply>(&answer);
        return reply == nullptr ? "no reply: " + std::get<ChatFailure>(answer).message : reply->text;
    }
    ChatFailure failure() {
        auto const answer = ask();
        auto const* const failure = std::get_if<ChatFailure>(&answer);
        return failure == nullptr ? ChatFailure{ChatFailureKind::stopped, "no failure"} : *failure;
    }
    std::string server_name() const { return "The language model's server " + host_of(server_.address()); }
    std::size_t request_count() const { return server_.requests().size(); }
    Json body_of(std::size_t request) const { return Json::parse(server_.requests().at(request).body); }

    ScriptedHttpServer server_{saying("{\"facts\": []}")};
    CurlHttpClient client_;
    core::ChatSettings settings_;
    ChatQuestion question_{.name = "memory_extraction",
                           .system = "Take facts from the conversation.",
                           .document = R"({"turns": [{"n": 0, "text": "a text that nobody else may read ☃"}]})",
                           .schema = R"({"title": "memory_extraction", "type": "object", "facts": 1})",
                           .most_reply_tokens = 1234};
    std::chrono::steady_clock::time_point now_;
    Breakers breakers_{2, std::chrono::seconds(30), [this] { return now_; }};

private:
    std::optional<OpenAiChat> chat_;
};

}  // namespace keepsake::models

#include "models/chat/openai_chat.h"

#include <utility>

#include "models/backoff.h"
#include "models/chat/openai_chat_answer.h"
#include "models/server_message.h"

namespace keepsake::models {
namespace {

using Kind = ChatFailureKind;

OpenAiEndpoint endpoint(core::ChatSettings const& settings) {
    return {settings.base_url,
            "/chat/completions",
            settings.api_key,
            settings.model,
            {.server = "The language model's server",
             .wanted = "a chat completion",
             .model_purpose = "a model for conversations",
             .model_setting = settings.names.model,
             .address_setting = settings.names.base_url,
             .key_setting = settings.names.api_key,
             .request_settings = settings.names.model}};
}

/// What was sent and belongs in no log. The system message is the program's own.
OpenAiEndpoint::Texts private_texts(ChatQuestion const& question) { return {&question.document, 1}; }

bool is_too_long(HttpAnswer const& answer) {
    return finds_too_long(answer, {"context length", "context_length", "context window", "context size", "too long"});
}

}  // namespace

OpenAiChat::OpenAiChat(HttpClient& client, core::ChatSettings settings, std::chrono::milliseconds timeout,
                       Breaker& breaker)
    : client_(client),
      settings_(std::move(settings)),
      timeout_(timeout),
      breaker_(breaker),
      endpoint_(endpoint(settings_)),
      provider_("openai " + host_of(settings_.base_url)) {}

ChatAnswer OpenAiChat::ask(ChatQuestion const& question, std::stop_token stop) {
    if (auto reason = breaker_.refusal()) return ChatFailure{Kind::resting, std::move(*reason)};
    try {
        auto answer = ask_server(question, stop);
        report(answer);
        return answer;
    } catch (...) {
        breaker_.abandoned();
        throw;
    }
}

ChatAnswer OpenAiChat::ask_server(ChatQuestion const& question, std::stop_token const& stop) {
    Quirks quirks = quirks_;
    while (true) {
        auto request = endpoint_.request(openai_chat_body(question, settings_.model, quirks));
        request.timeout = timeout_;
        auto sent = client_.send(request, stop);
        if (!sent) return not_answered(sent.error(), stop);
        auto const answer = with_its_real_status(std::move(sent).value());
        if (answer.status == 200) {
            quirks_ |= quirks;
            return read(answer, question);
        }
        auto const learned = quirks | quirks_named_by(answer);
        if (learned == quirks) return refused(answer, question);
        quirks = learned;
    }
}

void OpenAiChat::report(ChatAnswer const& answer) {
    auto const* const failure = std::get_if<ChatFailure>(&answer);
    auto const kind = failure == nullptr ? std::nullopt : std::optional(failure->kind);
    if (kind == Kind::stopped) breaker_.abandoned();
    else if (kind == Kind::unreachable || kind == Kind::busy || kind == Kind::failing)
        breaker_.failed(failure->message);
    else breaker_.succeeded();
}

ChatAnswer OpenAiChat::read(HttpAnswer const& answer, ChatQuestion const& question) const {
    auto reply = read_openai_chat(answer.body);
    auto* const failure = std::get_if<ChatFailure>(&reply);
    if (failure == nullptr) return reply;
    if (failure->kind == Kind::unreadable)
        failure->message = endpoint_.misfit(answer, failure->message, private_texts(question));
    else
        failure->message = endpoint_.server() + " answers " + failure->message + "; if it stays so, set " +
                           settings_.names.model + " to another model than \"" + settings_.model + "\".";
    return reply;
}

ChatFailure OpenAiChat::refused(HttpAnswer const& answer, ChatQuestion const& question) const {
    auto const texts = private_texts(question);
    if (is_busy(answer))
        return {answer.status == 429 ? Kind::busy : Kind::failing, endpoint_.refusal(answer, texts),
                retry_after(answer)};
    if (!is_too_long(answer)) return {Kind::refused, endpoint_.refusal(answer, texts)};
    return {Kind::too_long, endpoint_.sentence("finds a conversation too long", answer,
                                               "set KEEPSAKE_LLM_MAX_PROMPT_TOKENS lower, or " + settings_.names.model +
                                                   " to a model that reads longer texts",
                                               texts)};
}

ChatFailure OpenAiChat::not_answered(core::Error const& error, std::stop_token const& stop) const {
    if (stop.stop_requested()) return {Kind::stopped, "The question to the language model was stopped."};
    if (error.kind != core::ErrorKind::unavailable) return {Kind::refused, error.message};
    return {Kind::unreachable, "No answer from the language model: " + error.message + " Check that it runs, that " +
                                   settings_.names.base_url +
                                   " is its address, and that KEEPSAKE_LLM_TIMEOUT_MS gives it time enough."};
}

}  // namespace keepsake::models

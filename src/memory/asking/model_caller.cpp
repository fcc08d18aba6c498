#include "memory/asking/model_caller.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text/unicode.h"
#include "models/backoff.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using models::ChatAnswer;
using models::ChatFailure;
using models::ChatFailureKind;
using models::ChatReply;
using Json = nlohmann::json;

constexpr int most_tries = 3;
constexpr std::size_t first_reply_tokens = 4096;
constexpr std::size_t larger_reply_tokens = 16'384;
constexpr std::size_t longest_repaired_reply = 4000;
/// A provider that wishes a longer pause than this is not going to serve.
constexpr auto longest_pause = 1h;

std::string outcome_of(ChatAnswer const& answer) {
    auto const* const failure = std::get_if<ChatFailure>(&answer);
    if (failure == nullptr) return std::get<ChatReply>(answer).cut ? "cut" : "ok";
    switch (failure->kind) {
        case ChatFailureKind::unreachable: return "unreachable";
        case ChatFailureKind::busy: return "busy";
        case ChatFailureKind::failing: return "failing";
        case ChatFailureKind::resting: return "resting";
        case ChatFailureKind::refused: return "refused";
        case ChatFailureKind::too_long: return "too long";
        case ChatFailureKind::unreadable: return "unreadable";
        case ChatFailureKind::empty: return "empty";
        case ChatFailureKind::declined: return "declined";
        case ChatFailureKind::stopped: return "stopped";
    }
    return "";
}

models::TokenUse tokens_of(ChatAnswer const& answer) {
    auto const* const failure = std::get_if<ChatFailure>(&answer);
    return failure == nullptr ? std::get<ChatReply>(answer).tokens : failure->tokens;
}

}  // namespace

/// The next question, and what the tries before have taught.
struct ModelCaller::Try {
    ModelQuestion const& question;
    Json document;
    std::size_t most_reply_tokens = first_reply_tokens;

    /// Asked again as contracts.md says: the same document, and what was wrong.
    void repair(std::string const& error, std::string const& reply) {
        document["repair"] = {{"error", error}, {"reply", core::cut_utf8(reply, longest_repaired_reply)}};
    }
    void enlarge() {
        most_reply_tokens = larger_reply_tokens;
        document.erase("repair");
    }
};

ModelCaller::ModelCaller(models::ChatModel& model, std::optional<core::TokenPrices> prices,
                         core::LlmSettings const& settings, storage::JobQueue& queue, core::Clock const& clock,
                         CallerPace pace)
    : model_(model), prices_(prices), settings_(settings), queue_(queue), clock_(clock), pace_(std::move(pace)) {}

std::variant<std::string, CallFailure> ModelCaller::ask(ModelQuestion const& question, ReplyReader const& read,
                                                        storage::RowId job, std::stop_token stop) {
    using Kind = CallFailure::Kind;
    Try next{question, question.document};
    CallFailure last{Kind::reply, ""};
    for (int tries = 1;; ++tries) {
        if (auto reached = limit_reached()) return std::move(*reached);
        auto const began = std::chrono::steady_clock::now();
        auto const answer = ask_once(next, stop);
        auto const took = std::chrono::steady_clock::now() - began;
        auto const* const reply = std::get_if<ChatReply>(&answer);
        auto const error = reply != nullptr ? read(reply->text) : std::nullopt;
        note(answer, error && !reply->cut ? "unreadable" : outcome_of(answer), question.name, job,
             std::chrono::duration_cast<std::chrono::milliseconds>(took));
        auto pause = models::backoff(tries, settings_.retry_base);
        if (reply != nullptr) {
            queue_.provider_answers(model_.provider());
            if (!error) return reply->text;
            last = {reply->cut ? Kind::cut : Kind::reply,
                    reply->cut ? "The reply of " + model_.model() + " was cut by the length limit."
                               : "The reply of " + model_.model() + " could not be read: " + error->message};
            if (reply->cut && next.most_reply_tokens == larger_reply_tokens) return last;
            reply->cut ? next.enlarge() : next.repair(error->message, reply->text);
        } else {
            auto const& failure = std::get<ChatFailure>(answer);
            if (failure.kind == ChatFailureKind::stopped) return CallFailure{Kind::stopped, failure.message};
            last = {failure.is_outage() ? Kind::outage : Kind::reply, failure.message};
            if (failure.kind == ChatFailureKind::resting) return last;
            // Some refuse to be allowed a longer reply than they can give.
            bool const was_enlarged = next.most_reply_tokens == larger_reply_tokens;
            if (failure.kind == ChatFailureKind::too_long || (failure.kind == ChatFailureKind::refused && was_enlarged))
                return CallFailure{Kind::cut, failure.message};
            pause = std::max(pause, failure.retry_after.value_or(0ms));
            if (pause > longest_pause) return last;
            if (pause > models::longest_backoff)
                return CallFailure{Kind::postponed, failure.message, clock_.now() + pause};
        }
        if (tries == most_tries) return last;
        wait(pause, stop);
        if (stop.stop_requested()) return CallFailure{Kind::stopped, "The program ends."};
    }
}

ChatAnswer ModelCaller::ask_once(Try const& next, std::stop_token const& stop) {
    return model_.ask({.name = next.question.name,
                       .system = next.question.system,
                       .document = next.document.dump(-1, ' ', false, Json::error_handler_t::replace),
                       .schema = next.question.schema,
                       .most_reply_tokens = next.most_reply_tokens},
                      stop);
}

void ModelCaller::note(ChatAnswer const& answer, std::string const& outcome, std::string const& purpose,
                       storage::RowId job, std::chrono::milliseconds took) {
    // Nothing was asked, or nobody wants to know any more.
    if (outcome == "resting" || outcome == "stopped") return;
    auto const tokens = tokens_of(answer);
    std::optional<double> cost;
    if (prices_) {
        constexpr double million = 1e6;
        cost = (prices_->prompt * static_cast<double>(tokens.prompt) +
                prices_->completion * static_cast<double>(tokens.completion)) /
               million;
    }
    queue_.note_call({.job = job,
                      .purpose = purpose,
                      .model = model_.model(),
                      .provider = model_.provider(),
                      .outcome = outcome,
                      .prompt_tokens = static_cast<std::int64_t>(tokens.prompt),
                      .completion_tokens = static_cast<std::int64_t>(tokens.completion),
                      .milliseconds = took.count(),
                      .cost = cost});
    auto const price = cost ? fmt::format(", cost {:.6f}", *cost) : "";
    spdlog::info("{} of {}: {}, {} + {} tokens, {} ms{}", purpose, model_.model(), outcome, tokens.prompt,
                 tokens.completion, took.count(), price);
    if (auto const* const failure = std::get_if<ChatFailure>(&answer)) spdlog::warn("{}", failure->message);
}

std::optional<CallFailure> ModelCaller::limit_reached() const {
    if (settings_.calls_per_minute == 0 && settings_.tokens_per_day == 0) return std::nullopt;
    auto const now = clock_.now();
    auto const today = std::chrono::floor<std::chrono::days>(now);
    auto const spent = queue_.spent(now - 1min, today);
    auto const waits = [](std::string const& limit, std::string const& setting, storage::Timestamp until) {
        return CallFailure{CallFailure::Kind::postponed,
                           limit + " (" + setting + ") is reached; it goes on at " + core::format_time(until) + ".",
                           until};
    };
    if (settings_.tokens_per_day != 0 && spent.tokens >= settings_.tokens_per_day)
        return waits("The limit of " + std::to_string(settings_.tokens_per_day) + " tokens a day",
                     "KEEPSAKE_LLM_MAX_TOKENS_PER_DAY", today + std::chrono::days{1});
    if (settings_.calls_per_minute != 0 && spent.calls >= settings_.calls_per_minute)
        return waits("The limit of " + std::to_string(settings_.calls_per_minute) + " calls a minute",
                     "KEEPSAKE_LLM_MAX_CALLS_PER_MINUTE", spent.first_call.value_or(now) + 1min);
    return std::nullopt;
}

void ModelCaller::wait(std::chrono::milliseconds time, std::stop_token const& stop) const {
    if (pace_.wait) pace_.wait(time, stop);
    else models::pause(time, stop);
}

}  // namespace keepsake::memory

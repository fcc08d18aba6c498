#include "models/chat/openai_chat_answer.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/text/mended_json.h"
#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

using Json = nlohmann::json;

/// Null when there is nothing of this name.
Json const* member(Json const* object, char const* name) {
    if (object == nullptr || !object->is_object()) return nullptr;
    auto const found = object->find(name);
    return found == object->end() || found->is_null() ? nullptr : &*found;
}

Json const* first_of(Json const* array) {
    return array == nullptr || !array->is_array() || array->empty() ? nullptr : &array->front();
}

std::string text_of(Json const* value) {
    return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

bool is_blank(std::string const& text) { return core::trimmed(text).empty(); }

/// A text, or blocks such as {"type": "text", "text": T}.
std::string content_of(Json const* content) {
    if (content == nullptr || !content->is_array()) return text_of(content);
    std::string text;
    for (auto const& block : *content) text += text_of(block.is_string() ? &block : member(&block, "text"));
    return text;
}

/// Models that reason, and servers that turn a schema into a tool, put their text elsewhere.
std::string reply_in(Json const* message) {
    auto text = content_of(member(message, "content"));
    if (is_blank(text)) text = text_of(member(message, "reasoning_content"));
    if (is_blank(text)) text = text_of(member(message, "reasoning"));
    if (is_blank(text))
        text = text_of(member(member(first_of(member(message, "tool_calls")), "function"), "arguments"));
    return is_blank(text) ? "" : text;
}

bool is_declined(Json const* choice, Json const* message) {
    if (text_of(member(choice, "finish_reason")) == "content_filter") return true;
    if (!is_blank(text_of(member(message, "refusal")))) return true;
    auto const* const block = first_of(member(message, "content"));
    return text_of(member(block, "type")) == "refusal";
}

std::size_t count_in(Json const* number) {
    constexpr double most = 1e15;
    if (number == nullptr || !number->is_number()) return 0;
    auto const count = number->get<double>();
    return count > 0 && count < most ? static_cast<std::size_t>(count) : 0;
}

TokenUse tokens_in(Json const& json) {
    auto const* const usage = member(&json, "usage");
    return {count_in(member(usage, "prompt_tokens")), count_in(member(usage, "completion_tokens"))};
}

/// 0 when there is none.
int number_of(Json const* code) {
    if (code == nullptr) return 0;
    auto const text = code->is_string() ? code->get<std::string>() : code->is_number_integer() ? code->dump() : "";
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The HTTP status that an error such as {"code": 429} or {"type": "rate_limit_error"} stands for.
int status_of(Json const& error) {
    if (int const number = number_of(member(&error, "code")); number >= 400 && number < 600) return number;
    static constexpr std::array<std::pair<char const*, int>, 11> signs = {{{"rate limit", 429},
                                                                           {"rate_limit", 429},
                                                                           {"quota", 429},
                                                                           {"api key", 401},
                                                                           {"api_key", 401},
                                                                           {"authentication", 401},
                                                                           {"overloaded", 503},
                                                                           {"unavailable", 503},
                                                                           {"server_error", 503},
                                                                           {"not_found", 404},
                                                                           {"not found", 404}}};
    auto said = text_of(&error);
    for (auto const* const name : {"code", "type", "message"}) said += " " + text_of(member(&error, name));
    said = core::fold(said);
    for (auto const& [sign, status] : signs) {
        if (said.find(sign) != std::string::npos) return status;
    }
    return 400;
}

}  // namespace

HttpAnswer with_its_real_status(HttpAnswer answer) {
    if (answer.status != 200) return answer;
    auto const json = Json::parse(core::mended_json(answer.body), nullptr, false);
    auto const* const choice = first_of(member(&json, "choices"));
    auto const* const error = member(choice == nullptr ? &json : choice, "error");
    bool const is_one = error != nullptr && (error->is_object() || !is_blank(text_of(error)));
    if (!is_one || !reply_in(member(choice, "message")).empty()) return answer;
    auto const message = error->is_object() ? text_of(member(error, "message")) : text_of(error);
    answer.status = status_of(*error);
    answer.body = Json{{"error", {{"message", message}, {"param", text_of(member(error, "param"))}}}}.dump();
    return answer;
}

ChatAnswer read_openai_chat(std::string const& body) {
    auto const json = Json::parse(core::mended_json(body), nullptr, false);
    auto const* const choice = first_of(member(&json, "choices"));
    auto const* const message = member(choice, "message");
    auto const tokens = tokens_in(json);
    auto const failure = [&](ChatFailureKind kind, char const* what) {
        return ChatFailure{kind, what, std::nullopt, tokens};
    };
    if (is_declined(choice, message)) return failure(ChatFailureKind::declined, "that it will not answer this");
    if (message == nullptr || !message->is_object())
        return failure(ChatFailureKind::unreadable, "with something else than a chat completion");
    bool const cut = text_of(member(choice, "finish_reason")) == "length";
    auto text = reply_in(message);
    if (text.empty() && !cut) return failure(ChatFailureKind::empty, "without a text");
    return ChatReply{std::move(text), cut, tokens};
}

}  // namespace keepsake::models

#include "models/chat/openai_chat_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

using Json = nlohmann::json;

std::string body_with(Json const& message, char const* finish_reason = "stop") {
    return Json{{"choices", {{{"index", 0}, {"message", message}, {"finish_reason", finish_reason}}}},
                {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 7}}}}
        .dump();
}

std::string text_of(Json const& message) {
    auto const answer = read_openai_chat(body_with(message));
    auto const* const reply = std::get_if<ChatReply>(&answer);
    return reply == nullptr ? "no reply" : reply->text;
}

ChatFailure failure_of(std::string const& body) {
    auto const answer = read_openai_chat(body);
    auto const* const failure = std::get_if<ChatFailure>(&answer);
    return failure == nullptr ? ChatFailure{ChatFailureKind::stopped, "no failure"} : *failure;
}

TEST(OpenAiChatAnswer, IsReadWithItsTokens) {
    auto const reply = std::get<ChatReply>(read_openai_chat(body_with({{"content", "{\"facts\": []}"}})));
    EXPECT_EQ(reply.text, "{\"facts\": []}");
    EXPECT_FALSE(reply.cut);
    EXPECT_EQ(reply.tokens.prompt, 11u);
    EXPECT_EQ(reply.tokens.completion, 7u);
}

TEST(OpenAiChatAnswer, TokensThatAreNoNumbersCountAsNone) {
    for (auto const* const usage : {"null", "5", "{}", R"({"prompt_tokens": null, "completion_tokens": "7"})",
                                    R"({"prompt_tokens": -3, "completion_tokens": 1e300})"}) {
        auto const answer =
            read_openai_chat(std::string(R"({"choices": [{"message": {"content": "a"}}], "usage": )") + usage + "}");
        auto const tokens = std::get<ChatReply>(answer).tokens;
        EXPECT_EQ(tokens.prompt + tokens.completion, 0u) << usage;
    }
}

TEST(OpenAiChatAnswer, TheTextIsFoundWhereverItIs) {
    EXPECT_EQ(text_of({{"content", {{{"type", "text"}, {"text", "one "}}, {{"type", "text"}, {"text", "two"}}}}}),
              "one two");
    EXPECT_EQ(text_of({{"content", {"one", 5, {{"type", "image"}}, "two"}}}), "onetwo");
    EXPECT_EQ(text_of({{"content", nullptr}, {"reasoning_content", "thought"}}), "thought");
    EXPECT_EQ(text_of({{"content", " \n"}, {"reasoning", "thought"}}), "thought");
    EXPECT_EQ(text_of({{"tool_calls", {{{"function", {{"name", "f"}, {"arguments", "{}"}}}}}}}), "{}");
    EXPECT_EQ(text_of({{"content", "said"}, {"reasoning_content", "thought"}}), "said");
}

TEST(OpenAiChatAnswer, WhatTheLengthLimitEndedIsCutEvenBeforeItBegan) {
    for (auto const* const text : {"{\"facts\": [", " "}) {
        auto const reply = std::get<ChatReply>(read_openai_chat(body_with({{"content", text}}, "length")));
        EXPECT_TRUE(reply.cut);
    }
}

TEST(OpenAiChatAnswer, WithoutATextItIsEmptyAndMayHaveCostSomething) {
    for (Json const& message :
         {Json{{"content", ""}}, Json{{"content", "\n \t"}}, Json{{"content", nullptr}}, Json::object(),
          Json{{"content", Json::array()}}, Json{{"content", {{"a", 1}}}}, Json{{"tool_calls", {5}}}}) {
        auto const failure = failure_of(body_with(message));
        EXPECT_EQ(failure.kind, ChatFailureKind::empty) << message;
        EXPECT_EQ(failure.tokens.completion, 7u);
    }
}

TEST(OpenAiChatAnswer, ARefusalAndAFilterAreDeclined) {
    for (auto const& body : {body_with({{"content", nullptr}, {"refusal", "I cannot help with that."}}),
                             body_with({{"content", "{\"facts\""}}, "content_filter"),
                             body_with({{"content", {{{"type", "refusal"}, {"refusal", "No."}}}}}),
                             std::string(R"({"choices": [{"finish_reason": "content_filter"}]})")})
        EXPECT_EQ(failure_of(body).kind, ChatFailureKind::declined) << body;
    EXPECT_EQ(text_of({{"content", "said"}, {"refusal", nullptr}}), "said");
    EXPECT_EQ(text_of({{"content", "said"}, {"refusal", ""}}), "said");
}

TEST(OpenAiChatAnswer, WhatIsNoChatCompletionIsUnreadable) {
    for (std::string const body :
         {"", "{", "[]", "5", "null", "<html>Sign in</html>", "data: {\"choices\": []}", "{}", R"({"choices": []})",
          R"({"choices": {}})", R"({"choices": [5]})", R"({"choices": [{"text": "a"}]})",
          R"({"choices": [{"message": "a"}]})", R"({"choices": [{"message": null}]})", R"({"a": 1e999})"})
        EXPECT_EQ(failure_of(body).kind, ChatFailureKind::unreadable) << body;
    EXPECT_EQ(failure_of(std::string(200'000, '[')).kind, ChatFailureKind::unreadable);
}

TEST(OpenAiChatAnswer, BrokenCharactersAreReplaced) {
    auto const answer = read_openai_chat("{\"choices\": [{\"message\": {\"content\": \"a\\ud800b\xFF\"}}]}");
    EXPECT_EQ(std::get<ChatReply>(answer).text, "a\uFFFDb\uFFFD");
}

TEST(OpenAiChatAnswer, AnErrorInsideIsTheStatusThatItStandsFor) {
    std::vector<std::pair<std::string, int>> const errors = {
        {R"({"code": 429, "message": "m"})", 429},
        {R"({"code": "502", "message": "m"})", 502},
        {R"({"code": "rate_limit_exceeded", "message": "m"})", 429},
        {R"({"type": "insufficient_quota", "message": "m"})", 429},
        {R"({"type": "server_error", "message": "m"})", 503},
        {R"({"code": 200, "message": "The model is overloaded"})", 503},
        {R"({"code": "invalid_api_key", "message": "m"})", 401},
        {R"({"code": "model_not_found", "message": "m"})", 404},
        {R"({"code": 99999999999999999999, "message": "m"})", 400},
        {R"({"message": "at most 15000 tokens"})", 400},
        {R"("overloaded")", 503},
        {"{}", 400},
    };
    for (auto const& [error, status] : errors) {
        EXPECT_EQ(with_its_real_status({200, {}, "{\"error\": " + error + "}"}).status, status) << error;
        auto const inside = "{\"choices\": [{\"error\": " + error + ", \"message\": {\"content\": \"\"}}]}";
        EXPECT_EQ(with_its_real_status({200, {}, inside}).status, status) << error;
    }
    auto const mended = with_its_real_status({200, {{"retry-after", "7"}}, "{\"error\": {\"message\": \"a\xFF\"}}"});
    EXPECT_EQ(Json::parse(mended.body).at("error").at("message"), "a\uFFFD");
    EXPECT_EQ(mended.headers.at("retry-after"), "7");
}

TEST(OpenAiChatAnswer, AReplyIsNoErrorWhateverStandsBesideIt) {
    for (std::string const body : {R"({"error": null, "choices": []})", R"({"error": ""})", R"({"error": 5})", "[]",
                                   R"({"error": {}, "choices": [{"message": {"content": "a"}}]})",
                                   R"({"choices": [{"error": {"code": 500}, "message": {"content": "a"}}]})"}) {
        auto const answer = with_its_real_status({200, {}, body});
        EXPECT_EQ(answer.status, 200) << body;
        EXPECT_EQ(answer.body, body);
    }
    EXPECT_EQ(with_its_real_status({404, {}, R"({"error": {"code": 429}})"}).status, 404);
}

TEST(OpenAiChatAnswer, WhateverComesIsAnAnswerInTextThatCanBeStored) {
    std::mt19937 random(1);
    auto const whole = Json{{"error", {{"code", 429}, {"message", "slow"}}},
                            {"choices", {{{"message", {{"content", "a\u00e9"}, {"tool_calls", {{{"function", 1}}}}}}}}},
                            {"usage", {{"prompt_tokens", 11}}}}
                           .dump(-1, ' ', true);
    static constexpr std::string_view spoilers = "\"\\{}[],:ud8e1\n\xFF";
    for (int round = 0; round < 20'000; ++round) {
        auto body = whole.substr(0, round % 4 == 0 ? random() % whole.size() : whole.size());
        for (auto spoiled = random() % 4; spoiled > 0 && !body.empty(); --spoiled)
            body[random() % body.size()] = spoilers[random() % spoilers.size()];
        auto const answer = read_openai_chat(with_its_real_status({200, {}, body}).body);
        auto const* const reply = std::get_if<ChatReply>(&answer);
        auto const text = reply == nullptr ? "" : reply->text;
        EXPECT_TRUE(core::is_valid_utf8(text)) << body;
    }
}

}  // namespace
}  // namespace keepsake::models

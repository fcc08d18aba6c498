#include "memory/replies/reply_json.h"

#include <gtest/gtest.h>

#include "core/text/unicode.h"

namespace keepsake::memory {
namespace {

using namespace std::string_literals;

Json const one = {{"facts", {"Ana likes tea"}}};
std::string const plain = one.dump();

/// The answer, or null when there is none.
Json found(std::string const& text) {
    auto reply = find_reply(text, "facts");
    return reply ? std::move(reply).value() : Json();
}

std::string error_of(std::string const& text) {
    auto const reply = find_reply(text, "facts");
    return reply ? "no error" : reply.error().message;
}

Json text_read(std::string const& literal) { return found("{\"facts\": " + literal + "}")["facts"]; }

TEST(ReplyJson, IsFoundHoweverItIsWrapped) {
    EXPECT_EQ(found(plain), one);
    EXPECT_EQ(found("\xEF\xBB\xBF" + plain + "\n\n"), one);
    EXPECT_EQ(found("```json\n" + plain + "\n```"), one);
    EXPECT_EQ(found("Sure! Here is the JSON {as asked} for [you]:\n\n" + plain + "\n\nDoes it help? {}"), one);
    EXPECT_EQ(found(R"({"result": {"value": )" + plain + "}}"), one);
    EXPECT_EQ(found("[" + plain + "]"), one);
    EXPECT_EQ(found("There is \"an open quotation mark {\" here: " + plain), one);
}

TEST(ReplyJson, ThoughtsAreNoAnswer) {
    EXPECT_EQ(found("<think>Braces {here} and [\"there</think>\n" + plain), one);
    EXPECT_EQ(found("<think>\n{\"facts\": [...]} it is</think>\n" + plain), one) << "a draft that is no JSON";
    EXPECT_EQ(found("<think>{\"facts\": []}</think>" + plain), one);
    EXPECT_EQ(found("<think>never closed, with {braces}\n" + plain), one);
    EXPECT_EQ(found("{\"facts\": []} would be wrong.</think>" + plain), one) << "opened by the chat template";
    EXPECT_EQ(found("<think>{\"facts\": [\"a draft\"]}</think> I cannot."), Json());
    EXPECT_EQ(found("<thinking>hm</thinking>" + plain), one);
}

TEST(ReplyJson, AMarkOfThoughtsInsideATextIsText) {
    auto const reply = found(R"({"facts": ["Ana types </think>{'facts': []} often"]})");
    EXPECT_EQ(reply["facts"][0], "Ana types </think>{'facts': []} often");
}

TEST(ReplyJson, OfSeveralItIsTheLast) {
    EXPECT_EQ(found("{\"facts\": []} No, better: " + plain), one);
    EXPECT_EQ(found(plain + " {\"other\": 1} [2]"), one);
}

TEST(ReplyJson, AListThatStandsAloneIsTheFacts) {
    EXPECT_EQ(found(R"(["Ana likes tea"])"), one);
    EXPECT_EQ(found("```\n[]\n```")["facts"], Json::array());
    EXPECT_EQ(found("[1, 2]"), Json());
}

TEST(ReplyJson, WhatIsNearlyJsonIsRead) {
    EXPECT_EQ(found("{\"facts\": [\"Ana likes tea\",],\n}"), one);
    EXPECT_EQ(found("{'facts': ['Ana likes tea']}"), one);
    EXPECT_EQ(text_read("[None, True, False, NaN, -Infinity, Infinity, null, true]"),
              Json::parse("[null, true, false, null, null, null, null, true]"));
    EXPECT_EQ(text_read("[1, -2, 3.5, 1e3, +4, .5]"), Json::parse("[1, -2, 3.5, 1000.0, 4, 0.5]"));
    EXPECT_EQ(text_read("[1e999, 99999999999999999999]"), Json::parse("[null, 1e20]"));
}

TEST(ReplyJson, TextsAreValidWhateverTheyWere) {
    EXPECT_EQ(text_read(R"("a\ud800b")"), "a\uFFFDb");
    EXPECT_EQ(text_read(R"("\udc00\ud83d\ude00\ud83d")"), "\uFFFD\U0001F600\uFFFD");
    EXPECT_EQ(text_read(R"("\ud83d\u0041")"), "\uFFFDA");
    EXPECT_EQ(text_read("\"a\xff\xed\xa0\x80z\""), "a\uFFFD\uFFFD\uFFFD\uFFFDz");
    EXPECT_EQ(text_read("\"a\nb\tc\x01\""), "a\nb\tc\x01");
    EXPECT_EQ(text_read(R"("a\u0000b")"), "a\uFFFDb");
    EXPECT_EQ(text_read(R"("C:\Users\u12 \'x\' \n")"), "C:\\Users\\u12 'x' \n");
    EXPECT_EQ(text_read("\"Ana \xF0\x9F\x98\x80 \u0627\u0644 \u4e2d\""), "Ana \xF0\x9F\x98\x80 \u0627\u0644 \u4e2d");
}

TEST(ReplyJson, ACutReplyIsNoneAndSaysSo) {
    auto const whole = R"({"facts": [{"text": "a", "sources": [0]}, {"text": "b"}], "relations": [{"source": "x"}]})"s;
    for (std::size_t length = 1; length < whole.size(); ++length) {
        ASSERT_EQ(found(whole.substr(0, length)), Json()) << whole.substr(0, length);
        ASSERT_NE(error_of(whole.substr(0, length)).find("ends before"), std::string::npos) << length;
    }
}

TEST(ReplyJson, NothingInsideABrokenAnswerIsTakenForIt) {
    EXPECT_EQ(found(R"({"facts": [{"text": "he said "so" {'facts': ['x']}"}]})"), Json());
    EXPECT_EQ(found(R"({"facts": ["a" "b"], "more": {"facts": []}})"), Json());
    EXPECT_NE(error_of(R"({"facts": ["a" b]})").find("from byte 15 on"), std::string::npos);
}

TEST(ReplyJson, SaysWhatIsMissing) {
    EXPECT_EQ(error_of("  "), "The reply is empty.");
    EXPECT_NE(error_of("I cannot help with that.").find("no JSON object with \"facts\""), std::string::npos);
    EXPECT_NE(error_of(R"({"decisions": []})").find("no JSON object with \"facts\""), std::string::npos);
    EXPECT_EQ(error_of("{\"facts\": secret"), "The reply's JSON cannot be read from byte 10 on.") << "it goes to logs";
}

// Reading each byte more than a few times would take hours here.
TEST(ReplyJson, LongAndDeepTextsEndSoon) {
    auto const repeated = [](std::string_view part) {
        std::string text;
        while (text.size() < 1'000'000) text += part;
        return text;
    };
    for (auto const* const part : {"{", "[", "[[{", "{\"facts\":", "{\"a\":[", "['</think>", "[\"</think>{'", "{\"{'",
                                   "</think>[1,", "<think>", "\\", "\"", "[\"\\", "{'\\ud800", "9", "[-"}) {
        EXPECT_EQ(found(repeated(part)), Json()) << part;
        EXPECT_EQ(found("In prose: " + repeated(part)), Json()) << part;
    }
}

}  // namespace
}  // namespace keepsake::memory

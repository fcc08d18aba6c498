#include "tools/messages.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

std::vector<memory::Message> read(Json const& messages) { return read_messages(Value(messages, "messages")); }

Json user(Json content) { return {{"role", "user"}, {"content", std::move(content)}}; }

std::vector<std::string> texts(Json const& messages) {
    std::vector<std::string> found;
    for (auto const& message : read(messages)) found.push_back(message.text);
    return found;
}

std::string refusal(Json const& messages) {
    try {
        (void)read(messages);
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "not refused";
}

using Texts = std::vector<std::string>;

TEST(Messages, CarryRoleSpeakerTextAndTime) {
    auto const messages =
        read(Json::array({{{"role", "user"}, {"name", "Ana"}, {"content", " Hi.\n"}, {"time", "2026-01-01"}},
                          {{"role", "tool"}, {"content", "{}"}}}));
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].role, "user");
    EXPECT_EQ(messages[0].speaker, "Ana");
    EXPECT_EQ(messages[0].text, " Hi.\n") << "a text stays as it is";
    EXPECT_EQ(messages[0].time, core::parse_time("2026-01-01"));
    EXPECT_EQ(messages[1].role, "tool");
    EXPECT_EQ(messages[1].speaker, "");
    EXPECT_FALSE(messages[1].time);
}

TEST(Messages, PartsOfAContentAreJoined) {
    Json const parts = Json::array({{{"type", "text"}, {"text", "One."}},
                                    {{"type", "input_text"}, {"text", "Two."}},
                                    {{"type", "text"}, {"text", " "}},
                                    "Three."});
    EXPECT_EQ(texts(Json::array({user(parts)})), Texts{"One.\nTwo.\nThree."});
    EXPECT_EQ(texts(Json::array({user({{"type", "text"}, {"text", "Alone."}})})), Texts{"Alone."});
}

TEST(Messages, WhereNothingIsSaidIsLeftOut) {
    Json const tool_use = {{"type", "tool_use"}, {"name", "search"}, {"input", Json::object()}};
    Json const thinking = {{"type", "thinking"}, {"thinking", "Hm."}};
    Json const messages = Json::array({user("First."),
                                       user(""),
                                       user(" \n"),
                                       user(nullptr),
                                       user(Json::array()),
                                       user(Json::array({tool_use, thinking})),
                                       {{"role", "assistant"}, {"tool_calls", Json::array({{{"id", "1"}}})}},
                                       user(Json::array({thinking, {{"type", "text"}, {"text", "Last."}}}))});
    EXPECT_EQ(texts(messages), (Texts{"First.", "Last."}));
}

TEST(Messages, APartOfAnotherKindIsNamedWithItsPlace) {
    Json const image = {{"type", "image_url"}, {"image_url", {{"url", "data:image/png;base64,AAAA"}}}};
    for (auto const& part : {image, Json{{"type", "text"}}, Json{{"type", 5}, {"text", "x"}}, Json(5), Json()}) {
        auto const text = refusal(Json::array({user("Look:"), user(Json::array({"this", part}))}));
        EXPECT_TRUE(text.starts_with("messages[1].content[1]: expected a part of type \"text\"")) << text;
    }
}

TEST(Messages, AContentThatIsNeitherTextNorPartsIsRefused) {
    EXPECT_TRUE(refusal(Json::array({user(5)})).starts_with("messages[0].content: "));
    EXPECT_TRUE(refusal(Json::array({user(true)})).starts_with("messages[0].content: "));
    EXPECT_TRUE(refusal(Json::array({{{"role", "user"}}})).starts_with("messages[0]: expected an object with content"))
        << "a misspelled content would be lost";
    EXPECT_TRUE(refusal(Json::array({user(std::string((1 << 20) + 1, 'x'))})).starts_with("messages[0].content: "));
    EXPECT_TRUE(refusal(Json::array({{{"role", "robot"}, {"content", ""}}})).starts_with("messages[0].role: "))
        << "also where nothing is said";
}

}  // namespace
}  // namespace keepsake::tools

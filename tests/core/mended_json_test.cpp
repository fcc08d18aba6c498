#include "core/text/mended_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace keepsake::core {
namespace {

/// What a strict parser reads in the mended text.
std::string read(std::string const& json) {
    auto const parsed = nlohmann::json::parse(mended_json(json), nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : "unreadable";
}

TEST(MendedJson, LeavesWhatIsRightAsItIs) {
    for (std::string const json :
         {"", R"({"a": "\u00e9\ud83d\ude00\n\\ud800 \\\\u", "b": [1, "é 😀"]})", "\\", "\"\\u12"})
        EXPECT_EQ(mended_json(json), json);
}

TEST(MendedJson, HalfAPairBecomesTheReplacementCharacter) {
    EXPECT_EQ(read(R"("a\ud83d b")"), "a\uFFFD b");
    EXPECT_EQ(read(R"("a\uDE00")"), "a\uFFFD");
    EXPECT_EQ(read(R"("\ud83d\ud83d\ude00")"), "\uFFFD😀");
    EXPECT_EQ(read(R"("\ud83d\u0041")"), "\uFFFDA");
    EXPECT_EQ(read(R"("\ud83d\n")"), "\uFFFD\n");
    EXPECT_EQ(read(R"("\\ud83d")"), "\\ud83d") << "a backslash and letters, no escape";
}

TEST(MendedJson, BrokenBytesBecomeTheReplacementCharacter) {
    EXPECT_EQ(read("\"a\xFF\xC3\""), "a\uFFFD\uFFFD");
    EXPECT_EQ(read("\"\xED\xA0\x80\""), "\uFFFD\uFFFD\uFFFD") << "a surrogate in UTF-8";
}

}  // namespace
}  // namespace keepsake::core

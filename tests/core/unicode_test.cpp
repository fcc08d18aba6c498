#include "core/text/unicode.h"

#include <gtest/gtest.h>

namespace keepsake::core {
namespace {

std::string encoded(char32_t code_point) {
    std::string text;
    append_utf8(text, code_point);
    return text;
}

TEST(Unicode, AcceptsEveryLengthOfSequence) {
    for (auto const* const text : {"", "plain", "é", "€", "\U0001F389", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff",
                                   "\ue000", "\uffff", "\U00010000", "\U0010ffff"}) {
        EXPECT_TRUE(is_valid_utf8(text)) << text;
    }
}

TEST(Unicode, RefusesWhatRfc3629Refuses) {
    EXPECT_FALSE(is_valid_utf8("\x80")) << "a tail without a head";
    EXPECT_FALSE(is_valid_utf8("\xc3")) << "a head without a tail";
    EXPECT_FALSE(is_valid_utf8("\xe2\x82")) << "cut in the middle";
    EXPECT_FALSE(is_valid_utf8("\xe2\x28\xa1")) << "a tail that is none";
    EXPECT_FALSE(is_valid_utf8("\xc0\xaf")) << "an overlong slash";
    EXPECT_FALSE(is_valid_utf8("\xc1\xbf")) << "overlong, two bytes";
    EXPECT_FALSE(is_valid_utf8("\xe0\x9f\xbf")) << "overlong, three bytes";
    EXPECT_FALSE(is_valid_utf8("\xf0\x8f\xbf\xbf")) << "overlong, four bytes";
    EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80")) << "the first surrogate";
    EXPECT_FALSE(is_valid_utf8("\xed\xbf\xbf")) << "the last surrogate";
    EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80")) << "beyond U+10FFFF";
    EXPECT_FALSE(is_valid_utf8("\xf5\x80\x80\x80"));
    EXPECT_FALSE(is_valid_utf8("\xff"));
    EXPECT_FALSE(is_valid_utf8("good, then \xfe"));
}

TEST(Unicode, ReadsBrokenBytesOneAtATime) {
    std::string_view const text = "a\xe2\x82z";
    std::size_t position = 0;
    EXPECT_EQ(next_code_point(text, position), U'a');
    EXPECT_EQ(next_code_point(text, position), char32_t{0xFFFD});
    EXPECT_EQ(position, 2u);
    EXPECT_EQ(next_code_point(text, position), char32_t{0xFFFD});
    EXPECT_EQ(next_code_point(text, position), U'z');
    EXPECT_EQ(position, text.size());
}

TEST(Unicode, ReadsEveryCodePointThatItWrites) {
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
        if (c >= 0xD800 && c < 0xE000) continue;
        auto const text = encoded(c);
        std::size_t position = 0;
        ASSERT_EQ(next_code_point(text, position), c);
        ASSERT_EQ(position, text.size());
        ASSERT_TRUE(is_valid_utf8(text));
    }
}

TEST(Unicode, FoldsWhateverTheLocale) {
    EXPECT_EQ(fold("Ana ÁÉÜ ПЁС ΩΨ Ｚ９"), "ana áéü пёс ωψ z9");
    EXPECT_EQ(fold("東京 🎉 123"), "東京 🎉 123");
    EXPECT_EQ(fold("a\xffZ"), "a\uFFFDz");
}

TEST(Unicode, CutsBetweenCodePoints) {
    EXPECT_EQ(cut_utf8("aé€", 10), "aé€");
    EXPECT_EQ(cut_utf8("aé€", 6), "aé€");
    EXPECT_EQ(cut_utf8("aé€", 5), "aé");
    EXPECT_EQ(cut_utf8("aé€", 3), "aé");
    EXPECT_EQ(cut_utf8("aé€", 2), "a");
    EXPECT_EQ(cut_utf8("é", 1), "");
    EXPECT_EQ(cut_utf8("é", 0), "");
}

TEST(Unicode, KnowsWhatWordsAreMadeOf) {
    for (char32_t const c : {U'a', U'Z', U'7', U'é', U'ж', U'東', U'한', U'ท', U'\u0301', U'\U0001F389'}) {
        EXPECT_TRUE(is_word_character(c)) << encoded(c);
    }
    for (char32_t const c : {U' ', U'\'', U'_', U'-', U'。', U'—', U'\u00A0', U'\uFFFD', U'\0'}) {
        EXPECT_FALSE(is_word_character(c)) << encoded(c);
    }
    EXPECT_TRUE(is_unspaced_script(U'カ'));
    EXPECT_FALSE(is_unspaced_script(U'ж'));
}

TEST(Unicode, CountsLettersToTellWhetherATextIsMostlyLatin) {
    for (std::string_view const text :
         {"", "2023 !?", "Où est Émile?", "Ｗｉｄｅ", "Tiếng Việt", "a 🎉🎉🎉", "abж", "aж", "12345 a", "a\xff\xfe"}) {
        EXPECT_TRUE(is_mostly_latin(text)) << text;
    }
    for (std::string_view const text : {"安娜住在波尔图", "Анна живёт", "aжж", "ok 東京に住む", "안녕", "1234567890 ж",
                                        "Ana 安娜住在波尔图", "สวัสดี", "Άννα"}) {
        EXPECT_FALSE(is_mostly_latin(text)) << text;
    }
}

}  // namespace
}  // namespace keepsake::core

#include "models/embedding/uncased_characters.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/text/unicode.h"

namespace keepsake::models {
namespace {

/// What is left of a text: "_" for a space, and brackets around what stands alone.
std::string seen(std::string_view text) {
    UncasedCharacters characters(text);
    std::string left;
    while (auto const character = characters.next()) {
        if (character->role == CharacterRole::space) {
            left += '_';
            continue;
        }
        bool const alone = character->role == CharacterRole::alone;
        if (alone) left += '[';
        core::append_utf8(left, character->code_point);
        if (alone) left += ']';
    }
    return left;
}

TEST(UncasedCharacters, LowersAsciiAndSetsPunctuationAlone) {
    EXPECT_EQ(seen("Ab z9"), "ab_z9");
    EXPECT_EQ(seen("$a+b=c^d"), "[$]a[+]b[=]c[^]d") << "BERT takes ASCII signs for punctuation";
    EXPECT_EQ(seen("\t\r\n"), "___");
    EXPECT_EQ(seen(""), "");
}

TEST(UncasedCharacters, LeavesOutControls) {
    EXPECT_EQ(seen(std::string("a\0b\x01\x0b\x1f\x7f", 7)), "ab");
    EXPECT_EQ(seen("a\u0085b\u00adc\u200bd\u200de\ufefff\ue000g"), "abcdefg");
    EXPECT_EQ(seen("a\ufffdb"), "ab");
}

TEST(UncasedCharacters, LeavesOutBrokenBytes) {
    EXPECT_EQ(seen("a\xe2\x82z"), "az");
    EXPECT_EQ(seen("\x80\xc0\xaf\xff"), "");
    EXPECT_EQ(seen("\xed\xa0\x80x"), "x") << "a surrogate";
    EXPECT_EQ(seen("x\xf0\x9f\x98"), "x") << "cut in the middle";
}

TEST(UncasedCharacters, KnowsOtherSpaces) {
    EXPECT_EQ(seen("a\u00a0b\u2003c\u3000d\u2028e"), "a_b_c_d_e");
    EXPECT_EQ(seen("a\u180eb"), "ab") << "no space since Unicode 6.3";
}

TEST(UncasedCharacters, TakesAccentsOff) {
    EXPECT_EQ(seen("Crème Brûlée"), "creme_brulee");
    EXPECT_EQ(seen("e\u0301\u0323"), "e");
    EXPECT_EQ(seen("\u1ed8"), "o") << "O with two accents";
    EXPECT_EQ(seen("\u0439"), "\u0438") << "the short i is an i with a breve";
    EXPECT_EQ(seen("øł"), "øł") << "strokes are no accents";
}

TEST(UncasedCharacters, DecomposesHangul) { EXPECT_EQ(seen("각"), "\u1100\u1161\u11a8"); }

TEST(UncasedCharacters, LowersEachCharacterByItself) {
    EXPECT_EQ(seen("ΟΔΟΣ"), "οδοσ") << "no sigma of the end";
    EXPECT_EQ(seen("οδος"), "οδος");
    EXPECT_EQ(seen("\u0130Iı"), "iiı");
    EXPECT_EQ(seen("\u1e9eß"), "ßß");
    EXPECT_EQ(seen("\u212a\u2126"), "kω") << "Kelvin and Ohm";
}

TEST(UncasedCharacters, FindsPunctuationThatDecompositionBringsOut) {
    EXPECT_EQ(seen("a\u037eb"), "a[;]b") << "the Greek question mark";
    EXPECT_EQ(seen("a\u2260b"), "a[=]b");
    EXPECT_EQ(seen("“a”—b…"), "[“]a[”][—]b[…]");
    EXPECT_EQ(seen("a€b±"), "a€b±") << "signs beyond ASCII are no punctuation";
}

TEST(UncasedCharacters, SetsChineseCharactersAlone) {
    EXPECT_EQ(seen("我a是"), "[我]a[是]");
    EXPECT_EQ(seen("\uf900"), "[\u8c48]") << "a compatibility character";
    EXPECT_EQ(seen("かカ한"), "かカ\u1112\u1161\u11ab") << "other scripts stay words";
    EXPECT_EQ(seen("\U0002b81f\U0002b820\U0002b91f\U0002b920"), "[\U0002b81f]\U0002b820\U0002b91f[\U0002b920]")
        << "the gap in BERT's list";
}

TEST(UncasedCharacters, HaveTheCategoriesOfUnicode8) {
    EXPECT_EQ(seen("a\u08e2b"), "a\u08e2b") << "a control of Unicode 9 stays";
    EXPECT_EQ(seen("a\u1dfab"), "a\u1dfab") << "an accent of Unicode 14 stays";
    EXPECT_EQ(seen("a\u2e5db"), "a\u2e5db") << "punctuation of Unicode 14 is a letter";
    EXPECT_EQ(seen("a\u0378b\uffffc"), "a\u0378b\uffffc") << "what is nothing stays";
    EXPECT_EQ(seen("a\u1734b"), "ab");
    EXPECT_EQ(seen("a\u1885\u1886\ua9bdb"), "a\u1885\u1886\ua9bdb");
    EXPECT_EQ(seen("a\u166db\U000111c9"), "a[\u166d]b[\U000111c9]");
}

}  // namespace
}  // namespace keepsake::models

#include "core/text/terms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/text/stop_words.h"
#include "core/text/unicode.h"

namespace keepsake::core {
namespace {

using Terms = std::vector<std::string>;

Terms of_document(std::string_view text) { return terms(text, TextRole::document); }
Terms of_query(std::string_view text) { return terms(text, TextRole::query); }

TEST(Terms, DropThePossessiveWithEitherApostrophe) {
    EXPECT_EQ(of_document("Melanie's camera"), of_document("Melanie camera"));
    EXPECT_EQ(of_document("Melanie’s camera"), of_document("Melanie camera"));
    EXPECT_EQ(words("MELANIE'S cat"), (Terms{"melanie", "cat"}));
    EXPECT_EQ(words("plan 's' and 5 s"), (Terms{"plan", "s", "and", "5", "s"})) << "no possessive: no word before it";
}

TEST(Terms, DropStopWordsAlsoInTheirShortForms) {
    EXPECT_EQ(of_document("I don't know why they'll go to the zoo"), (Terms{"know", "go", "zoo"}));
    EXPECT_EQ(of_document("The AND of To"), Terms{});
    EXPECT_TRUE(std::is_sorted(std::begin(stop_words), std::end(stop_words))) << "they are searched by halving";
    EXPECT_TRUE(is_stop_word("yourselves"));
    EXPECT_FALSE(is_stop_word("zoo"));
}

TEST(Terms, AreStemmedAndRepeatedAsOftenAsTheWord) {
    EXPECT_EQ(of_document("Running runs run"), (Terms{"run", "run", "run"}));
    EXPECT_EQ(of_document("Ponies, relational!"), (Terms{"poni", "relat"}));
    EXPECT_EQ(words("Running ponies"), (Terms{"running", "ponies"})) << "words are not stemmed";
}

TEST(Terms, KeepDigits) {
    EXPECT_EQ(of_document("Room 42b costs 1,500.75"), (Terms{"room", "42b", "cost", "1", "500", "75"}));
}

TEST(Terms, FoldLettersOfEveryScriptThatHasCases) {
    EXPECT_EQ(of_query("ПРИВЕТ Мир"), of_query("привет мир"));
    EXPECT_EQ(of_query("ΑΘΗΝΑ"), of_query("αθηνα"));
    EXPECT_EQ(of_query("ÉCOLE Straße"), of_query("école straße"));
    EXPECT_EQ(of_query("Ｋｅｅｐ ４２"), (Terms{"keep", "42"})) << "full-width Latin is plain Latin";
}

TEST(Terms, FoldBothFormsOfTheGreekSmallSigmaToOne) {
    EXPECT_EQ(of_query("ΣΟΦΟΣ"), of_query("σοφος"));
    EXPECT_EQ(of_query("σοφος"), of_query("σοφοσ"));
}

TEST(Terms, KeepAWordTogetherThatIsWrittenWithCombiningMarks) {
    EXPECT_EQ(words("cafe\u0301 noir").size(), 2u);
    EXPECT_EQ(words("हिन्दी भाषा").size(), 2u) << "vowel signs and virama belong to their letters";
    EXPECT_EQ(words("مُحَمَّد هنا").size(), 2u) << "so do the Arabic vowel marks";
    EXPECT_EQ(words("राम। श्याम").size(), 2u) << "but the danda ends a sentence";
}

TEST(Terms, GivePairsAndSinglesOfAnUnspacedRunInADocument) {
    EXPECT_EQ(of_document("東京駅"), (Terms{"東", "京", "駅", "東京", "京駅"}));
    EXPECT_EQ(of_document("안녕"), (Terms{"안", "녕", "안녕"}));
    EXPECT_EQ(of_document("ไทย"), (Terms{"ไ", "ท", "ย", "ไท", "ทย"}));
    EXPECT_EQ(of_document("Tokyo東京2024"), (Terms{"tokyo", "東", "京", "東京", "2024"}));
}

TEST(Terms, GivePairsOnlyInAQueryUnlessTheRunIsOneCharacter) {
    EXPECT_EQ(of_query("東京駅"), (Terms{"東京", "京駅"}));
    EXPECT_EQ(of_query("안녕하"), (Terms{"안녕", "녕하"}));
    EXPECT_EQ(of_query("猫"), Terms{"猫"});
    EXPECT_EQ(of_query("東京、猫"), (Terms{"東京", "猫"})) << "punctuation ends a run";
}

TEST(Terms, KeepThaiVowelSignsInTheirRun) {
    auto const document = of_document("กรุงเทพ");
    for (auto const& term : of_query("กรุงเทพ")) {
        EXPECT_NE(std::find(document.begin(), document.end(), term), document.end()) << term;
    }
    EXPECT_EQ(of_query("กรุงเทพ").size(), 6u) << "seven characters have six pairs";
}

TEST(Terms, TakeEmojiForWords) {
    EXPECT_EQ(of_document("Party 🎉"), (Terms{"parti", "🎉"}));
    EXPECT_EQ(of_query("🎉"), Terms{"🎉"});
    EXPECT_EQ(of_query("🎉🎂"), Terms{"🎉🎂"});
}

TEST(Terms, PassOverBrokenBytes) {
    EXPECT_EQ(of_document("caf\xff latte\xc3"), (Terms{"caf", "latt"}));
    EXPECT_EQ(of_document("\xf0\x9f\x8e"), Terms{});
    EXPECT_EQ(of_document(std::string_view("a1\0b2", 5)), (Terms{"a1", "b2"}));
    EXPECT_EQ(of_document(""), Terms{});
}

TEST(Terms, OfAnyBytesAreWellFormedAndEveryQueryTermIsOneOfTheDocument) {
    std::mt19937 random(20260314);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += static_cast<char>(random() % 3 == 0 ? random() % 256 : 0xE0 + random() % 16);
        auto const document = of_document(text);
        for (auto const& term : document) EXPECT_TRUE(!term.empty() && is_valid_utf8(term));
        for (auto const& term : of_query(text)) {
            EXPECT_NE(std::find(document.begin(), document.end(), term), document.end());
        }
    }
}

}  // namespace
}  // namespace keepsake::core

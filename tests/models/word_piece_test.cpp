#include "models/embedding/word_piece.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <fstream>
#include <iterator>

#include "core/text/unicode.h"
#include "support/temporary_directory.h"

namespace keepsake::models {
namespace {

using Ids = std::vector<std::int64_t>;

class WordPieceTest : public ::testing::Test {
protected:
    core::Result<WordPiece> read(std::string_view lines) {
        auto const path = directory_.path() / "vocab.txt";
        std::ofstream(path, std::ios::binary) << lines;
        return WordPiece::read(path);
    }

    /// A vocabulary whose first tokens are [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3; the others follow from 4.
    WordPiece with(std::string const& tokens) { return read("[PAD]\n[UNK]\n[CLS]\n[SEP]\n" + tokens).value(); }

    testing::TemporaryDirectory directory_;
};

TEST_F(WordPieceTest, TakesTheLongestPieceFirst) {
    auto const tokenizer = with("un\nunder\n##s\n##st\n##tand\n##and\nand\n");
    EXPECT_EQ(tokenizer.encode("understand", 256), (Ids{2, 5, 7, 9, 3}));
}

TEST_F(WordPieceTest, DoesNotGoBackToAShorterPiece) {
    auto const tokenizer = with("ab\na\n##bc\n##d\n");
    EXPECT_EQ(tokenizer.encode("abc", 256), (Ids{2, 1, 3})) << "ab leaves a c that is no piece";
    EXPECT_EQ(tokenizer.encode("abd", 256), (Ids{2, 4, 7, 3}));
}

TEST_F(WordPieceTest, KeepsBeginningsAndContinuationsApart) {
    auto const tokenizer = with("a\n##b\n");
    EXPECT_EQ(tokenizer.encode("ab", 256), (Ids{2, 4, 5, 3}));
    EXPECT_EQ(tokenizer.encode("b", 256), (Ids{2, 1, 3}));
    EXPECT_EQ(tokenizer.encode("aa", 256), (Ids{2, 1, 3}));
}

TEST_F(WordPieceTest, MakesAWordUnknownAsAWhole) {
    auto const tokenizer = with("a\n##b\n!\n");
    EXPECT_EQ(tokenizer.encode("abx ab!", 256), (Ids{2, 1, 4, 5, 6, 3}));
}

TEST_F(WordPieceTest, CutsPiecesBetweenCharacters) {
    auto const tokenizer = with("ø\n##ł\n##łø\n");
    EXPECT_EQ(tokenizer.encode("øłøł", 256), (Ids{2, 4, 6, 5, 3}));
}

TEST_F(WordPieceTest, GivesUpOnWordsOverAHundredCharacters) {
    auto const tokenizer = with("ø\n##ø\n");
    std::string word;
    for (int i = 0; i < 100; ++i) word += "ø";
    EXPECT_EQ(tokenizer.encode(word, 256).size(), 102u);
    EXPECT_EQ(tokenizer.encode(word + "\u0301", 256).size(), 102u) << "an accent is taken off first";
    EXPECT_EQ(tokenizer.encode(word + "ø", 256), (Ids{2, 1, 3}));
    EXPECT_EQ(tokenizer.encode(word + word + " ø", 256), (Ids{2, 1, 4, 3}));
}

TEST_F(WordPieceTest, CutsLongTextsAlsoWithinAWord) {
    auto const tokenizer = with("a\n##b\n");
    EXPECT_EQ(tokenizer.encode("ab ab", 6), (Ids{2, 4, 5, 4, 5, 3}));
    EXPECT_EQ(tokenizer.encode("ab ab", 5), (Ids{2, 4, 5, 4, 3}));
    EXPECT_EQ(tokenizer.encode("ab ab", 3), (Ids{2, 4, 3}));
    EXPECT_EQ(tokenizer.encode("ab ab", 2), (Ids{2, 3}));
}

TEST_F(WordPieceTest, EncodesNothingAsTheTwoEnds) {
    auto const tokenizer = with("a\n");
    EXPECT_EQ(tokenizer.encode("", 256), (Ids{2, 3}));
    EXPECT_EQ(tokenizer.encode(" \n\xff\u0301", 256), (Ids{2, 3}));
}

TEST_F(WordPieceTest, ReadsSpecialTokensInTheText) {
    auto const tokenizer = with("a\n[\n]\n##b\nb\n[MASK]\nsep\n");
    EXPECT_EQ(tokenizer.encode("a[SEP]b[MASK][PAD]", 256), (Ids{2, 4, 3, 8, 9, 0, 3})) << "they end words, too";
    EXPECT_EQ(tokenizer.encode("[sep] [[SEP]", 256), (Ids{2, 5, 10, 6, 5, 3, 3})) << "in capitals only";
    EXPECT_EQ(tokenizer.encode("a[SEP]a", 3), (Ids{2, 4, 3}));
}

TEST_F(WordPieceTest, NumbersTheLinesFromZero) {
    auto const tokenizer = read("a\n[SEP]\n[CLS]\n[UNK]\nb\n[PAD]");
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(tokenizer.value().padding(), 5);
    EXPECT_EQ(tokenizer.value().encode("a b c", 256), (Ids{2, 0, 4, 3, 1}));
}

TEST_F(WordPieceTest, ReadsLinesThatEndAsOnWindows) {
    auto const tokenizer = read("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n");
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ(tokenizer.value().encode("a", 256), (Ids{2, 4, 3}));
}

TEST_F(WordPieceTest, RefusesAVocabularyWithoutTheSpecialTokens) {
    for (std::string const missing : {"[CLS]", "[SEP]", "[UNK]", "[PAD]"}) {
        std::string lines = "a\n";
        for (std::string const token : {"[CLS]", "[SEP]", "[UNK]", "[PAD]"}) {
            if (token != missing) lines += token + "\n";
        }
        auto const tokenizer = read(lines);
        ASSERT_FALSE(tokenizer) << missing;
        EXPECT_NE(tokenizer.error().message.find("has no " + missing), std::string::npos) << tokenizer.error().message;
    }
    EXPECT_FALSE(read(""));
}

TEST_F(WordPieceTest, NamesTheFileThatItCannotRead) {
    auto const missing = WordPiece::read(directory_.path() / "none.txt");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("none.txt cannot be read"), std::string::npos) << missing.error().message;
    EXPECT_FALSE(WordPiece::read(directory_.path())) << "a folder";
}

// ---- the model's own vocabulary ------------------------------------------------------------------

std::filesystem::path const model_vocabulary = std::filesystem::path(KEEPSAKE_MODEL_DIR) / "vocab.txt";

class ModelVocabulary : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(std::filesystem::exists(model_vocabulary)) << model_vocabulary << " is missing";
    }
};

TEST_F(ModelVocabulary, GivesTheIdsThatHuggingFaceGives) {
    auto const tokenizer = WordPiece::read(model_vocabulary).value();
    EXPECT_EQ(tokenizer.padding(), 0);
    EXPECT_EQ(tokenizer.encode("Hello, World!", 256), (Ids{101, 7592, 1010, 2088, 999, 102}));
    EXPECT_EQ(tokenizer.encode("Caroline: I moved to Zürich in March 2023.", 256),
              (Ids{101, 7981, 1024, 1045, 2333, 2000, 10204, 1999, 2233, 16798, 2509, 1012, 102}));
    EXPECT_EQ(tokenizer.encode("It's 4 o'clock; don't be late...", 256),
              (Ids{101, 2009, 1005, 1055, 1018, 1051, 1005, 5119, 1025, 2123, 1005, 1056, 2022, 2397, 1012, 1012, 1012,
                   102}));
    EXPECT_EQ(tokenizer.encode("unaffable electroencephalography", 256),
              (Ids{101, 14477, 20961, 3468, 16175, 10127, 21890, 21197, 26228, 102}));
    EXPECT_EQ(tokenizer.encode("我喜欢 coffee ☕", 256), (Ids{101, 1855, 100, 100, 4157, 100, 102}));
    EXPECT_EQ(tokenizer.encode("Müller, naïve café – ΟΔΟΣ Привет", 256),
              (Ids{101, 12304, 1010, 15743, 7668, 1516, 1169, 29722, 29730, 29733, 1194, 16856, 10325, 25529, 15290,
                   22919, 102}));
    EXPECT_EQ(tokenizer.encode("1,000.50€ @home #1 e-mail: a.b@c.org", 256),
              (Ids{101,  1015, 1010, 2199, 1012, 2753, 30102, 1030, 2188, 1001, 1015, 1041,
                   1011, 5653, 1024, 1037, 1012, 1038, 1030,  1039, 1012, 8917, 102}));
}

TEST_F(ModelVocabulary, HasNoMarkWhoseOrderCouldMatter) {
    std::ifstream file(model_vocabulary, std::ios::binary);
    std::string const text(std::istreambuf_iterator<char>(file), {});
    ASSERT_GT(text.size(), 200'000u);
    for (std::size_t position = 0; position < text.size();) {
        auto const c = core::next_code_point(text, position);
        ASSERT_EQ(u_getCombiningClass(static_cast<UChar32>(c)), 0) << std::hex << static_cast<std::uint32_t>(c);
    }
}

}  // namespace
}  // namespace keepsake::models

#include "memory/retrieval/question.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

using Terms = std::vector<std::string>;

bool names(std::string question, std::string_view speaker) { return Question(std::move(question)).names(speaker); }

TEST(Question, HasEachTermOnceInOrderOfAppearance) {
    EXPECT_EQ(Question("Painting, lakes and painted LAKE?").terms(), (Terms{"paint", "lake"}));
    EXPECT_EQ(Question("who are you").terms(), Terms{});
    EXPECT_EQ(Question("東京 東京").terms(), Terms{"東京"});
}

TEST(Question, ReadsDatesAndWhetherATimeIsAskedFor) {
    Question const question("When did Ana move in June 2023?");
    EXPECT_TRUE(question.asks_for_time());
    EXPECT_EQ(question.dates(), (std::vector<core::DateMention>{{2023, 6, 0}}));
    EXPECT_FALSE(Question("Where is Ana?").asks_for_time());
}

TEST(Question, NamesASpeakerByTheWholeNameOrOneOfItsWords) {
    EXPECT_TRUE(names("What did melanie paint?", "Melanie"));
    EXPECT_TRUE(names("What did MELANIE paint?", "Melanie"));
    EXPECT_TRUE(names("Melanie's lake", "Melanie"));
    EXPECT_TRUE(names("ask Silva about it", "Ana Silva"));
    EXPECT_TRUE(names("что сказала Анна?", "анна"));
    EXPECT_FALSE(names("What did Ben paint?", "Melanie"));
    EXPECT_FALSE(names("", "Melanie"));
    EXPECT_FALSE(names("What did Melanie paint?", ""));
}

TEST(Question, NamesASpeakerByACapitalisedBeginningOfTheFirstName) {
    EXPECT_TRUE(names("What did Mel paint?", "Melanie"));
    EXPECT_TRUE(names("did Mel call?", "Melanie Silva"));
    EXPECT_FALSE(names("a mel of honey", "Melanie")) << "not capitalised";
    EXPECT_FALSE(names("What did Me say?", "Melanie")) << "fewer than three letters";
    EXPECT_FALSE(names("What about Sil?", "Ana Silva")) << "not the first name";
    EXPECT_FALSE(names("What did Melanies do?", "Melanie")) << "longer than the name";
}

TEST(Question, ANameWithinAWordIsNoName) {
    EXPECT_FALSE(names("what time is it", "Tim"));
    EXPECT_FALSE(names("Time flies", "Tim"));
    EXPECT_TRUE(names("did Tim come in time", "Tim"));
}

TEST(Question, ANameThatIsACommonWordMustBeCapitalised) {
    EXPECT_FALSE(names("what will happen", "Will"));
    EXPECT_TRUE(names("what does Will like", "Will"));
    EXPECT_TRUE(names("what does Will like", "William"));
}

TEST(Question, ACommonWordAtItsStartIsNotTheBeginningOfAName) {
    EXPECT_FALSE(names("How was the trip?", "Howard"));
    EXPECT_FALSE(names("The trip was long", "Theo"));
    EXPECT_FALSE(names("Can you swim?", "Candice"));
    EXPECT_FALSE(names("Did it rain?", "Didier"));
    EXPECT_FALSE(names("We went away. The trip was long", "Theo")) << "nor at the start of a later sentence";
    EXPECT_TRUE(names("Mel was there?", "Melanie")) << "an uncommon one is";
}

TEST(Question, NamesASpeakerInAScriptWithoutSpaces) {
    EXPECT_TRUE(names("小明喜欢什么？", "小明"));
    EXPECT_FALSE(names("小红喜欢什么？", "小明"));
}

std::string without(std::string question, Terms const& speakers) {
    return Question(std::move(question)).without_names(speakers);
}

TEST(Question, WithoutNamesIsTheRestAsItStands) {
    EXPECT_EQ(without("What did Melanie paint in June?", {"Melanie", "Ana"}), "What did paint in June?");
    EXPECT_EQ(without("What did melanie paint?", {"Melanie"}), "What did paint?");
    EXPECT_EQ(without("What did Mel paint?", {"Melanie"}), "What did paint?") << "a beginning is a name too";
    EXPECT_EQ(without("Did Ana Silva and Ben sing?", {"Ana Silva", "Ben"}), "Did and sing?");
    EXPECT_EQ(without("What time is it?", {"Tim"}), "What time is it?");
    EXPECT_EQ(without("What will happen?", {"Will"}), "What will happen?");
    EXPECT_EQ(without("Where was it?", {}), "Where was it?");
}

TEST(Question, ANameGoesWithItsPossessive) {
    EXPECT_EQ(without("What is Melanie's lake called?", {"Melanie"}), "What is lake called?");
    EXPECT_EQ(without("What is Melanie\u2019s lake called?", {"Melanie"}), "What is lake called?");
    EXPECT_EQ(without("Melanie's", {"Ana"}), "Melanie's");
}

TEST(Question, ANameWithoutSpacesGoesWhereverItStands) {
    EXPECT_EQ(without("小明喜欢什么，小明？", {"小明"}), "喜欢什么，？");
    EXPECT_EQ(without("小红喜欢什么？", {"小明"}), "小红喜欢什么？");
    EXPECT_EQ(without("小明？", {"小明"}), "小明？");
}

TEST(Question, StaysWholeWhenNothingWouldBeLeft) {
    EXPECT_EQ(without("Melanie?", {"Melanie"}), "Melanie?");
    EXPECT_EQ(without("Ana Silva's Ben!", {"Ana Silva", "Ben"}), "Ana Silva's Ben!");
    EXPECT_EQ(without("", {"Ana"}), "");
}

TEST(Question, KnowsItsCapitalisedWordsAsTheyStand) {
    EXPECT_EQ(Question("Did Ana's mother-in-law visit PORTO in Émile's car?").capitalised_words(),
              (Terms{"Did", "Ana", "PORTO", "Émile"}));
    EXPECT_EQ(Question("нет, Анна и 2023").capitalised_words(), Terms{"Анна"});
    EXPECT_EQ(Question("安娜 plays").capitalised_words(), Terms{});
}

}  // namespace
}  // namespace keepsake::memory

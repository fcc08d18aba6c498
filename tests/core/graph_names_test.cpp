#include <gtest/gtest.h>

#include "core/text/graph_names.h"

#include "core/text/close_names.h"

namespace keepsake::core {
namespace {

using Words = std::vector<std::string>;

TEST(EntityKeyTest, CaseAndBlanksMakeNoDifference) {
    EXPECT_EQ(entity_key("  Ana\t Maria  "), "ana maria");
    EXPECT_EQ(entity_key("ÉMILE ÅSA"), entity_key("émile åsa"));
    EXPECT_EQ(entity_key("李\u3000明"), "李 明");
    EXPECT_NE(entity_key("C++"), entity_key("C#"));
}

TEST(EntityKeyTest, TheUserHasOneKey) {
    for (auto const* const name : {"I", "me", "Myself", "user", "The User"})
        EXPECT_EQ(entity_key(name), "user") << name;
    EXPECT_NE(entity_key("user group"), "user");
}

TEST(RelationNameTest, IsLowerSnakeCase) {
    for (auto const* const text : {"works at", "Works At", "worksAt", "works-at", "works_at", "__works  at!"})
        EXPECT_EQ(relation_name(text), "works_at") << text;
    EXPECT_EQ(relation_name("lebtIn"), "lebt_in");
    EXPECT_EQ(relation_name("ЖИВЁТ в"), "живёт_в");
    EXPECT_EQ(relation_name("住在"), "住在");
    EXPECT_EQ(relation_name("HTTP API"), "http_api");
    EXPECT_EQ(relation_name("?!"), "related_to");
}

TEST(NameWordsTest, AreSplitAtWhatIsNoLetterOrDigit) {
    EXPECT_EQ(name_words("works_at O'Neill & Co."), (Words{"works", "at", "o", "neill", "co"}));
    EXPECT_EQ(name_words("--"), Words{});
}

TEST(NamingTextTest, NamesWhatStandsInItAsWholeWords) {
    NamingText const text("Ana Maria's sister works at ACME Corp.");
    EXPECT_TRUE(text.names(entity_key("Ana Maria")));
    EXPECT_TRUE(text.names(entity_key("acme")));
    EXPECT_TRUE(text.names(entity_key("I")));
    EXPECT_FALSE(text.names(entity_key("Mari")));
    EXPECT_FALSE(text.names(entity_key("Maria Ana")));
    EXPECT_FALSE(text.names(entity_key("!")));
    EXPECT_TRUE(NamingText("李明住在北京").names("北京"));
}

TEST(CloseNamesTest, ANameMayBeThePartOfAnother) {
    EXPECT_EQ(likeness_of_names("sarah", "sarah miller"), NameLikeness::part);
    EXPECT_EQ(likeness_of_names("sarah miller", "sarah jones"), NameLikeness::none);
    EXPECT_EQ(likeness_of_names("miller", "sarah miller"), NameLikeness::none);
    EXPECT_EQ(likeness_of_names("sarah", "sarah"), NameLikeness::none);
}

TEST(CloseNamesTest, ASlipOrACompanysEndingIsAnotherSpelling) {
    EXPECT_EQ(likeness_of_names("acme", "acme inc."), NameLikeness::spelling);
    EXPECT_EQ(likeness_of_names("katharina", "katarina"), NameLikeness::spelling);
    EXPECT_EQ(likeness_of_names("micheal", "michael"), NameLikeness::spelling);
    EXPECT_EQ(likeness_of_names("jan", "jon"), NameLikeness::none);
    EXPECT_EQ(likeness_of_names("terminal 1", "terminal 2"), NameLikeness::none);
    EXPECT_EQ(likeness_of_names("", "acme"), NameLikeness::none);
}

}  // namespace
}  // namespace keepsake::core

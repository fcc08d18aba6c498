#include "memory/wording.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

TEST(WordingTest, CaseBlanksAndStopsMakeNoDifference) {
    EXPECT_EQ(wording("  \"Ana likes\n tea.\" "), wording("ana likes tea"));
    EXPECT_NE(wording("Ana writes C++"), wording("Ana writes C#"));
}

TEST(WordingTest, ATextMaySayARelationWhenItNamesBothEnds) {
    EXPECT_TRUE(names_both_ends("Ana works at ACME.", {"ana", "", "works at", "Acme", ""}));
    EXPECT_FALSE(names_both_ends("Ana works a lot.", {"Ana", "", "works at", "Acme", ""}));
    EXPECT_TRUE(names_both_ends("My sister is Ana", {"I", "", "sister", "Ana", ""}));
    EXPECT_FALSE(names_both_ends("Ana works at Acme", {"user", "", "knows", "Ana", ""}));
}

}  // namespace
}  // namespace keepsake::memory

#include "core/text/percent_encoding.h"

#include <gtest/gtest.h>

namespace keepsake::core {
namespace {

TEST(PercentEncoding, LeavesOnlyUnreservedCharactersAsTheyAre) {
    EXPECT_EQ(percent_encoded("Ana-1_2.3~"), "Ana-1_2.3~");
    EXPECT_EQ(percent_encoded("a/b c?d#e%f+g@h"), "a%2Fb%20c%3Fd%23e%25f%2Bg%40h");
    EXPECT_EQ(percent_encoded("Zoë"), "Zo%C3%AB");
    EXPECT_EQ(percent_encoded(""), "");
}

TEST(PercentEncoding, EveryByteComesBack) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
}

TEST(PercentEncoding, ReadsBothCasesAndWhatMayStandUnescaped) {
    EXPECT_EQ(percent_decoded("%c3%aB"), "ë");
    EXPECT_EQ(percent_decoded("ana@home:1+1=2"), "ana@home:1+1=2") << "a plus is no blank in a path";
}

TEST(PercentEncoding, RefusesBrokenEscapes) {
    for (auto const* const broken : {"%", "%4", "a%", "%zz", "%4g", "%g4", "%%41", "% 41", "%+4", "%0x41", "%-1"})
        EXPECT_FALSE(percent_decoded(broken)) << broken;
}

TEST(PercentEncoding, RefusesWhatMayNotStandInASegment) {
    for (auto const* const other :
         {"a b", "a/b", "a?b", "a#b", "a[b", "a\"b", "a<b", "a\\b", "a^b", "a|b", "Zoë", "a\n"})
        EXPECT_FALSE(percent_decoded(other)) << other;
}

}  // namespace
}  // namespace keepsake::core

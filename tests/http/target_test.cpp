#include "http/target.h"

#include <gtest/gtest.h>

namespace keepsake::http {
namespace {

using Segments = std::vector<std::string>;

TEST(TargetTest, HasPathSegmentsAndQuery) {
    auto const target = read_target("/mcp/desk/http/ana%40home?x=1&name=Ana+Lind%2B&empty=&bare");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/mcp/desk/http/ana%40home");
    EXPECT_EQ(target->segments, (Segments{"mcp", "desk", "http", "ana@home"}));
    EXPECT_EQ(target->query, (Parameters{{"x", "1"}, {"name", "Ana Lind+"}, {"empty", ""}, {"bare", ""}}));
}

TEST(TargetTest, LeavesEmptySegmentsOut) {
    EXPECT_EQ(read_target("/")->segments, Segments{});
    EXPECT_EQ(read_target("//a///b/")->segments, (Segments{"a", "b"}));
    EXPECT_EQ(read_target("//a///b/")->path, "//a///b/");
}

TEST(TargetTest, AnEscapedSlashBelongsToItsSegment) {
    EXPECT_EQ(read_target("/a%2Fb/c+d")->segments, (Segments{"a/b", "c+d"}));
}

TEST(TargetTest, OfANameThatComesTwiceTheFirstCounts) {
    EXPECT_EQ(read_target("/?a=1&a=2&&b=x=y")->query, (Parameters{{"a", "1"}, {"b", "x=y"}}));
}

TEST(TargetTest, RefusesWhatIsNoPath) {
    for (std::string const text : {"", "*", "path", "http://localhost/", "localhost:80", "?x=1", "/a#b"}) {
        EXPECT_FALSE(read_target(text)) << text;
    }
}

TEST(TargetTest, RefusesBrokenEscapesAndZeroBytes) {
    for (std::string const text : {"/%", "/%4", "/%4x", "/%x4", "/a%00b", "/?%", "/?a=%zz", "/?a=%00", "/%-1"}) {
        EXPECT_FALSE(read_target(text)) << text;
    }
    EXPECT_FALSE(read_target(std::string("/a\0b", 4)));
    EXPECT_FALSE(read_target(std::string("/?a\0b", 5)));
}

}  // namespace
}  // namespace keepsake::http

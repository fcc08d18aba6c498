#include "core/text/near_name.h"

#include <gtest/gtest.h>

#include <array>

namespace keepsake::core {
namespace {

constexpr std::array<std::string_view, 5> known = {"query", "limit", "memory_id", "user_id", "include_superseded"};

TEST(NearName, FindsWhatWasMistyped) {
    EXPECT_EQ(near_name("qury", known), "query");
    EXPECT_EQ(near_name("limits", known), "limit");
    EXPECT_EQ(near_name("memoryId", known), "memory_id");
    EXPECT_EQ(near_name("USER-ID", known), "user_id");
    EXPECT_EQ(near_name("superseded", known), "") << "not a beginning";
    EXPECT_EQ(near_name("include", known), "include_superseded") << "a beginning of four letters or more";
}

TEST(NearName, FindsNothingWhereNothingIsClose) {
    EXPECT_EQ(near_name("", known), "");
    EXPECT_EQ(near_name("zzz", known), "");
    EXPECT_EQ(near_name("temperature", known), "");
    EXPECT_EQ(near_name(std::string(65, 'q'), known), "");
    EXPECT_EQ(near_name("query", {}), "");
}

TEST(NearName, PrefersTheNearest) {
    constexpr std::array<std::string_view, 2> names = {"lamp", "limit"};
    EXPECT_EQ(near_name("limt", names), "limit");
}

}  // namespace
}  // namespace keepsake::core

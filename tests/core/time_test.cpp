#include "core/time.h"

#include <gtest/gtest.h>

namespace keepsake::core {
namespace {

std::string read_and_write(std::string_view text) {
    auto const time = parse_time(text);
    return time ? format_time(*time) : "unreadable";
}

TEST(Time, ReadsIso8601WithAndWithoutParts) {
    EXPECT_EQ(read_and_write("2023-05-08"), "2023-05-08T00:00:00+00:00");
    EXPECT_EQ(read_and_write("2023-05-08T13:56:00"), "2023-05-08T13:56:00+00:00");
    EXPECT_EQ(read_and_write("2023-05-08 13:56"), "2023-05-08T13:56:00+00:00");
    EXPECT_EQ(read_and_write("2023-05-08T13:56:00Z"), "2023-05-08T13:56:00+00:00");
    EXPECT_EQ(read_and_write("2023-05-08T13:56:00.25+02:00"), "2023-05-08T11:56:00.250+00:00");
    EXPECT_EQ(read_and_write("2023-05-08T00:30:00+0130"), "2023-05-07T23:00:00+00:00");
    EXPECT_EQ(read_and_write("2024-02-29T23:59:59-01"), "2024-03-01T00:59:59+00:00");
}

TEST(Time, RefusesWhatIsNoTime) {
    for (auto const* const text :
         {"", "yesterday", "2023-13-01", "2023-02-29", "2023-05-08T", "2023-05-08T25:00", "2023-05-08T13:56:00x",
          "23-05-08", "2023-05-08T13:56:00.", "2023-5-8", "2023-05-08T13", "-023-05-08"}) {
        EXPECT_FALSE(parse_time(text)) << text;
    }
}

TEST(Time, ADayIsNothingButADay) {
    EXPECT_TRUE(parse_day("2026-12-31"));
    EXPECT_FALSE(parse_day("2026-12-31T00:00"));
    EXPECT_FALSE(parse_day("2026-12-32"));
}

}  // namespace
}  // namespace keepsake::core

#include "mcp/http/event_log.h"

#include <gtest/gtest.h>

namespace keepsake::mcp {
namespace {

using Texts = std::vector<std::string>;

TEST(EventLogTest, GivesWhatCameAfterAnEventOfThatStream) {
    EventLog log(10, 1 << 20);
    log.keep(1, 0, "a");
    log.keep(2, 0, "b");
    log.keep(1, 2, "c");
    EXPECT_EQ(log.after(1, 0), Texts{"c"});
    EXPECT_EQ(log.after(1, 1), Texts{"c"});
    EXPECT_EQ(log.after(1, 2), Texts{});
    EXPECT_EQ(log.after(3, 0), Texts{});
    EXPECT_TRUE(log.has_any(2));
    EXPECT_FALSE(log.has_any(3));
}

TEST(EventLogTest, KeepsTheLatestEventsOfAStream) {
    EventLog log(2, 1 << 20);
    for (EventLog::Number i = 1; i <= 5; ++i) log.keep(1, i, std::to_string(i));
    log.keep(2, 1, "other");
    EXPECT_EQ(log.after(1, 0), (Texts{"4", "5"}));
    EXPECT_EQ(log.after(2, 0), Texts{"other"});
}

TEST(EventLogTest, KeepsTheLatestBytesOfAll) {
    EventLog log(100, 3000);
    log.keep(1, 1, std::string(900, 'a'));
    log.keep(2, 1, std::string(900, 'b'));
    log.keep(1, 2, std::string(900, 'c'));
    EXPECT_EQ(log.after(1, 0), Texts{std::string(900, 'c')}) << "the oldest of all goes first";
    EXPECT_TRUE(log.has_any(2));
    log.keep(3, 1, std::string(1900, 'd'));
    EXPECT_FALSE(log.has_any(1));
    EXPECT_FALSE(log.has_any(2));
    EXPECT_TRUE(log.has_any(3));
}

TEST(EventLogTest, KeepsTheNewestHoweverLargeItIs) {
    EventLog log(0, 10);
    log.keep(1, 1, "small");
    log.keep(1, 2, std::string(1000, 'x'));
    EXPECT_EQ(log.after(1, 0), Texts{std::string(1000, 'x')});
}

}  // namespace
}  // namespace keepsake::mcp

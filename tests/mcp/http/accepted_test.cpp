#include "mcp/http/accepted.h"

#include <gtest/gtest.h>

namespace keepsake::mcp {
namespace {

std::string read(std::string const& accept) {
    auto const accepted = accepted_by({{"accept", accept}});
    return std::string(accepted.json ? "json " : "") + (accepted.events ? "events" : "");
}

TEST(AcceptedTest, NothingSaidMeansBoth) {
    EXPECT_TRUE(accepted_by({}).json);
    EXPECT_TRUE(accepted_by({}).events);
    EXPECT_EQ(read(""), "json events");
}

TEST(AcceptedTest, NamedTypesAndWildcardsCount) {
    EXPECT_EQ(read("application/json, text/event-stream"), "json events");
    EXPECT_EQ(read("Application/JSON;charset=utf-8 ,TEXT/Event-Stream;q=0.5"), "json events");
    EXPECT_EQ(read("*/*"), "json events");
    EXPECT_EQ(read("application/*"), "json ");
    EXPECT_EQ(read("text/*"), "events");
    EXPECT_EQ(read("text/event-stream"), "events");
    EXPECT_EQ(read("text/html, image/png"), "");
}

TEST(AcceptedTest, AWeightOfNothingRulesOut) {
    EXPECT_EQ(read("application/json; q=0, text/event-stream; q=0.1"), "events");
    EXPECT_EQ(read("application/json;q=0.000"), "");
    EXPECT_EQ(read("application/json;q=0.001"), "json ");
}

TEST(AcceptedTest, TheBodyMustBeSaidToBeJson) {
    for (auto const* const good : {"application/json", "Application/Json; charset=utf-8", " application/json ;x=y"}) {
        EXPECT_TRUE(says_json({{"Content-Type", good}})) << good;
    }
    for (auto const* const bad : {"", "text/plain", "application/jsonp", "application/json+x", "application/xml"}) {
        EXPECT_FALSE(says_json({{"Content-Type", bad}})) << bad;
    }
    EXPECT_FALSE(says_json({}));
}

}  // namespace
}  // namespace keepsake::mcp

#include "tools/arguments.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

namespace keepsake::tools {
namespace {

using namespace std::string_literals;

/// The text of the refusal that `read` ends with.
template <typename Read>
std::string refusal(Read read) {
    try {
        (void)read();
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "not refused";
}

/// A reader, a value that it refuses, and what it must say of it.
struct Case {
    std::function<void(Value const&)> read;
    Json came;
    std::string expected;
    std::string shown;
};

TEST(Arguments, EveryReaderSaysWhichWasWrongWhatWasExpectedWhatCameAndGivesAnExample) {
    static constexpr std::array<std::string_view, 2> colours = {"red", "blue"};
    Case const cases[] = {
        {[](Value const& v) { (void)v.text("\"x\""); }, 5, "text that is not empty", "5"},
        {[](Value const& v) { (void)v.text("\"x\""); }, " \n", "text that is not empty", R"(" \n")"},
        {[](Value const& v) { (void)v.text("\"x\""); }, std::string((1 << 20) + 1, 'x'), "at most 1048576 bytes",
         "(1048579 bytes)"},
        {[](Value const& v) { (void)v.name("\"x\""); }, true, "a text", "true"},
        {[](Value const& v) { (void)v.name("\"x\""); }, "", "1 to 256 bytes", "\"\""},
        {[](Value const& v) { (void)v.name("\"x\""); }, "a\tb", "without control characters", R"("a\tb")"},
        {[](Value const& v) { (void)v.name("\"x\""); }, std::string(257, 'x'), "1 to 256 bytes", "(259 bytes)"},
        {[](Value const& v) { (void)v.one_of(colours); }, "green", "one of \"red\", \"blue\"", "\"green\""},
        {[](Value const& v) { (void)v.one_of(colours); }, 1, "one of \"red\", \"blue\"", "1"},
        {[](Value const& v) { (void)v.flag(); }, "true", "true or false", "\"true\""},
        {[](Value const& v) { (void)v.integer(1, 100); }, 0, "an integer from 1 to 100", "0"},
        {[](Value const& v) { (void)v.integer(1, 100); }, 101, "an integer from 1 to 100", "101"},
        {[](Value const& v) { (void)v.integer(1, 100); }, 1.5, "an integer from 1 to 100", "1.5"},
        {[](Value const& v) { (void)v.integer(1, 100); }, "10", "an integer from 1 to 100", "\"10\""},
        {[](Value const& v) { (void)v.integer(1, 100); }, UINT64_MAX, "an integer from 1 to 100",
         "18446744073709551615"},
        {[](Value const& v) { (void)v.number(0, 1); }, 1.01, "a number from 0", "1.01"},
        {[](Value const& v) { (void)v.number(0, 1); }, "1", "a number from 0", "\"1\""},
        {[](Value const& v) { (void)v.time(); }, "yesterday", "an ISO 8601 time", "\"yesterday\""},
        {[](Value const& v) { (void)v.time(); }, -1, "seconds since 1970", "-1"},
        {[](Value const& v) { (void)v.time(); }, 1.5, "an ISO 8601 time", "1.5"},
        {[](Value const& v) { (void)v.date(); }, "2026-13-01", "an ISO 8601 day or time", "\"2026-13-01\""},
        {[](Value const& v) { (void)v.day(); }, "2026-01-01T10:00", "a day as YYYY-MM-DD", "\"2026-01-01T10:00\""},
        {[](Value const& v) { (void)v.object("{}"); }, "{}", "a JSON object", "\"{}\""},
        {[](Value const& v) { (void)v.items("[]"); }, Json::object(), "an array", "{}"},
        {[](Value const& v) { (void)v.names("[\"x\"]"); }, "x", "an array", "\"x\""},
    };
    for (auto const& [read, came, expected, shown] : cases) {
        auto const text = refusal([&read = read, &came = came] { return read(Value(came, "colour")), 0; });
        EXPECT_TRUE(text.starts_with("colour: expected ")) << text;
        EXPECT_NE(text.find(expected), std::string::npos) << text << "\nexpected: " << expected;
        EXPECT_NE(text.find("got "), std::string::npos) << text;
        EXPECT_NE(text.find(shown + "."), std::string::npos) << text << "\nshown: " << shown;
        EXPECT_LT(text.size(), 400u);
        auto const example = text.find("Example: ");
        ASSERT_NE(example, std::string::npos) << text;
        auto const json = Json::parse(text.substr(example + 9), nullptr, false);
        ASSERT_TRUE(json.is_object() && json.contains("colour")) << text;
        EXPECT_NO_THROW(read(Value(json["colour"], "colour"))) << "the example is itself refused: " << text;
    }
}

TEST(Arguments, WhatIsInsideAnotherIsNamedByItsPath) {
    Json const json = {{"messages", {{{"content", "a"}}, {{"content", 5}}}}};
    std::array<std::string_view, 1> const accepted = {"messages"};
    Arguments const arguments(json, accepted);
    auto const text = refusal([&] {
        for (auto const& message : arguments.find("messages")->items("[]"))
            (void)message.member("content")->text("\"a\"");
        return 0;
    });
    EXPECT_TRUE(text.starts_with("messages[1].content: ")) << text;
    EXPECT_NE(text.find("Example: {\"content\": \"a\"}"), std::string::npos) << text;
    EXPECT_TRUE(refusal([] {
                    return Value(Json::array({"a", ""}), "tags").names("[\"a\"]");
                }).starts_with("tags[1]: "));
}

TEST(Arguments, WhatIsMissingIsSaidToBeNothing) {
    Json const json = {{"query", nullptr}};
    std::array<std::string_view, 1> const accepted = {"query"};
    auto const text = refusal([&] { return Arguments(json, accepted).require("query", "a question", "\"Where?\""); });
    EXPECT_EQ(text, "query: expected a question, got nothing. Example: {\"query\": \"Where?\"}");
}

TEST(Arguments, NullAndAbsentAreTheSame) {
    Json const json = {{"a", nullptr}, {"user_id", " ana "}, {"at", "2026-01-01"}, {"flag", true}};
    std::array<std::string_view, 4> const accepted = {"a", "user_id", "at", "flag"};
    Arguments const arguments(json, accepted);
    EXPECT_FALSE(arguments.find("a"));
    EXPECT_FALSE(arguments.find("b"));
    EXPECT_TRUE(arguments.flag("a", true));
    EXPECT_TRUE(arguments.flag("flag", false));
    EXPECT_FALSE(arguments.name("a", "x"));
    EXPECT_EQ(arguments.name("user_id", "x"), "ana") << "blanks around a name are dropped";
    EXPECT_FALSE(arguments.time("a"));
    EXPECT_EQ(arguments.time("at"), core::parse_time("2026-01-01"));
}

TEST(Arguments, ValuesAreReadAtTheEdgesOfWhatIsAllowed) {
    EXPECT_EQ(Value(1, "n").integer(1, 100), 1);
    EXPECT_EQ(Value(100, "n").integer(1, 100), 100);
    EXPECT_EQ(Value(10.0, "n").integer(1, 100), 10) << "some clients send whole numbers so";
    EXPECT_EQ(Value(1, "n").number(0, 1), 1.0);
    EXPECT_EQ(Value(std::string(256, 'x'), "n").name("x").size(), 256u);
    EXPECT_EQ(Value(std::string(1 << 20, 'x'), "n").text("x").size(), 1u << 20);
    EXPECT_EQ(Value(" a\nb ", "n").text("x"), " a\nb ") << "a text stays as it is";
    EXPECT_EQ(Value(0, "n").time(), core::Timestamp{});
    EXPECT_EQ(Value(" 2026-03-14T09:30:00+01:00 ", "n").time(), core::parse_time("2026-03-14T08:30:00Z"));
    EXPECT_EQ(Value("2026-03-14T09:30:00+01:00", "n").date(), "2026-03-14T09:30:00+01:00") << "as it is written";
    EXPECT_EQ(Value(Json{{"a", 1}}, "n").object("{}"), "{\"a\":1}");
    EXPECT_TRUE(Value(Json::array(), "n").items("[]").empty());
}

TEST(Arguments, UnknownOnesAreIgnoredByNameWithTheNearestOne) {
    Json const json = {{"query", "x"}, {"qury", "y"}, {"zzzzzzzz", 1}, {std::string(1000, 'k'), 1}};
    std::array<std::string_view, 2> const accepted = {"query", "limit"};
    auto const ignored = Arguments(json, accepted).ignored();
    ASSERT_EQ(ignored.size(), 3u);
    EXPECT_EQ(ignored[0], std::string(256, 'k')) << "not longer than a name can be";
    EXPECT_EQ(ignored[1], "qury (did you mean query?)");
    EXPECT_EQ(ignored[2], "zzzzzzzz");
}

}  // namespace
}  // namespace keepsake::tools

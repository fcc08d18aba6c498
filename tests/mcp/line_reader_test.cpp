#include "mcp/stdio/line_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace keepsake::mcp {
namespace {

/// What a reader hands out; a line that was too long shows as "TOO LONG".
class Lines {
public:
    explicit Lines(std::size_t longest = 1000) : reader_(longest) {}
    void feed(std::string_view bytes) {
        reader_.feed(
            bytes, [this](std::string_view line) { lines_.emplace_back(line); },
            [this] { lines_.emplace_back("TOO LONG"); });
    }
    void end() {
        reader_.end([this](std::string_view line) { lines_.emplace_back(line); });
    }
    std::vector<std::string> const& all() const { return lines_; }

private:
    LineReader reader_;
    std::vector<std::string> lines_;
};

using Texts = std::vector<std::string>;

Texts lines_of(std::string_view bytes, std::size_t longest = 1000) {
    Lines lines(longest);
    lines.feed(bytes);
    lines.end();
    return lines.all();
}

TEST(LineReader, CutsAtEveryNewline) {
    EXPECT_EQ(lines_of("one\ntwo\nthree\n"), (Texts{"one", "two", "three"}));
    EXPECT_EQ(lines_of(""), Texts{});
}

TEST(LineReader, TakesLinesAsOtherProgramsSendThem) {
    EXPECT_EQ(lines_of("one\r\n\r\n\n  \t\n two \r\n"), (Texts{"one", " two "}));
    EXPECT_EQ(lines_of("one\rtwo\n"), Texts{"one\rtwo"}) << "a carriage return alone ends nothing";
}

TEST(LineReader, TakesALastLineThatNobodyEnded) {
    EXPECT_EQ(lines_of("one\ntwo"), (Texts{"one", "two"}));
    EXPECT_EQ(lines_of("one\n\r"), Texts{"one"});
}

TEST(LineReader, DoesNotCareWhereTheBytesAreSplit) {
    std::string const bytes = "{\"a\":\"é🎉\"}\r\n\n" + std::string(30, 'x') + "\r\nlast\nunended";
    auto const whole = lines_of(bytes, 20);
    ASSERT_EQ(whole, (Texts{"{\"a\":\"é🎉\"}", "TOO LONG", "last", "unended"}));
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
        for (std::size_t second = first; second <= bytes.size(); ++second) {
            Lines lines(20);
            lines.feed(std::string_view(bytes).substr(0, first));
            lines.feed(std::string_view(bytes).substr(first, second - first));
            lines.feed(std::string_view(bytes).substr(second));
            lines.end();
            ASSERT_EQ(lines.all(), whole) << first << " " << second;
        }
    }
    Lines single(20);
    for (char const& byte : bytes) single.feed({&byte, 1});
    single.end();
    EXPECT_EQ(single.all(), whole);
}

TEST(LineReader, PassesOverALineThatIsTooLongAndSaysSoOnce) {
    Lines lines(5);
    lines.feed("12345\n");
    lines.feed("123456");
    lines.feed(std::string(100'000, 'x'));
    EXPECT_EQ(lines.all(), (Texts{"12345", "TOO LONG"})) << "said at once, not at its end";
    lines.feed("\nnext\n1234567\n");
    EXPECT_EQ(lines.all(), (Texts{"12345", "TOO LONG", "next", "TOO LONG"}));
    lines.feed("123456");
    lines.end();
    EXPECT_EQ(lines.all().size(), 5u);
}

}  // namespace
}  // namespace keepsake::mcp

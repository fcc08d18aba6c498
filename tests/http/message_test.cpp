#include "http/message.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "http/answer_text.h"

namespace keepsake::http {
namespace {

TEST(HeadersTest, AreFoundWithoutCaseTheFirstAndWithoutBlanks) {
    Headers const headers{{"Content-Type", " \ttext/plain "}, {"content-type", "other"}, {"Empty", " \t"}};
    EXPECT_EQ(headers.find("CONTENT-TYPE"), "text/plain");
    EXPECT_EQ(headers.find("empty"), "");
    EXPECT_EQ(headers.find("Content-Typ"), std::nullopt);
    EXPECT_EQ(headers.find(""), std::nullopt);
}

TEST(ErrorResponseTest, IsJsonWhateverItQuotes) {
    auto const response = error_response(404, "There is no \"\xff\n\".", {{"Retry-After", "5"}});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.find("content-type"), "application/json");
    EXPECT_EQ(response.headers.find("retry-after"), "5");
    EXPECT_EQ(nlohmann::json::parse(response.body).at("error"), "There is no \"\xef\xbf\xbd\n\".");
}

constexpr std::chrono::sys_seconds example_time{std::chrono::seconds{784111777}};  // RFC 9110, 5.6.7

TEST(HeadTextTest, HasTheFieldsOfItsFraming) {
    EXPECT_EQ(
        head_text({200, {{"X-Name", "value"}}, ""}, {{"Vary", "Origin"}}, {Framing::Body::counted, 12}, example_time),
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Name: value\r\nVary: Origin\r\n"
        "Content-Length: 12\r\n\r\n");
    auto const chunked = head_text({200, {}, ""}, {}, {Framing::Body::chunked, 0, true}, example_time);
    EXPECT_NE(chunked.find("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"), std::string::npos) << chunked;
    auto const old = head_text({204, {}, ""}, {}, {Framing::Body::none, 0, false, true}, example_time);
    EXPECT_NE(old.find("GMT\r\nConnection: keep-alive\r\n\r\n"), std::string::npos) << old;
}

TEST(HeadTextTest, NoValueBeginsAFieldOfItsOwn) {
    Headers const headers{{"X-Name", "a\r\nSet-Cookie: b\x7f"}, {"content-LENGTH", "7"}, {"Connection", "close"}};
    auto const text = head_text({200, headers, ""}, {}, {Framing::Body::counted, 12}, example_time);
    EXPECT_NE(text.find("X-Name: a  Set-Cookie: b \r\nContent-Length: 12\r\n\r\n"), std::string::npos) << text;
}

TEST(ChunkTest, BeginsWithItsSizeInHexadecimalDigits) {
    EXPECT_EQ(chunk_begin(0), "0\r\n");
    EXPECT_EQ(chunk_begin(10), "a\r\n");
    EXPECT_EQ(chunk_begin(0x1f00), "1f00\r\n");
}

}  // namespace
}  // namespace keepsake::http

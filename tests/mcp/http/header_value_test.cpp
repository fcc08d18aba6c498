#include "mcp/http/header_value.h"

#include <gtest/gtest.h>

namespace keepsake::mcp {
namespace {

TEST(HeaderValueTest, PlainTextMeansItself) {
    for (auto const* const text :
         {"", "us-west1", "a b\tc", "=?base64?", "=?base64?=", "=?BASE64?YQ==?=", "=?base64?YQ=="}) {
        EXPECT_EQ(read_header_value(text), text);
    }
}

TEST(HeaderValueTest, Base64IsDecoded) {
    EXPECT_EQ(read_header_value("=?base64?SGVsbG8sIOS4lueVjA==?="), "Hello, \xE4\xB8\x96\xE7\x95\x8C");
    EXPECT_EQ(read_header_value("=?base64?IHBhZGRlZCA=?="), " padded ");
    EXPECT_EQ(read_header_value("=?base64?bGluZTEKbGluZTI=?="), "line1\nline2");
    EXPECT_EQ(read_header_value("=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="), "=?base64?literal?=");
    EXPECT_EQ(read_header_value("=?base64?+/+/?="), "\xFB\xFF\xBF");
    EXPECT_EQ(read_header_value(std::string("=?base64?") + "?="), "");
}

TEST(HeaderValueTest, OnlyCanonicalBase64IsRead) {
    for (auto const* const text :
         {"YQ", "YQ=", "YQ===", "Y", "YR==", "YWJ=", "Y Q=", "YQ==YQ==", "Y=Q=", "====", "-_-_", "a\xC3\xA4=="}) {
        EXPECT_EQ(read_header_value("=?base64?" + std::string(text) + "?="), std::nullopt) << text;
    }
}

TEST(HeaderValueTest, BytesThatNoFieldMayHaveAreRefused) {
    EXPECT_EQ(read_header_value("caf\xC3\xA9"), std::nullopt);
    EXPECT_EQ(read_header_value(std::string("a\0b", 3)), std::nullopt);
    EXPECT_EQ(read_header_value("a\x7F"), std::nullopt);
}

}  // namespace
}  // namespace keepsake::mcp

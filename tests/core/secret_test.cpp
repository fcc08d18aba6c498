#include "core/secret.h"

#include <gtest/gtest.h>

#include <set>

namespace keepsake::core {
namespace {

TEST(EqualSecretsTest, TellsEqualFromOther) {
    EXPECT_TRUE(equal_secrets("a token", "a token"));
    EXPECT_TRUE(equal_secrets("", ""));
    EXPECT_FALSE(equal_secrets("a token", "a tokem"));
    EXPECT_FALSE(equal_secrets("a token", "a token "));
    EXPECT_FALSE(equal_secrets("", "a token"));
    EXPECT_FALSE(equal_secrets(std::string_view("a\0b", 3), "a"));
}

// RFC 4231, test case 2.
TEST(KeyedDigestTest, IsHmacWithSha256) {
    EXPECT_EQ(base64url(keyed_digest("Jefe", "what do ya want for nothing?")),
              "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}

// RFC 4648, section 10, without the padding.
TEST(Base64UrlTest, HasNoPaddingAndNoSignsOfUrls) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xfb\xef\xff"), "--__");
}

TEST(RandomTokenTest, IsNeverTheSame) {
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.insert(random_token());
    EXPECT_EQ(tokens.size(), 100u);
    EXPECT_EQ(tokens.begin()->size(), 32u);
}

}  // namespace
}  // namespace keepsake::core

#include "core/identity.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace keepsake::core {
namespace {

TEST(Identity, AUuidHasTheFormOfVersionSeven) {
    std::regex const form("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    for (int i = 0; i < 100; ++i) {
        auto const uuid = new_uuid();
        EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    }
}

TEST(Identity, NoTwoUuidsAreEqual) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(new_uuid()).second);
}

TEST(Identity, AHashIsTheKnownSha256) {
    EXPECT_EQ(content_hash(""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(content_hash("abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_NE(content_hash(std::string_view("a\0b", 3)), content_hash("a"));
}

}  // namespace
}  // namespace keepsake::core

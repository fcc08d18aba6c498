#include "core/identity.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "support/temporary_directory.h"

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

TEST(Identity, AFilesSumIsThatOfItsBytes) {
    testing::TemporaryDirectory const folder;
    auto const file = folder.path() / "file";
    auto const sum_of = [&](std::string const& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        return file_sha256(file);
    };
    EXPECT_EQ(sum_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sum_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // More than is read at a time, just so and by a byte.
    for (std::size_t const size : {65'536u, 65'537u, 200'000u}) {
        std::string const bytes(size, '\0');
        EXPECT_EQ("sha256:" + sum_of(bytes).value_or(""), content_hash(bytes)) << size;
    }
}

TEST(Identity, ADigestOfWordsPassesOverCaseAndPunctuation) {
    EXPECT_EQ(words_digest("Ana lives in Porto"), words_digest("  \"ANA lives, in Porto!\"\n"));
    EXPECT_NE(words_digest("Ana lives in Porto"), words_digest("Ana lives in Lisbon"));
    EXPECT_NE(words_digest("ab c"), words_digest("a bc"));
    EXPECT_EQ(words_digest(" ... "), 0);
}

TEST(Identity, WhatCannotBeReadHasNoSum) {
    testing::TemporaryDirectory const folder;
    EXPECT_FALSE(file_sha256(folder.path() / "nothing"));
    EXPECT_FALSE(file_sha256(folder.path()));
}

}  // namespace
}  // namespace keepsake::core

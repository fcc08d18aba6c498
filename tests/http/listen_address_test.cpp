#include "http/listen_address.h"

#include <gtest/gtest.h>

namespace keepsake::http {
namespace {

TEST(ListenAddressTest, IsReadWithItsPort) {
    auto const read = [](std::string const& text) { return read_listen_address(text).value(); };
    EXPECT_EQ(read("127.0.0.1:8765").host, "127.0.0.1");
    EXPECT_EQ(read("127.0.0.1:8765").port, 8765);
    EXPECT_EQ(read("[::1]:80").host, "::1");
    EXPECT_EQ(read("localhost:0").port, 0);
    EXPECT_EQ(read("0.0.0.0:65535").port, 65535);
}

TEST(ListenAddressTest, KnowsWhatOnlyThisMachineReaches) {
    for (std::string const text : {"127.0.0.1:1", "127.3.2.1:1", "[::1]:1", "localhost:1"}) {
        EXPECT_TRUE(read_listen_address(text).value().is_loopback()) << text;
    }
    for (std::string const text : {"0.0.0.0:1", "[::]:1", "192.168.1.7:1", "[fe80::1]:1"}) {
        EXPECT_FALSE(read_listen_address(text).value().is_loopback()) << text;
    }
}

TEST(ListenAddressTest, WhatCannotBeReadIsExplained) {
    for (std::string const text : {"", "8765", "127.0.0.1", "127.0.0.1:", ":8765", "127.0.0.1:65536", "127.0.0.1:-1",
                                   "127.0.0.1:+80", "127.0.0.1:80 ", "::1:80", "[::1]", "[127.0.0.1]:80", "[]:80",
                                   "memory.example.org:80", "localhost :80", "http://localhost:80", "1.2.3:80"}) {
        auto const address = read_listen_address(text);
        ASSERT_FALSE(address) << text;
        EXPECT_NE(address.error().message.find("127.0.0.1:8765"), std::string::npos) << address.error().message;
    }
}

}  // namespace
}  // namespace keepsake::http

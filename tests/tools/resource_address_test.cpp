#include "tools/resource_address.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

std::string user_of(std::string_view uri) {
    auto const address = read_address(uri);
    auto const* const user = address ? std::get_if<UserAddress>(&*address) : nullptr;
    return user == nullptr ? "no user" : user->user;
}

TEST(ResourceAddress, ReadsWhatItWrites) {
    core::MemoryId const id{"0198c0de-0000-7000-8000-000000000000"};
    EXPECT_EQ(uri_of(MemoryAddress{id}), "keepsake://memories/0198c0de-0000-7000-8000-000000000000");
    EXPECT_EQ(std::get<MemoryAddress>(*read_address(uri_of(MemoryAddress{id}))).id, id);
    for (auto const* const user : {"ana", "ana@home", "a/b", "100% Zoë", "memories", "..", "a?b#c"})
        EXPECT_EQ(user_of(uri_of(UserAddress{user})), user);
    EXPECT_TRUE(std::holds_alternative<StatsAddress>(*read_address("keepsake://stats")));
    for (auto const* const name : {"Ana", "Café Luz", "AC/DC", "?x#y", "0198c0de-0000-7000-8000-000000000000", "蜂"}) {
        auto const address = read_address(uri_of(EntityAddress{name}));
        ASSERT_TRUE(address) << name;
        EXPECT_EQ(std::get<EntityAddress>(*address).name, name);
    }
    EXPECT_EQ(uri_of(EntityAddress{"Café Luz"}), "keepsake://graph/entities/Caf%C3%A9%20Luz");
}

TEST(ResourceAddress, NamesOneUserHoweverItIsEscaped) {
    EXPECT_EQ(user_of("keepsake://users/%61na/memories"), "ana");
    EXPECT_EQ(user_of("keepsake://users/a%2fb/memories"), "a/b");
}

TEST(ResourceAddress, TakesNothingElse) {
    for (auto const* const uri : {"",
                                  "keepsake:",
                                  "keepsake://",
                                  "keepsake:///stats",
                                  "keepsake://stats/",
                                  "keepsake://stats?x=1",
                                  "keepsake://Stats",
                                  "KEEPSAKE://stats",
                                  "http://stats",
                                  "file:///etc/passwd",
                                  " keepsake://stats",
                                  "keepsake://memories",
                                  "keepsake://memories/",
                                  "keepsake://memories/a/b",
                                  "keepsake://memories/a?b",
                                  "keepsake://memories/a%",
                                  "keepsake://memories/%00",
                                  "keepsake://memories/a%0Ab",
                                  "keepsake://users",
                                  "keepsake://users/",
                                  "keepsake://users/ana",
                                  "keepsake://users//memories",
                                  "keepsake://users/memories",
                                  "keepsake://users/ana/memories/",
                                  "keepsake://users/a/b/memories",
                                  "keepsake://users/ana/turns",
                                  "keepsake://users/%20/memories",
                                  "keepsake://users/%20ana/memories",
                                  "keepsake://users/a%FFb/memories",
                                  "keepsake://users/a%ZZ/memories",
                                  "keepsake://users/{user_id}/memories",
                                  "keepsake://memories/{id}",
                                  "keepsake://graph",
                                  "keepsake://graph/entities",
                                  "keepsake://graph/entities/",
                                  "keepsake://graph/entities/a/b",
                                  "keepsake://graph/entities/%00",
                                  "keepsake://graph/entities/{name}"})
        EXPECT_FALSE(read_address(uri)) << uri;
    EXPECT_FALSE(read_address("keepsake://users/" + std::string(257, 'a') + "/memories"));
    EXPECT_TRUE(read_address("keepsake://users/" + std::string(256, 'a') + "/memories"));
}

}  // namespace
}  // namespace keepsake::tools

#include "core/settings.h"

#include <gtest/gtest.h>

namespace keepsake::core {
namespace {

Result<Settings> read(SettingValues const& environment) { return read_settings({environment, {}, "/home/ana", ""}); }

std::string refusal(SettingValues const& environment) {
    auto const settings = read(environment);
    return settings ? "not refused" : settings.error().message;
}

TEST(HttpSettingsTest, ListensOnThisMachineForEverybodyOnIt) {
    auto const http = read({}).value().http;
    EXPECT_EQ(http.listen, "127.0.0.1:8765");
    EXPECT_EQ(http.api_key, "");
    EXPECT_TRUE(http.allowed_origins.empty());
    EXPECT_TRUE(http.allowed_hosts.empty());
}

TEST(HttpSettingsTest, ListsHaveCommas) {
    auto const settings = read({{"listen", "0.0.0.0:80"},
                                {"api_key", " secret\n"},
                                {"allowed_origins", "https://app.example.org, http://desk.local:3000,"},
                                {"allowed_hosts", "memory.example.org,memory:8765"}})
                              .value();
    EXPECT_EQ(settings.http.listen, "0.0.0.0:80");
    EXPECT_EQ(settings.http.shown_listen, "KEEPSAKE_LISTEN");
    EXPECT_EQ(settings.http.api_key, "secret");
    EXPECT_EQ(settings.http.allowed_origins,
              (std::vector<std::string>{"https://app.example.org", "http://desk.local:3000"}));
    EXPECT_EQ(settings.http.allowed_hosts, (std::vector<std::string>{"memory.example.org", "memory:8765"}));
    EXPECT_TRUE(settings.warnings.empty());
}

TEST(HttpSettingsTest, NoSettingLetsEveryPageIn) {
    for (auto const* const wrong : {"*", "https://*", "app.example.org", "https://app.example.org/page", "://x", "null"}) {
        auto const said = refusal({{"allowed_origins", wrong}});
        EXPECT_NE(said.find("KEEPSAKE_ALLOWED_ORIGINS"), std::string::npos) << wrong << ": " << said;
        EXPECT_NE(said.find("https://app.example.org"), std::string::npos) << said;
    }
    EXPECT_NE(refusal({{"allowed_hosts", "https://memory.example.org"}}).find("KEEPSAKE_ALLOWED_HOSTS"),
              std::string::npos);
}

TEST(HttpSettingsTest, ATokenThatCannotBeSentIsRefusedWithoutBeingShown) {
    auto const said = refusal({{"api_key", "two words"}});
    EXPECT_NE(said.find("KEEPSAKE_API_KEY"), std::string::npos) << said;
    EXPECT_EQ(said.find("two words"), std::string::npos) << said;
}

}  // namespace
}  // namespace keepsake::core

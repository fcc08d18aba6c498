#include "mcp/resource_watch.h"

#include <gtest/gtest.h>

#include "mcp/recording_sink.h"
#include "mcp/shelf.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

constexpr auto never_by_itself = std::chrono::hours(1);

class ResourceWatchTest : public ::testing::Test {
protected:
    void subscribe(std::string const& uri) {
        watch_.watch(connection_, {{}, {uri}});
        connection_->subscribe(uri);
    }
    std::vector<std::string> told() {
        watch_.look();
        std::vector<std::string> uris;
        for (auto const& message : sink_.take())
            uris.push_back(message["params"].value("uri", message["method"].get<std::string>()));
        return uris;
    }
    using Uris = std::vector<std::string>;

    Shelf shelf_;
    RecordingSink sink_;
    Audience audience_;
    std::shared_ptr<Connection> connection_ = std::make_shared<Connection>(sink_);
    ResourceWatch watch_{&shelf_, audience_, never_by_itself};
};

TEST_F(ResourceWatchTest, TellsOfEachChangeOnce) {
    shelf_.put("a", "1");
    subscribe("a");
    EXPECT_EQ(told(), Uris{});
    shelf_.put("a", "2");
    EXPECT_EQ(told(), Uris{"a"});
    EXPECT_EQ(told(), Uris{});
}

TEST_F(ResourceWatchTest, TellsOfWhatChangedBetweenSubscribingAndTheFirstLook) {
    shelf_.put("a", "1");
    subscribe("a");
    shelf_.put("a", "2");
    EXPECT_EQ(told(), Uris{"a"});
}

TEST_F(ResourceWatchTest, TellsOfWhatChangedWhileSomebodyWasAboutToSubscribe) {
    shelf_.put("a", "1");
    watch_.watch(connection_, {{}, {"a"}});
    EXPECT_EQ(told(), Uris{}) << "nobody is interested yet";
    connection_->subscribe("a");
    shelf_.put("a", "2");
    EXPECT_EQ(told(), Uris{"a"});
}

TEST_F(ResourceWatchTest, WhatComesToStandThereAndWhatIsGoneAreChanges) {
    subscribe("a");
    shelf_.put("a", "1");
    EXPECT_EQ(told(), Uris{"a"});
    shelf_.put("a", "");
    EXPECT_EQ(told(), Uris{"a"});
}

TEST_F(ResourceWatchTest, TellsOfTheListOnlyWhoFollowsIt) {
    subscribe("a");
    shelf_.put("b", "1");
    EXPECT_EQ(told(), Uris{});
    watch_.watch(connection_, {{ListKind::resources}, {}});
    connection_->follow(ListKind::resources);
    shelf_.put("c", "1");
    EXPECT_EQ(told(), Uris{"notifications/resources/list_changed"});
}

TEST_F(ResourceWatchTest, NobodyIsToldAfterTheEnd) {
    subscribe("a");
    watch_.stop();
    watch_.stop();
    shelf_.put("a", "2");
    watch_.watch(connection_, {{}, {"b"}});
    EXPECT_TRUE(sink_.take().empty());
}

TEST_F(ResourceWatchTest, WhoHasGoneIsForgotten) {
    subscribe("a");
    connection_.reset();
    shelf_.put("a", "2");
    EXPECT_EQ(told(), Uris{});
    EXPECT_TRUE(audience_.living().empty());
}

TEST(ResourceWatchThreadTest, LooksByItself) {
    Shelf shelf;
    RecordingSink sink;
    Audience audience;
    auto const connection = std::make_shared<Connection>(sink);
    ResourceWatch watch(&shelf, audience, std::chrono::milliseconds(1));
    watch.watch(connection, {{}, {"a"}});
    connection->subscribe("a");
    shelf.put("a", "1");
    std::vector<Json> told;
    while (told.empty()) told = sink.take();
    EXPECT_EQ(told[0]["params"]["uri"], "a");
}

}  // namespace
}  // namespace keepsake::mcp

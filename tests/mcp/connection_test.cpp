#include "mcp/connection.h"

#include <gtest/gtest.h>

#include "mcp/recording_sink.h"

namespace keepsake::mcp {
namespace {

class ClientConnection : public ::testing::Test {
protected:
    testing::RecordingSink sink_;
    Connection connection_{sink_};
};

TEST_F(ClientConnection, KnowsNothingBeforeTheHandshake) {
    EXPECT_FALSE(connection_.is_initialized());
    EXPECT_EQ(connection_.revision(), "");
    connection_.initialize("2025-06-18", "desk");
    EXPECT_TRUE(connection_.is_initialized());
    EXPECT_EQ(connection_.revision(), "2025-06-18");
    EXPECT_EQ(connection_.client(), "desk");
}

TEST_F(ClientConnection, TellsANumberFromATextAsAnId) {
    auto const number = connection_.open(1);
    auto const text = connection_.open("1");
    ASSERT_TRUE(number);
    ASSERT_TRUE(text);
    connection_.cancel("1");
    EXPECT_FALSE(number->stop_requested());
    EXPECT_TRUE(text->stop_requested());
    EXPECT_TRUE(connection_.close(1));
    EXPECT_FALSE(connection_.close("1"));
}

TEST_F(ClientConnection, AnIdIsUsedOnceAtATime) {
    ASSERT_TRUE(connection_.open(1));
    EXPECT_FALSE(connection_.open(1));
    EXPECT_TRUE(connection_.close(1));
    EXPECT_TRUE(connection_.open(1)) << "an answered one is free again";
}

TEST_F(ClientConnection, ClosesAnOpenRequestOnce) {
    EXPECT_FALSE(connection_.close(1)) << "it was never opened";
    ASSERT_TRUE(connection_.open(1));
    EXPECT_TRUE(connection_.close(1));
    EXPECT_FALSE(connection_.close(1));
}

TEST_F(ClientConnection, ACancelledRequestIsToldAndGetsNoAnswer) {
    auto const stop = connection_.open(1);
    connection_.cancel(1);
    connection_.cancel(2);
    EXPECT_TRUE(stop->stop_requested());
    EXPECT_FALSE(connection_.open(1)) << "it still runs";
    EXPECT_FALSE(connection_.close(1));
    EXPECT_TRUE(connection_.open(1));
}

TEST_F(ClientConnection, AllCanBeCancelledAtOnce) {
    auto const one = connection_.open(1);
    auto const two = connection_.open(2);
    connection_.cancel_all();
    EXPECT_TRUE(one->stop_requested());
    EXPECT_TRUE(two->stop_requested());
}

TEST_F(ClientConnection, AStreamHoldsItsIdUntilItEnds) {
    connection_.listen("s");
    connection_.listen(2);
    EXPECT_FALSE(connection_.open("s"));
    connection_.cancel("s");
    EXPECT_TRUE(connection_.open("s")) << "a cancelled stream has ended";
    EXPECT_EQ(connection_.end_listening(), std::vector<Json>{2});
    EXPECT_TRUE(connection_.end_listening().empty());
}

}  // namespace
}  // namespace keepsake::mcp

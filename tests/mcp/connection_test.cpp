#include "mcp/connection.h"

#include <gtest/gtest.h>

#include "mcp/recording_channel.h"
#include "mcp/recording_sink.h"

namespace keepsake::mcp {
namespace {

class ClientConnection : public ::testing::Test {
protected:
    void listen(Json const& id, Interest interest) {
        ASSERT_TRUE(connection_.open(id));
        EXPECT_EQ(connection_.listen(id, channel_, std::move(interest)), Connection::Listens::yes);
    }

    testing::RecordingSink sink_;
    std::shared_ptr<testing::RecordingChannel> channel_ = std::make_shared<testing::RecordingChannel>();
    Connection connection_{sink_};
};

TEST_F(ClientConnection, KnowsNothingBeforeTheHandshake) {
    EXPECT_FALSE(connection_.is_initialized());
    EXPECT_EQ(connection_.handshake().revision, "");
    connection_.initialize({"2025-06-18", "desk"});
    EXPECT_TRUE(connection_.is_initialized());
    EXPECT_EQ(connection_.handshake().revision, "2025-06-18");
    EXPECT_EQ(connection_.handshake().client, "desk");
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
    listen("s", {});
    listen(2, {});
    EXPECT_FALSE(connection_.open(2));
    EXPECT_FALSE(connection_.open("s"));
    connection_.cancel("s");
    EXPECT_TRUE(connection_.open("s")) << "a cancelled stream has ended";
    connection_.end_listening();
    auto const answers = channel_->answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].message["id"], 2);
    EXPECT_EQ(answers[0].message["result"]["resultType"], "complete");
    EXPECT_EQ(answers[0].message["result"]["_meta"][meta::subscription_id], 2);
    connection_.end_listening();
    EXPECT_TRUE(channel_->answers().empty());
}

TEST_F(ClientConnection, WhatWasCancelledOrIsEndingDoesNotBeginToListen) {
    using enum Connection::Listens;
    EXPECT_EQ(connection_.listen(1, channel_, {}), was_cancelled) << "it was never asked for";
    ASSERT_TRUE(connection_.open(1));
    connection_.cancel(1);
    EXPECT_EQ(connection_.listen(1, channel_, {}), was_cancelled);
    for (int id = 2; id < 18; ++id) listen(id, {});
    ASSERT_TRUE(connection_.open(18));
    EXPECT_EQ(connection_.listen(18, channel_, {}), too_many);
    connection_.end_listening();
    ASSERT_TRUE(connection_.open(19));
    EXPECT_EQ(connection_.listen(19, channel_, {}), is_ending);
}

TEST_F(ClientConnection, TellsAStreamOnlyWhatItAskedFor) {
    listen("tools", {{ListKind::tools}, {}});
    listen("one", {{}, {"keepsake://stats"}});
    connection_.tell_list_changed(ListKind::prompts);
    connection_.tell_updated("keepsake://other");
    EXPECT_TRUE(channel_->sent().empty());
    connection_.tell_list_changed(ListKind::tools);
    connection_.tell_updated("keepsake://stats");
    auto const sent = channel_->sent();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0]["method"], "notifications/tools/list_changed");
    EXPECT_EQ(sent[0]["params"]["_meta"][meta::subscription_id], "tools");
    EXPECT_EQ(sent[1]["method"], "notifications/resources/updated");
    EXPECT_EQ(sent[1]["params"]["uri"], "keepsake://stats");
    EXPECT_EQ(sent[1]["params"]["_meta"][meta::subscription_id], "one");
    EXPECT_TRUE(sink_.take().empty()) << "a legacy client has asked for nothing";
}

TEST_F(ClientConnection, TellsALegacyClientWhatItHasSubscribedTo) {
    connection_.subscribe("keepsake://stats");
    connection_.follow(ListKind::resources);
    connection_.tell_updated("keepsake://stats");
    connection_.tell_list_changed(ListKind::resources);
    connection_.tell_list_changed(ListKind::tools);
    auto const sent = sink_.take();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0]["params"], Json({{"uri", "keepsake://stats"}}));
    EXPECT_EQ(sent[1]["method"], "notifications/resources/list_changed");
    connection_.unsubscribe("keepsake://stats");
    connection_.tell_updated("keepsake://stats");
    EXPECT_TRUE(sink_.take().empty());
}

TEST_F(ClientConnection, TakesNoMoreSubscriptionsThanItCanWatch) {
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(connection_.subscribe("keepsake://memories/" + std::to_string(i)));
    EXPECT_FALSE(connection_.subscribe("keepsake://memories/200"));
    EXPECT_TRUE(connection_.subscribe("keepsake://memories/199")) << "it has that one already";
    connection_.unsubscribe("keepsake://memories/0");
    EXPECT_TRUE(connection_.subscribe("keepsake://memories/200"));
}

TEST_F(ClientConnection, AsksAClientThatHasSaidItCanAnswer) {
    connection_.initialize({"2025-06-18", "desk", {{"elicitation", Json::object()}}});
    auto const refused = connection_.ask(*channel_, "sampling/createMessage", Json::object());
    ASSERT_TRUE(refused->look());
    EXPECT_NE(refused->look()->error().message.find("sampling"), std::string::npos);
    EXPECT_TRUE(channel_->sent().empty());

    auto const first = connection_.ask(*channel_, "elicitation/create", {{"message", "Who?"}});
    auto const second = connection_.ask(*channel_, "elicitation/create", {{"message", "When?"}});
    auto const sent = channel_->sent();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[0]["params"]["message"], "Who?");
    EXPECT_NE(sent[0]["id"], sent[1]["id"]);
    connection_.settle({"somebody else's", Json::object(), ""});
    EXPECT_FALSE(first->look());
    connection_.settle({sent[0]["id"], {{"action", "accept"}}, ""});
    EXPECT_EQ(first->look()->value()["action"], "accept");
    connection_.settle({sent[1]["id"], nullptr, "not now"});
    EXPECT_NE(second->look()->error().message.find("not now"), std::string::npos);
}

TEST_F(ClientConnection, WhoHasGoneAnswersNothingAnyMore) {
    connection_.initialize({"2025-06-18", "desk", {{"roots", Json::object()}}});
    auto const asked = connection_.ask(*channel_, "roots/list", Json::object());
    listen(1, {});
    connection_.cancel_all();
    ASSERT_TRUE(asked->look());
    EXPECT_FALSE(*asked->look());
    EXPECT_FALSE(connection_.is_busy());
    EXPECT_EQ(channel_.use_count(), 1);
}

}  // namespace
}  // namespace keepsake::mcp

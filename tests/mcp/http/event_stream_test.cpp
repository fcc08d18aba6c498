#include "mcp/http/event_stream.h"

#include <gtest/gtest.h>

#include <thread>

#include "mcp/http/fake_exchange.h"

namespace keepsake::mcp {
namespace {

using testing::FakeStream;
using testing::Reply;

Json number(int value) { return {{"value", value}}; }

std::vector<int> numbers(Reply const& reply) {
    std::vector<int> values;
    for (auto const& message : reply.messages()) values.push_back(message["value"]);
    return values;
}

class EventStreamTest : public ::testing::Test {
protected:
    static std::pair<std::shared_ptr<Reply>, std::shared_ptr<FakeStream>> response() {
        auto const reply = std::make_shared<Reply>();
        return {reply, std::make_shared<FakeStream>(reply)};
    }

    std::shared_ptr<EventLog> log_ = std::make_shared<EventLog>(10, 1 << 20);
    EventStream stream_{EventStream::Start::waiting, 7, log_};
};

TEST_F(EventStreamTest, WhatCameBeforeTheResponseWaitsForIt) {
    stream_.prime(std::chrono::milliseconds(250));
    stream_.send(number(1));
    auto const [reply, response] = this->response();
    stream_.attach(response);
    stream_.send(number(2));
    EXPECT_EQ(reply->text(),
              "id: 7_0\nretry: 250\ndata: \n\n"
              "event: message\nid: 7_1\ndata: {\"value\":1}\n\n"
              "event: message\nid: 7_2\ndata: {\"value\":2}\n\n");
    EXPECT_FALSE(reply->has_ended());
    stream_.finish();
    stream_.send(number(3));
    EXPECT_TRUE(reply->has_ended());
    EXPECT_EQ(numbers(*reply), (std::vector{1, 2}));
}

TEST_F(EventStreamTest, WithoutALogThereAreNoIds) {
    EventStream plain(EventStream::Start::detached);
    plain.send(number(1));
    auto const [reply, response] = this->response();
    plain.attach(response);
    plain.prime(std::chrono::milliseconds(1));
    plain.send(number(2));
    EXPECT_EQ(reply->text(), "event: message\ndata: {\"value\":2}\n\n");
    EXPECT_FALSE(plain.resume(response, 0));
}

TEST_F(EventStreamTest, APausedStreamGoesOnWhereTheClientWas) {
    auto const [first, one] = response();
    stream_.prime(std::chrono::milliseconds(1));
    stream_.attach(one);
    stream_.pause();
    EXPECT_TRUE(first->has_ended());
    EXPECT_FALSE(stream_.is_open());
    stream_.send(number(1));
    stream_.send(number(2));

    auto const [second, two] = response();
    EXPECT_TRUE(stream_.resume(two, 0));
    stream_.send(number(3));
    EXPECT_EQ(numbers(*second), (std::vector{1, 2, 3}));
    EXPECT_FALSE(second->has_ended());
    EXPECT_TRUE(stream_.is_open());

    auto const [third, three] = response();
    EXPECT_TRUE(stream_.resume(three, 2));
    EXPECT_TRUE(second->has_ended());
    EXPECT_EQ(numbers(*third), std::vector{3});
}

TEST_F(EventStreamTest, AFinishedStreamIsToldAgainAndEnds) {
    auto const [first, one] = response();
    stream_.attach(one);
    stream_.send(number(1));
    stream_.send(number(2));
    stream_.finish();
    auto const [second, two] = response();
    EXPECT_TRUE(stream_.resume(two, 0));
    EXPECT_EQ(numbers(*second), std::vector{2});
    EXPECT_TRUE(second->has_ended());
    auto const [third, three] = response();
    EXPECT_FALSE(stream_.resume(three, 2)) << "there was no such event";
    EXPECT_FALSE(third->has_ended());
}

TEST_F(EventStreamTest, FinishedBeforeItsResponseItStillTellsAll) {
    stream_.send(number(1));
    stream_.finish();
    auto const [reply, response] = this->response();
    stream_.attach(response);
    EXPECT_EQ(numbers(*reply), std::vector{1});
    EXPECT_TRUE(reply->has_ended());
}

TEST_F(EventStreamTest, ASecondResponseTakesTheFirstOnesPlace) {
    EventStream standalone(EventStream::Start::detached, 0, log_);
    auto const [first, one] = response();
    auto const [second, two] = response();
    standalone.attach(one);
    standalone.attach(two);
    standalone.send(number(1));
    EXPECT_TRUE(first->has_ended());
    EXPECT_EQ(numbers(*first), std::vector<int>{});
    EXPECT_EQ(numbers(*second), std::vector{1});
}

TEST_F(EventStreamTest, EndsWithItsOwner) {
    auto const [reply, response] = this->response();
    {
        EventStream owned(EventStream::Start::waiting);
        owned.attach(response);
    }
    EXPECT_TRUE(reply->has_ended());
}

TEST_F(EventStreamTest, KeepsTheOrderOfItsEventsWhoeverSends) {
    auto const log = std::make_shared<EventLog>(4000, 1 << 20);
    EventStream stream(EventStream::Start::waiting, 1, log);
    auto const [reply, response] = this->response();
    stream.attach(response);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 200; ++n) stream.send(number(n));
            });
        }
    }
    auto const events = reply->events();
    ASSERT_EQ(events.size(), 800u);
    for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].id, "1_" + std::to_string(i));
}

}  // namespace
}  // namespace keepsake::mcp

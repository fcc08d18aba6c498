#include "http/event_text.h"

#include <gtest/gtest.h>

namespace keepsake::http {
namespace {

TEST(EventTextTest, HasAFieldForEachThingGiven) {
    EXPECT_EQ(event_text({"message", "7", "{\"a\":1}", 3000}),
              "event: message\nid: 7\nretry: 3000\ndata: {\"a\":1}\n\n");
    EXPECT_EQ(event_text({"", "", "text"}), "data: text\n\n");
    EXPECT_EQ(event_text({"", "7", ""}), "id: 7\ndata: \n\n");
}

TEST(EventTextTest, EveryLineOfTheDataIsAField) {
    EXPECT_EQ(event_text({"", "", "a\nb\r\nc\rd\n"}), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
}

TEST(EventTextTest, ANameOrIdStaysOnItsLine) {
    EXPECT_EQ(event_text({"a\ndata: x", std::string_view("7\r\n\0", 4), "b"}), "event: adata: x\nid: 7\ndata: b\n\n");
}

TEST(EventStreamHeadTest, IsAStreamThatNobodyKeeps) {
    auto const head = event_stream_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.find("content-type"), "text/event-stream");
    EXPECT_EQ(head.headers.find("cache-control"), "no-store");
}

}  // namespace
}  // namespace keepsake::http

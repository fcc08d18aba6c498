#include "tools/views.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

using memory::ChangeEvent;
using memory::EventStatus;

memory::EventRecord event(EventStatus status) {
    return {
        .id = {"e1"},
        .status = status,
        .attempts = 2,
        .error = "the endpoint is not there",
        .results = {{{"m1"}, "Ana lives in Porto.", ChangeEvent::update, "Ana lives in Lisbon."},
                    {{"m2"}, "Ana has a dog.", ChangeEvent::none, std::nullopt}},
        .relations = {{"Ana", "lives in", "Porto", ChangeEvent::add}, {"Ana", "lives in", "Lisbon", ChangeEvent::end}},
        .created_at = {},
        .started_at = {},
        .completed_at = {}};
}

Json const results = {
    {{"id", "m1"}, {"memory", "Ana lives in Porto."}, {"event", "UPDATE"}, {"previous_memory", "Ana lives in Lisbon."}},
    {{"id", "m2"}, {"memory", "Ana has a dog."}, {"event", "NOOP"}}};
Json const relations = {{{"source", "Ana"}, {"relation", "lives in"}, {"target", "Porto"}, {"event", "ADD"}},
                        {{"source", "Ana"}, {"relation", "lives in"}, {"target", "Lisbon"}, {"event", "DELETE"}}};

TEST(Views, AnEventShowsMemoriesAndRelations) {
    auto const view = event_view(event(EventStatus::succeeded));
    EXPECT_EQ(view["results"], results);
    EXPECT_EQ(view["relations"], relations);
}

TEST(Views, AHitSaysHowSureItIsWhenThatIsLittle) {
    memory::MemoryRecord memory;
    for (double const sure : {1.0, .5}) {
        memory.content.confidence = sure;
        EXPECT_FALSE(hit_view(memory, .5).contains("confidence")) << sure;
    }
    memory.content.confidence = .25;
    EXPECT_EQ(hit_view(memory, .5)["confidence"], .25);
}

memory::AddAnswer added(EventStatus status) {
    return {.event = {"e1"}, .status = status, .results = {}, .relations = {}, .similar = {{{"m9"}, "Ana moved."}}};
}

TEST(Views, WhatIsNotDoneYetIsPendingForWhoAddsIt) {
    for (auto const status : {EventStatus::pending, EventStatus::running}) {
        auto const view = added_view(added(status));
        EXPECT_EQ(view["status"], "PENDING");
        EXPECT_EQ(view["message"], "Saved; nothing more to do.");
        EXPECT_EQ(completed_view(view, event(status)), view) << "only its end changes an answer";
    }
}

TEST(Views, WhatASuccessMadeIsInTheAnswer) {
    auto const view = completed_view(added_view(added(EventStatus::pending)), event(EventStatus::succeeded));
    EXPECT_EQ(view["status"], "SUCCEEDED");
    EXPECT_EQ(view["message"], "Saved; nothing more to do.");
    EXPECT_EQ(view["results"], results);
    EXPECT_EQ(view["relations"], relations);
    EXPECT_EQ(view["similar"][0]["id"], "m9");
    EXPECT_FALSE(view.contains("error"));
}

TEST(Views, AFailureSaysWhyAndWhatHappensNext) {
    auto const view = completed_view(added_view(added(EventStatus::pending)), event(EventStatus::failed));
    EXPECT_EQ(view["status"], "FAILED");
    EXPECT_EQ(view["error"], "the endpoint is not there");
    EXPECT_NE(view["message"].get<std::string>().find("keepsake jobs retry e1"), std::string::npos) << view["message"];
}

}  // namespace
}  // namespace keepsake::tools

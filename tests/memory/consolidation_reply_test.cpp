#include "memory/consolidation/consolidation_reply.h"

#include <gtest/gtest.h>

namespace keepsake::memory {
namespace {

using Places = std::vector<std::size_t>;

ConsolidationReply read(std::string const& text) {
    auto reply = read_consolidation_reply(text);
    EXPECT_TRUE(reply) << (reply ? "" : reply.error().message);
    return reply ? std::move(reply).value() : ConsolidationReply{};
}

/// Decisions of a reply beside one that can be read.
std::vector<ProposedDecision> beside_one(std::string const& decision) {
    auto reply = read("{\"decisions\": [{\"fact\": 99, \"event\": \"ADD\"}, " + decision + "]}");
    EXPECT_FALSE(reply.decisions.empty());
    if (!reply.decisions.empty()) reply.decisions.erase(reply.decisions.begin());
    return reply.decisions;
}

std::optional<DecisionEvent> event_of(std::string const& name) {
    auto const decisions = beside_one("{\"fact\": 0, \"event\": \"" + name + "\"}");
    return decisions.empty() ? std::nullopt : std::optional(decisions[0].event);
}

TEST(ConsolidationReply, IsReadAsItWasAskedFor) {
    auto const reply = read(R"({"decisions": [
        {"fact": 1, "event": "UPDATE", "memory": 3, "text": "Ana dislikes pizza", "reason": "newer"},
        {"fact": 0, "event": "DELETE", "memory": 0, "text": null, "reason": "over"}],
        "relation_decisions": [{"relation": 2, "event": "ADD", "ends": [1, 0], "reason": "moved"}]})");
    ASSERT_EQ(reply.decisions.size(), 2u);
    EXPECT_EQ(reply.decisions[0].fact, 1u);
    EXPECT_EQ(reply.decisions[0].event, DecisionEvent::update);
    EXPECT_EQ(reply.decisions[0].memory, 3u);
    EXPECT_EQ(reply.decisions[0].text, "Ana dislikes pizza");
    EXPECT_EQ(reply.decisions[0].reason, "newer");
    EXPECT_EQ(reply.decisions[1].event, DecisionEvent::end);
    EXPECT_FALSE(reply.decisions[1].text);
    ASSERT_EQ(reply.relation_decisions.size(), 1u);
    EXPECT_EQ(reply.relation_decisions[0].relation, 2u);
    EXPECT_EQ(reply.relation_decisions[0].event, DecisionEvent::add);
    EXPECT_EQ(reply.relation_decisions[0].ends, (Places{0, 1}));
    EXPECT_EQ(reply.relation_decisions[0].reason, "moved");
}

TEST(ConsolidationReply, EventsHaveSeveralSpellings) {
    EXPECT_EQ(event_of("add"), DecisionEvent::add);
    EXPECT_EQ(event_of("Update"), DecisionEvent::update);
    EXPECT_EQ(event_of("DEL"), DecisionEvent::end);
    EXPECT_EQ(event_of("delete"), DecisionEvent::end);
    EXPECT_EQ(event_of("NOOP"), DecisionEvent::none);
    EXPECT_EQ(event_of("none"), DecisionEvent::none);
    EXPECT_EQ(event_of("MERGE"), std::nullopt);
    EXPECT_EQ(event_of(""), std::nullopt);
}

TEST(ConsolidationReply, ADecisionThatCannotBeReadIsLeftOutAlone) {
    for (auto const* const decision :
         {R"({"fact": "zero", "event": "UPDATE", "memory": null})", R"({"fact": 0, "event": "DELETE", "memory": -1})",
          R"({"event": "ADD"})", R"({"fact": 0, "event": "DELETE", "memory": "the first"})",
          R"({"fact": 0.5, "event": "ADD"})", R"({"fact": 0, "event": "DELETE", "memory": [1]})",
          R"({"fact": 0, "event": 4})", R"({"fact": true, "event": "ADD"})", "7", "null", "\"ADD\"",
          R"({"fact": 0, "event": "DELETE", "memory": 1e300})"}) {
        EXPECT_TRUE(beside_one(decision).empty()) << decision;
    }
}

TEST(ConsolidationReply, NumbersMayBeTextsAndNoMemoryHasManyNames) {
    auto const decisions = beside_one(R"({"fact": "1", "event": "DELETE", "memory": " 2 "})");
    ASSERT_EQ(decisions.size(), 1u);
    EXPECT_EQ(decisions[0].fact, 1u);
    EXPECT_EQ(decisions[0].memory, 2u);
    for (auto const* const none : {"null", "None", "\"\"", "\"null\"", "\"none\""}) {
        auto const added = beside_one(R"({"fact": 0, "event": "ADD", "memory": )" + std::string(none) + "}");
        ASSERT_EQ(added.size(), 1u) << none;
        EXPECT_FALSE(added[0].memory) << none;
    }
}

TEST(ConsolidationReply, ABlankTextIsNone) {
    auto const decisions = beside_one(R"({"fact": 0, "event": "UPDATE", "memory": 1, "text": " "})");
    ASSERT_EQ(decisions.size(), 1u);
    EXPECT_FALSE(decisions[0].text);
}

TEST(ConsolidationReply, RelationsAreOnlyAddedOrKnown) {
    auto const reply = read(R"({"decisions": [], "relation_decisions": [
        {"relation": 0, "event": "DELETE", "ends": [1]}, {"relation": "1", "event": "none", "ends": null},
        {"relation": 2, "event": "add", "ends": ["3", 3, -1, "x", 2.0]}, {"relation": 3, "event": "ADD", "ends": 4},
        {"event": "ADD"}, 5]})");
    ASSERT_EQ(reply.relation_decisions.size(), 3u);
    EXPECT_EQ(reply.relation_decisions[0].event, DecisionEvent::none);
    EXPECT_EQ(reply.relation_decisions[0].ends, Places{});
    EXPECT_EQ(reply.relation_decisions[1].ends, (Places{2, 3}));
    EXPECT_EQ(reply.relation_decisions[2].ends, Places{4});
    EXPECT_TRUE(read(R"({"decisions": [], "relation_decisions": "none"})").relation_decisions.empty());
}

TEST(ConsolidationReply, DecisionsOfAWrongKindAreAMistakeOfTheWhole) {
    EXPECT_FALSE(read_consolidation_reply(R"({"facts": 7, "decisions": "none", "relations": {"a": 1}})"));
    EXPECT_FALSE(read_consolidation_reply(R"({"relation_decisions": []})"));
    EXPECT_FALSE(read_consolidation_reply(R"({"decisions": [{"id": 4, "action": "DELETE"}]})"));
    EXPECT_FALSE(read_consolidation_reply(R"({"decisions": [{"fact": 0, "event": "ADD"}, {"fact)"));
    EXPECT_TRUE(read(R"([{"fact": 0, "event": "ADD"}])").decisions.size() == 1);
}

}  // namespace
}  // namespace keepsake::memory

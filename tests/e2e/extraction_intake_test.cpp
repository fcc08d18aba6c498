// What of a call reaches the model: nothing twice, no echo, and of a long conversation one part after the other.

#include <gtest/gtest.h>

#include <set>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

using ExtractionIntakeTest = ExtractionTest;

TEST_F(ExtractionIntakeTest, the_same_call_again_asks_nobody_and_has_the_same_event) {
    auto const said = conversation({"Ana lives in Porto.", "Ana likes tea."});
    auto const first = add_and_wait(said);
    auto const again = add_and_wait(said);
    EXPECT_EQ(again.at("event_id"), first.at("event_id"));
    EXPECT_EQ(again.at("status"), "SUCCEEDED");
    EXPECT_EQ(again.at("results"), first.at("results"));
    EXPECT_EQ(model.questions().size(), 1U);
    EXPECT_EQ(facts().size(), 2U);
    EXPECT_EQ(texts(checked("list_memories", {{"kinds", {"turn"}}})).size(), 2U);
}

TEST_F(ExtractionIntakeTest, the_same_call_again_waits_for_the_job_that_runs) {
    auto const said = conversation({"Ana lives in Porto.", "Ana likes tea."});
    model.hold(extraction);
    auto const first = submitted(said);
    ASSERT_TRUE(model.wait_for_questions(1));
    EXPECT_EQ(submitted(said), first);
    model.release();
    auto const answer = add_and_wait(said);
    EXPECT_EQ(answer.at("event_id"), first);
    EXPECT_EQ(texts(answer), (Words{"Ana lives in Porto.", "Ana likes tea."}));
    EXPECT_EQ(model.questions().size(), 1U);
}

TEST_F(ExtractionIntakeTest, a_history_with_one_turn_more_asks_about_that_turn) {
    add_and_wait(conversation({"Ana lives in Porto.", "Ana likes tea."}));
    auto const answer = add_and_wait(conversation({"Ana lives in Porto.", "Ana likes tea.", "Ana has a dog."}));
    EXPECT_EQ(texts(answer), Words{"Ana has a dog."});
    auto const asked = model.asked(extraction);
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(texts_in(asked[1], "turns"), Words{"Ana has a dog."});
    EXPECT_EQ(texts_in(asked[1], "recent"), (Words{"Ana lives in Porto.", "Ana likes tea."}));
    EXPECT_EQ(asked[1].at("summary"), "They talked.");
}

TEST_F(ExtractionIntakeTest, tool_and_system_messages_are_context) {
    auto said = conversation({"Ana lives in Porto."});
    said["messages"].push_back({{"role", "tool"}, {"content", "The weather in Porto is fine."}});
    said["messages"].push_back({{"role", "system"}, {"content", "You are helpful."}});
    said["messages"].push_back({{"role", "user"}, {"content", "Ana likes rain."}});
    add_and_wait(said);
    EXPECT_EQ(texts_in(model.asked(extraction).at(0), "turns"), (Words{"Ana lives in Porto.", "Ana likes rain."}));
    EXPECT_EQ(texts_in(model.asked(extraction).at(0), "recent"),
              (Words{"The weather in Porto is fine.", "You are helpful."}));
}

TEST_F(ExtractionIntakeTest, memories_that_were_found_and_pasted_back_become_nothing) {
    Words const known = {"Ana lives in Porto.", "Ana likes tea with honey.", "Ana's dog is called Rex."};
    add_and_wait(conversation(known));
    auto const answer = found("Ana");
    ASSERT_EQ(sorted(texts(answer)), sorted(known));
    std::string list = "I found this:\n";
    std::string quoted;
    for (auto const& fact : texts(answer)) {
        list += "- " + fact + "\n";
        quoted += "> " + fact + "\n";
    }
    for (int round = 0; round < 10; ++round) {
        Json const messages = {{{"role", "tool"}, {"content", answer.dump()}},
                               {{"role", "assistant"}, {"content", answer.dump()}},
                               {{"role", "assistant"}, {"content", list}},
                               {{"role", "user"}, {"content", quoted}}};
        auto const echoed =
            checked("add_memory", {{"messages", messages}, {"session_id", "echo" + std::to_string(round)}});
        EXPECT_EQ(echoed.at("status"), "SUCCEEDED");
        EXPECT_EQ(echoed.at("results"), Json::array());
    }
    EXPECT_EQ(facts(), sorted(known));
    EXPECT_EQ(model.questions().size(), 1U);
    EXPECT_EQ(add_and_wait(conversation({"Ana lives in Porto, with Leo."}, "later")).at("status"), "SUCCEEDED");
    EXPECT_EQ(model.asked(extraction).size(), 2U) << "more than an echo";
}

TEST_F(ExtractionIntakeTest, what_another_process_handed_out_is_an_echo_too) {
    add_and_wait(conversation({"Ana lives in Porto."}));
    auto const other = start();
    ASSERT_EQ(texts(other->call_ok("search_memory", {{"query", "Porto"}})), Words{"Ana lives in Porto."});
    other->close_input();
    EXPECT_EQ(other->wait_exit().code, 0);
    auto const echoed = checked("add_memory", conversation({"\"Ana lives in Porto.\""}, "evening"));
    EXPECT_EQ(echoed.at("status"), "SUCCEEDED");
    EXPECT_EQ(model.questions().size(), 1U);
}

class QuietWindowTest : public ExtractionTest {
protected:
    // Longer than the test takes; only a call that waits begins before.
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_QUIET_MS"] = "3600000";
        return all;
    }
};

TEST_F(QuietWindowTest, messages_that_come_one_by_one_become_one_question) {
    Words said;
    std::set<std::string> events;
    for (int number = 0; number < 6; ++number) {
        said.push_back("Ana owns " + std::to_string(number) + " bicycles.");
        events.insert(submitted(conversation({said.back()})));
    }
    said.push_back("Ana sells them.");
    auto const answer = add_and_wait(conversation({said.back()}));
    events.insert(answer.at("event_id").get<std::string>());
    EXPECT_EQ(events.size(), 1U);
    EXPECT_EQ(texts(answer), said);
    ASSERT_EQ(model.asked(extraction).size(), 1U);
    EXPECT_EQ(texts_in(model.asked(extraction).at(0), "turns"), said);
}

TEST_F(QuietWindowTest, sessions_are_kept_apart) {
    auto const other = submitted(conversation({"Ana likes tea."}, "evening"));
    auto const answer = add_and_wait(conversation({"Ana lives in Porto."}, "morning"));
    EXPECT_NE(answer.at("event_id"), other);
    EXPECT_TRUE(comes_to(other, "SUCCEEDED"));
    for (auto const& document : model.asked(extraction)) EXPECT_EQ(document.at("turns").size(), 1U);
}

class LongConversationTest : public ExtractionTest {
protected:
    static constexpr std::size_t most_tokens = 100'000;
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_MAX_PROMPT_TOKENS"] = std::to_string(most_tokens);
        all["KEEPSAKE_LLM_WAIT_MS"] = "3600000";
        return all;
    }
};

TEST_F(LongConversationTest, five_thousand_turns_are_cut_between_turns) {
    model.reply_to(extraction, [](Json const&) { return extracted_facts(Json::array()); });
    Words const scripts = {"I rode 🚴‍♀️ to the 🏖️ and back",
                           "גרתי בחיפה שנתיים وانتقلت إلى الدار البيضاء", "我去年搬到了上海,现在住在静安区",
                           "Ich war gestern in Köln"};
    Words said;
    std::size_t bytes = 0;
    for (std::size_t number = 0; number < 5000; ++number) {
        said.push_back("turn " + std::to_string(number));
        while (said.back().size() < 600) said.back() += " " + scripts[number % scripts.size()];
        bytes += said.back().size();
    }
    ASSERT_GE(bytes, 3'000'000U);
    auto const answer = add_and_wait(conversation(said));
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(answer.at("results"), Json::array());

    Words asked;
    auto const documents = model.asked(extraction);
    EXPECT_GT(documents.size(), 5U);
    for (auto const& document : documents) {
        EXPECT_LE(document.dump().size(), most_tokens * 5) << "four bytes each, and what stands around the texts";
        for (auto const& text : texts_in(document, "turns")) asked.push_back(text);
    }
    EXPECT_TRUE(asked == said) << asked.size() << " turns were asked about";
    EXPECT_EQ(checked("list_memories", {{"kinds", {"turn"}}}).at("total"), 5000);
    EXPECT_EQ(model.questions().size(), documents.size());
}

}  // namespace
}  // namespace keepsake::testing

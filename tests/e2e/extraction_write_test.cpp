// From a conversation to facts: what add_memory answers, and what is stored.

#include <gtest/gtest.h>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

using ExtractionWriteTest = ExtractionTest;

/// Who said what when, and what is made of it.
Json marathon() {
    return {{"messages",
             {{{"role", "user"},
               {"name", "Ana"},
               {"content", "My coworker Tom ran a marathon last Saturday!"},
               {"time", "2024-03-12T09:00:00+00:00"}},
              {{"role", "assistant"}, {"content", "Great!"}, {"time", "2024-03-12T09:01:00+00:00"}}}},
            {"session_id", "morning"}};
}

Json marathon_reply(Json const&) {
    auto const fact = proposed_fact("Ana's coworker Tom ran a marathon on 2024-03-09.", {0},
                                    {{"event_date", "2024-03-09"}, {"category", "personal"}, {"confidence", .8}});
    Json const relation = {{"source", "Ana"}, {"source_type", "person"}, {"relation", "works_with"},
                           {"target", "Tom"}, {"target_type", "person"}, {"sources", {0}},
                           {"fact", 0},       {"valid_from", nullptr}};
    return extracted_facts(Json::array({fact}), Json::array({relation}));
}

TEST_F(ExtractionWriteTest, a_call_that_waits_gets_the_facts_and_relations) {
    model.reply_to(extraction, marathon_reply);
    auto const answer = add_and_wait(marathon());
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(answer.at("message"), "Saved; nothing more to do.");
    ASSERT_EQ(texts(answer), Words{"Ana's coworker Tom ran a marathon on 2024-03-09."});
    EXPECT_EQ(each(answer.at("results"), "event"), Words{"ADD"});
    EXPECT_EQ(answer.at("relations"),
              Json::parse(R"([{"source": "Ana", "relation": "works_with", "target": "Tom", "event": "ADD"}])"));
    auto const remembered = event(answer.at("event_id"));
    EXPECT_EQ(remembered.at("status"), "SUCCEEDED");
    EXPECT_EQ(remembered.at("attempts"), 1);
    EXPECT_EQ(remembered.at("results"), answer.at("results"));
    EXPECT_EQ(remembered.at("relations"), answer.at("relations"));
}

TEST_F(ExtractionWriteTest, a_fact_knows_where_it_comes_from) {
    model.reply_to(extraction, marathon_reply);
    auto const id = ids(add_and_wait(marathon())).at(0);
    auto const fact = checked("get_memory", {{"memory_id", id}, {"history", true}});
    EXPECT_EQ(fact.at("kind"), "fact");
    EXPECT_EQ(fact.at("session_id"), "morning");
    EXPECT_EQ(fact.at("event_date"), "2024-03-09");
    EXPECT_EQ(fact.at("categories"), Json::array({"personal"}));
    EXPECT_DOUBLE_EQ(fact.at("confidence").get<double>(), .8);
    EXPECT_TRUE(fact.at("valid_from").get<std::string>().starts_with("2024-03-09")) << fact;
    ASSERT_EQ(each(fact.at("sources"), "text"), Words{"My coworker Tom ran a marathon last Saturday!"});
    EXPECT_EQ(fact.at("sources").at(0).at("speaker"), "Ana");
    EXPECT_TRUE(fact.at("sources").at(0).at("time").get<std::string>().starts_with("2024-03-12T09:00:00"));
    ASSERT_EQ(each(fact.at("history"), "event"), Words{"ADD"});
    EXPECT_EQ(fact.at("history").at(0).at("actor"), LanguageModel::name);
    EXPECT_NE(fact.at("history").at(0).at("reason"), "");
}

TEST_F(ExtractionWriteTest, a_name_that_nobody_said_halves_the_confidence) {
    model.reply_to(extraction, [](Json const&) {
        return extracted_facts({proposed_fact("Ana's coworker Bruno ran a marathon in 1999.", {0})});
    });
    auto const id = ids(add_and_wait(marathon())).at(0);
    EXPECT_DOUBLE_EQ(memory(id).at("confidence").get<double>(), .45);
}

TEST_F(ExtractionWriteTest, the_model_is_asked_as_the_contract_says) {
    add_and_wait(marathon());
    ASSERT_EQ(model.questions().size(), 1U);
    auto const question = model.questions().at(0);
    EXPECT_EQ(question.purpose, extraction);
    EXPECT_EQ(question.authorization, std::string("Bearer ") + LanguageModel::key);
    auto const& turns = question.document.at("turns");
    ASSERT_EQ(turns.size(), 2U);
    EXPECT_EQ(turns.at(0).at("n"), 0);
    EXPECT_EQ(turns.at(0).at("speaker"), "Ana");
    EXPECT_EQ(turns.at(0).at("role"), "user");
    EXPECT_EQ(turns.at(0).at("text"), "My coworker Tom ran a marathon last Saturday!");
    EXPECT_TRUE(turns.at(0).at("time").get<std::string>().starts_with("2024-03-12T09:00:00"));
    EXPECT_EQ(turns.at(1).at("speaker"), "assistant");
    EXPECT_EQ(question.document.at("recent"), Json::array());
}

TEST_F(ExtractionWriteTest, a_call_that_does_not_wait_is_answered_before_the_model_has) {
    model.hold(extraction);
    auto const answer = checked("add_memory", conversation({"Ana lives in Porto."}));
    EXPECT_EQ(answer.at("status"), "PENDING");
    EXPECT_EQ(answer.at("message"), "Saved; nothing more to do.");
    EXPECT_EQ(answer.at("results"), Json::array());
    ASSERT_TRUE(model.wait_for_questions(1));
    auto const running = event(answer.at("event_id"));
    EXPECT_EQ(running.at("status"), "RUNNING");
    EXPECT_TRUE(running.contains("started_at"));
    EXPECT_FALSE(running.contains("completed_at"));
    model.release();
    EXPECT_TRUE(comes_to(answer.at("event_id"), "SUCCEEDED"));
    auto const ended = event(answer.at("event_id"));
    EXPECT_EQ(texts(ended), Words{"Ana lives in Porto."});
    EXPECT_TRUE(ended.contains("completed_at"));
}

TEST_F(ExtractionWriteTest, turns_are_found_until_the_facts_stand_for_them) {
    model.reply_to(extraction,
                   [](Json const&) { return extracted_facts({proposed_fact("Ana lives in Porto.", {0})}); });
    model.hold(extraction);
    auto const pending = submitted(conversation({"I have moved, to Porto."}));
    EXPECT_EQ(texts(found("Porto")), Words{"I have moved, to Porto."});
    model.release();
    ASSERT_TRUE(comes_to(pending, "SUCCEEDED"));
    EXPECT_EQ(texts(found("Porto")), Words{"Ana lives in Porto."});
    EXPECT_EQ(texts(checked("list_memories")), Words{"Ana lives in Porto."});
    EXPECT_EQ(texts(found("Porto", {{"kinds", {"turn"}}})), Words{"I have moved, to Porto."});
    EXPECT_EQ(texts(checked("list_memories", {{"kinds", {"turn"}}})), Words{"I have moved, to Porto."});
}

TEST_F(ExtractionWriteTest, a_conversation_without_facts_leaves_its_turns_as_turns) {
    model.reply_to(extraction, [](Json const&) { return extracted_facts(Json::array()); });
    auto const answer = add_and_wait(conversation({"Hello!", "Thank you."}));
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(answer.at("results"), Json::array());
    EXPECT_EQ(total(), 0);
    EXPECT_EQ(texts(checked("list_memories", {{"kinds", {"turn"}}})).size(), 2U);
}

TEST_F(ExtractionWriteTest, a_text_is_one_turn_of_the_user) {
    auto const answer = add_and_wait({{"text", "Ana lives in Porto."}});
    EXPECT_EQ(texts(answer), Words{"Ana lives in Porto."});
    EXPECT_EQ(model.asked(extraction).at(0).at("turns").at(0).at("role"), "user");
    EXPECT_EQ(facts(), Words{"Ana lives in Porto."});
}

TEST_F(ExtractionWriteTest, infer_false_stores_as_it_is_and_asks_nobody) {
    auto conversed = conversation({"I have moved."});
    conversed["infer"] = false;
    auto const answer = checked("add_memory", conversed);
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(texts(answer), Words{"I have moved."});
    EXPECT_EQ(memory(ids(answer).at(0)).at("kind"), "turn");
    EXPECT_EQ(texts(found("moved")), Words{"I have moved."});
    checked("add_memory", {{"text", "Ana lives in Porto."}, {"infer", false}});
    EXPECT_EQ(facts(), Words{"Ana lives in Porto."});
    EXPECT_EQ(model.questions().size(), 0U);
}

TEST_F(ExtractionWriteTest, wishes_of_a_call_reach_the_model) {
    auto wished = conversation({"Ana lives in Porto."});
    wished.update({{"custom_instructions", "Names in capitals."},
                   {"includes", "places"},
                   {"excludes", "health"},
                   {"custom_categories", {{"home", "where somebody lives"}}}});
    add_and_wait(wished);
    auto const document = model.asked(extraction).at(0);
    for (auto const* const wish : {"Names in capitals.", "places", "health"})
        EXPECT_TRUE(says(document.at("instructions"), wish));
    EXPECT_EQ(document.at("categories"), Json({{"home", "where somebody lives"}}));
}

}  // namespace
}  // namespace keepsake::testing

// New facts and what is known already: added, updated, ended, said again.

#include <gtest/gtest.h>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

Json decided(int fact, std::string const& event, Json memory, std::string const& reason, Json text = nullptr) {
    return {
        {"fact", fact}, {"event", event}, {"memory", std::move(memory)}, {"text", std::move(text)}, {"reason", reason}};
}

/// Ana's second conversation changes her mind, her state and nothing of her hobby.
Json second_thoughts(Json const& document) {
    Json decisions = Json::array();
    for (auto const& fact : document.at("facts")) {
        auto const n = fact.at("n").get<int>();
        auto const text = fact.at("text").get<std::string>();
        if (text == "Ana dislikes pizza.")
            decisions.push_back(
                decided(n, "UPDATE", number_of(document, "Ana likes pizza."), "changed her mind", text));
        if (text == "Ana is married to Leo.")
            decisions.push_back(decided(n, "DELETE", number_of(document, "Ana is single."), "married now"));
        if (text == "Chess is what Ana plays as a hobby.")
            decisions.push_back(decided(n, "NOOP", number_of(document, "Ana's hobby is chess."), "known"));
    }
    return {{"decisions", decisions}, {"relation_decisions", Json::array()}};
}

class ExtractionChangeTest : public ExtractionTest {
protected:
    void SetUp() override {
        model.reply_to(consolidation, second_thoughts);
        auto const first = add_and_wait(conversation(known, "morning"));
        ASSERT_EQ(texts(first), known);
        for (std::size_t i = 0; i < known.size(); ++i) id_of_[known[i]] = ids(first).at(i);
    }
    std::string id_of(std::string const& memory) const { return id_of_.at(memory); }

    static Json result(Json const& answer, std::string const& event) {
        for (auto const& result : answer.at("results"))
            if (result.at("event") == event) return result;
        return nullptr;
    }

    Words const known = {"Ana likes pizza.", "Ana is single.", "Ana's hobby is chess."};

private:
    std::map<std::string, std::string> id_of_;
};

TEST_F(ExtractionChangeTest, nothing_is_asked_when_there_is_nothing_to_compare_with) {
    EXPECT_EQ(model.asked(extraction).size(), 1U);
    EXPECT_EQ(model.asked(consolidation).size(), 0U);
}

TEST_F(ExtractionChangeTest, an_update_keeps_the_id_and_the_history) {
    auto const answer = add_and_wait(conversation({"Ana dislikes pizza."}, "evening"));
    EXPECT_EQ(answer.at("results"), Json::array({{{"id", id_of("Ana likes pizza.")},
                                                  {"memory", "Ana dislikes pizza."},
                                                  {"event", "UPDATE"},
                                                  {"previous_memory", "Ana likes pizza."}}}));
    EXPECT_EQ(memory(id_of("Ana likes pizza.")).at("version"), 2);
    auto const versions = history(id_of("Ana likes pizza."));
    ASSERT_EQ(each(versions, "event"), (Words{"ADD", "UPDATE"}));
    EXPECT_EQ(versions.at(1).at("old_memory"), "Ana likes pizza.");
    EXPECT_EQ(versions.at(1).at("new_memory"), "Ana dislikes pizza.");
    EXPECT_EQ(versions.at(1).at("actor"), LanguageModel::name);
    EXPECT_EQ(versions.at(1).at("reason"), "changed her mind");
    EXPECT_EQ(texts(found("pizza")), Words{"Ana dislikes pizza."});
    EXPECT_EQ(each(memory(id_of("Ana likes pizza.")).at("sources"), "text").back(), "Ana dislikes pizza.");
}

TEST_F(ExtractionChangeTest, an_end_keeps_the_old_memory_and_adds_the_new_one) {
    auto const answer = add_and_wait(conversation({"Ana is married to Leo."}, "evening"));
    ASSERT_EQ(answer.at("results").size(), 2U) << answer;
    EXPECT_EQ(result(answer, "DELETE").at("id"), id_of("Ana is single."));
    EXPECT_EQ(result(answer, "ADD").at("memory"), "Ana is married to Leo.");
    EXPECT_EQ(facts(), (Words{"Ana is married to Leo.", "Ana likes pizza.", "Ana's hobby is chess."}));
    auto const ended = checked("get_memory", {{"memory_id", id_of("Ana is single.")}, {"history", true}});
    EXPECT_TRUE(ended.contains("valid_to"));
    EXPECT_EQ(ended.at("history").back().at("event"), "DELETE");
    EXPECT_EQ(ended.at("history").back().at("reason"), "married now");
}

TEST_F(ExtractionChangeTest, what_is_known_is_not_stored_twice) {
    auto const answer = add_and_wait(conversation({"Chess is what Ana plays as a hobby."}, "evening"));
    EXPECT_EQ(answer.at("results"),
              Json::array(
                  {{{"id", id_of("Ana's hobby is chess.")}, {"memory", "Ana's hobby is chess."}, {"event", "NOOP"}}}));
    EXPECT_EQ(facts(), sorted(known));
    EXPECT_EQ(memory(id_of("Ana's hobby is chess.")).at("version"), 1);
    EXPECT_EQ(each(memory(id_of("Ana's hobby is chess.")).at("sources"), "text"),
              (Words{"Ana's hobby is chess.", "Chess is what Ana plays as a hobby."}));
}

TEST_F(ExtractionChangeTest, the_same_words_are_known_without_a_question) {
    auto const answer = add_and_wait(conversation({"Ana likes pizza."}, "evening"));
    EXPECT_EQ(each(answer.at("results"), "event"), Words{"NOOP"});
    EXPECT_EQ(facts(), sorted(known));
    EXPECT_EQ(model.asked(consolidation).size(), 0U);
}

TEST_F(ExtractionChangeTest, a_reply_about_memories_that_were_not_named_changes_none) {
    model.reply_to(consolidation, [](Json const&) {
        return Json{{"decisions",
                     {decided(0, "DELETE", 99, "wrong"), decided(7, "DELETE", 0, "wrong"),
                      decided(0, "UPDATE", nullptr, "wrong", "Ana is nobody.")}},
                    {"relation_decisions", Json::array()}};
    });
    auto const answer = add_and_wait(conversation({"Ana dislikes pizza."}, "evening"));
    EXPECT_EQ(each(answer.at("results"), "event"), Words{"ADD"});
    EXPECT_EQ(facts(), (Words{"Ana dislikes pizza.", "Ana is single.", "Ana likes pizza.", "Ana's hobby is chess."}));
}

TEST_F(ExtractionChangeTest, what_shall_be_forgotten_is_ended_and_not_stored) {
    model.reply_to(extraction, [](Json const&) {
        return extracted_facts({proposed_fact("Ana's pizza", {0}, {{"forget", true}})});
    });
    model.reply_to(consolidation, [](Json const& document) {
        EXPECT_EQ(document.at("facts").at(0).at("forget"), true);
        return Json{{"decisions", {decided(0, "DELETE", number_of(document, "Ana likes pizza."), "asked for")}},
                    {"relation_decisions", Json::array()}};
    });
    auto const answer = add_and_wait(conversation({"Forget what I said about pizza."}, "evening"));
    EXPECT_EQ(each(answer.at("results"), "event"), Words{"DELETE"});
    EXPECT_EQ(facts(), (Words{"Ana is single.", "Ana's hobby is chess."}));
}

TEST_F(ExtractionChangeTest, stated_facts_are_consolidated_and_not_extracted) {
    auto const answer = add_and_wait({{"facts", {"Ana dislikes pizza.", "Ana has taken up climbing."}}});
    EXPECT_EQ(each(answer.at("results"), "event"), (Words{"UPDATE", "ADD"}));
    EXPECT_EQ(facts(),
              (Words{"Ana dislikes pizza.", "Ana has taken up climbing.", "Ana is single.", "Ana's hobby is chess."}));
    EXPECT_EQ(model.asked(extraction).size(), 1U) << "of the first conversation";
    auto const document = model.asked(consolidation).at(0);
    EXPECT_EQ(texts_in(document, "facts"), (Words{"Ana dislikes pizza.", "Ana has taken up climbing."}));
}

TEST_F(ExtractionChangeTest, a_stated_relation_may_end_another) {
    auto const lives_in = [](std::string const& place) {
        return Json{{"relations", {{{"source", "Ana"}, {"relation", "lives_in"}, {"target", place}}}}};
    };
    auto const first = add_and_wait(lives_in("Kiel"));
    EXPECT_EQ(each(first.at("relations"), "event"), Words{"ADD"});
    model.reply_to(consolidation, [](Json const& document) {
        EXPECT_EQ(each(document.at("relations"), "target"), Words{"Bonn"});
        EXPECT_EQ(each(document.at("known_relations"), "target"), Words{"Kiel"});
        Json const ends = {document.at("known_relations").at(0).at("n")};
        return Json{{"decisions", Json::array()},
                    {"relation_decisions", {{{"relation", 0}, {"event", "ADD"}, {"ends", ends}, {"reason", "moved"}}}}};
    });
    auto const second = add_and_wait(lives_in("Bonn"));
    Words changes;
    for (auto const& relation : second.at("relations"))
        changes.push_back(relation.at("event").get<std::string>() + " " + relation.at("target").get<std::string>());
    EXPECT_EQ(sorted(changes), (Words{"ADD Bonn", "DELETE Kiel"}));
    EXPECT_EQ(event(second.at("event_id")).at("relations"), second.at("relations"));
}

}  // namespace
}  // namespace keepsake::testing

// add_memory and get_event, without a language model.

#include <gtest/gtest.h>

#include "e2e/instant.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

Json message(std::string const& role, std::string const& content) { return {{"role", role}, {"content", content}}; }

class AddMemoryTest : public ToolTest {};

TEST_F(AddMemoryTest, a_text_becomes_a_fact_with_the_text_as_its_source) {
    auto const answer = checked("add_memory", {{"text", "Ada drinks green tea."}});
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    ASSERT_EQ(texts(answer), Words{"Ada drinks green tea."});
    EXPECT_EQ(answer["results"][0].at("event"), "ADD");

    auto const stored = memory(ids(answer)[0]);
    EXPECT_EQ(stored.at("memory"), "Ada drinks green tea.");
    EXPECT_EQ(stored.at("kind"), "fact");
    EXPECT_EQ(stored.at("user_id"), "default");
    EXPECT_EQ(stored.at("version"), 1);
    EXPECT_FALSE(stored.contains("valid_to"));
    ASSERT_EQ(stored.at("sources").size(), 1U);
    EXPECT_EQ(stored["sources"][0].at("text"), "Ada drinks green tea.");
    EXPECT_EQ(stored["sources"][0].at("speaker"), "user");
}

TEST_F(AddMemoryTest, each_message_becomes_a_turn_in_order) {
    auto const answer = checked("add_memory", {{"messages",
                                                {{{"role", "user"},
                                                  {"name", "Caroline"},
                                                  {"content", "I moved to Lisbon."},
                                                  {"time", "2023-05-08T13:56:00+00:00"}},
                                                 message("assistant", "How do you like it?"),
                                                 message("tool", "{\"weather\": \"sunny\"}"),
                                                 message("system", "Be brief.")}}});
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(texts(answer),
              (Words{"I moved to Lisbon.", "How do you like it?", "{\"weather\": \"sunny\"}", "Be brief."}));

    auto const stored = memory(ids(answer)[0]);
    EXPECT_EQ(stored.at("kind"), "turn");
    ASSERT_EQ(stored.at("sources").size(), 1U);
    EXPECT_EQ(stored["sources"][0].at("speaker"), "Caroline");
    EXPECT_EQ(instant(stored["sources"][0].at("time")), instant("2023-05-08T13:56:00Z"));
}

TEST_F(AddMemoryTest, facts_are_kept_as_they_stand_and_have_no_source) {
    auto const answer = checked(
        "add_memory", {{"facts",
                        {"Ada has two cats.",
                         {{"text", "Ada moved to Paris."}, {"event_date", "2023-05-07"}, {"confidence", 0.7}}}}});
    EXPECT_EQ(texts(answer), (Words{"Ada has two cats.", "Ada moved to Paris."}));
    auto const dated = memory(ids(answer)[1]);
    EXPECT_TRUE(dated.at("event_date").get<std::string>().starts_with("2023-05-07")) << dated;
    EXPECT_DOUBLE_EQ(dated.at("confidence").get<double>(), 0.7);
    EXPECT_TRUE(dated.value("sources", Json::array()).empty()) << dated;
}

TEST_F(AddMemoryTest, facts_may_come_together_with_the_messages_they_are_from) {
    auto const answer = checked("add_memory", {{"messages", {message("user", "We adopted a dog called Rex.")}},
                                               {"facts", {"The user has a dog called Rex."}}});
    EXPECT_EQ(sorted(texts(answer)), (Words{"The user has a dog called Rex.", "We adopted a dog called Rex."}));
    EXPECT_EQ(total(), 2);
}

TEST_F(AddMemoryTest, nothing_is_merged_or_refused_as_a_duplicate) {
    auto const first = checked("add_memory", {{"messages", {message("user", "Yes."), message("user", "Yes.")}}});
    auto const second = checked("add_memory", {{"text", "Yes."}, {"infer", false}});
    EXPECT_EQ(texts(first), (Words{"Yes.", "Yes."}));
    EXPECT_NE(ids(first)[0], ids(first)[1]);
    EXPECT_EQ(texts(second), Words{"Yes."});
    EXPECT_EQ(total(), 3);
}

TEST_F(AddMemoryTest, relations_may_come_along) {
    auto const answer = checked(
        "add_memory",
        {{"text", "Ada knows Bob."}, {"relations", {{{"source", "Ada"}, {"relation", "knows"}, {"target", "Bob"}}}}});
    EXPECT_FALSE(answer.contains("ignored")) << answer;
    EXPECT_EQ(texts(answer), Words{"Ada knows Bob."});
}

TEST_F(AddMemoryTest, messages_in_which_nothing_is_said_are_left_out) {
    Json const calls_a_tool{{"role", "assistant"}, {"content", nullptr}, {"tool_calls", {{{"id", "call_1"}}}}};
    Json const in_parts{{"role", "user"}, {"content", {{{"type", "text"}, {"text", "Thanks."}}}}};
    auto const answer = checked(
        "add_memory", {{"messages", {message("user", "Weather?"), calls_a_tool, message("assistant", ""), in_parts}}});
    EXPECT_EQ(texts(answer), (Words{"Weather?", "Thanks."}));
    EXPECT_TRUE(says(refused("add_memory", {{"messages", {message("user", " "), calls_a_tool}}}), "messages"));
    EXPECT_EQ(total(), 2);
}

TEST_F(AddMemoryTest, something_to_remember_is_required) {
    for (Json const& arguments :
         {Json::object(), Json{{"text", ""}}, Json{{"text", " \n\t"}}, Json{{"messages", Json::array()}},
          Json{{"facts", Json::array()}}, Json{{"user_id", "ada"}}})
        EXPECT_TRUE(says(refused("add_memory", arguments), "text"));
    EXPECT_EQ(total(), 0);
}

TEST_F(AddMemoryTest, a_conversation_with_one_wrong_message_is_refused_whole) {
    auto const good = message("user", "Good.");
    for (Json const& wrong : {message("robot", "Beep."), Json{{"role", "user"}}, Json{{"content", "Who?"}},
                              Json{{"role", "user"}, {"content", 5}}, Json("text"),
                              Json{{"role", "user"}, {"content", "When?"}, {"time", "soon"}}})
        EXPECT_TRUE(says(refused("add_memory", {{"messages", {good, wrong, good}}}), "messages"));
    EXPECT_EQ(total(), 0);
}

TEST_F(AddMemoryTest, timestamp_is_when_it_was_said) {
    auto const said = add("Ada started at the bakery.", {{"timestamp", "2023-05-08T15:56:00+02:00"}});
    auto const stored = memory(said);
    EXPECT_EQ(instant(stored.at("valid_from")), instant("2023-05-08T13:56:00Z"));
    EXPECT_EQ(instant(stored.at("sources").at(0).at("time")), instant("2023-05-08T13:56:00Z"));
    EXPECT_GT(instant(stored.at("created_at")), instant("2023-05-08T13:56:00Z"));

    auto const without_offset = memory(add("Ada left the bakery.", {{"timestamp", "2023-06-08T13:56:00"}}));
    EXPECT_EQ(instant(without_offset.at("valid_from")), instant("2023-06-08T13:56:00Z"));
}

TEST_F(AddMemoryTest, a_message_without_a_time_takes_the_timestamp) {
    auto const answer =
        checked("add_memory", {{"timestamp", "2023-05-08T10:00:00Z"}, {"messages", {message("user", "Hello.")}}});
    EXPECT_EQ(instant(memory(ids(answer)[0]).at("sources").at(0).at("time")), instant("2023-05-08T10:00:00Z"));
}

TEST_F(AddMemoryTest, metadata_categories_and_kind_are_kept) {
    Json const metadata{{"project", "atlas"}, {"nested", {{"deep", {1, 2.5, nullptr, true}}}}, {"größe", "🦊"}};
    auto const stored =
        memory(add("Restart with the red button.",
                   {{"kind", "procedure"}, {"metadata", metadata}, {"categories", {"work", "machines"}}}));
    EXPECT_EQ(stored.at("kind"), "procedure");
    EXPECT_EQ(stored.at("metadata"), metadata);
    EXPECT_EQ(stored.at("categories"), (Json{"work", "machines"}));
}

TEST_F(AddMemoryTest, the_text_comes_back_byte_for_byte) {
    std::string const text =
        "  Größe: \"42\"\t\\ \n我住在上海 🦊👩‍👩‍👧 e\u0301 \u202e </script> %s {0} '; DROP TABLE memories; --";
    EXPECT_EQ(memory(add(text)).at("memory"), text);
    EXPECT_EQ(texts(checked("list_memories")), Words{text});
}

TEST_F(AddMemoryTest, a_long_text_is_kept_whole) {
    std::string text;
    for (int line = 0; line < 4000; ++line) text += "line " + std::to_string(line) + " of the minutes. ";
    EXPECT_EQ(memory(add(text)).at("memory"), text);
}

TEST_F(AddMemoryTest, similar_names_up_to_three_close_memories_of_the_same_user) {
    auto const known = add("Ada likes green tea with honey.");
    add("Bob likes green tea with honey.", {{"user_id", "bob"}});
    auto const answer = checked("add_memory", {{"text", "Ada likes black tea with honey."}});
    ASSERT_FALSE(answer.at("similar").empty());
    EXPECT_EQ(each(answer["similar"], "id"), Words{known});
    EXPECT_EQ(each(answer["similar"], "memory"), Words{"Ada likes green tea with honey."});

    for (int cup = 0; cup < 5; ++cup) add("Ada likes green tea with honey, cup " + std::to_string(cup));
    EXPECT_LE(checked("add_memory", {{"text", "Ada likes green tea with honey."}}).at("similar").size(), 3U);
}

TEST_F(AddMemoryTest, what_was_added_is_found_at_once) {
    for (int number = 0; number < 20; ++number) {
        auto const word = "marker" + std::to_string(number);
        auto const id = add("Remember " + word);
        EXPECT_EQ(ids(found(word)), Words{id});
    }
}

TEST_F(AddMemoryTest, wait_changes_nothing_without_a_language_model) {
    auto const answer = checked("add_memory", {{"text", "Ada sings."}, {"wait", true}});
    EXPECT_EQ(answer.at("status"), "SUCCEEDED");
    EXPECT_EQ(texts(answer), Words{"Ada sings."});
}

class GetEventTest : public ToolTest {};

TEST_F(GetEventTest, every_answer_of_add_can_be_asked_for) {
    auto const added = checked("add_memory", {{"messages", {message("user", "One."), message("user", "Two.")}}});
    auto const event = checked("get_event", {{"event_id", added.at("event_id")}});
    EXPECT_EQ(event.at("event_id"), added["event_id"]);
    EXPECT_EQ(event.at("status"), "SUCCEEDED");
    EXPECT_TRUE(event.at("attempts").is_number_integer());
    EXPECT_EQ(event.at("results"), added["results"]);
    EXPECT_NO_THROW(instant(event.at("created_at")));
    EXPECT_FALSE(event.contains("error")) << event;
}

TEST_F(GetEventTest, an_unknown_event_is_not_found) {
    EXPECT_TRUE(says_not_found(refused("get_event", {{"event_id", "00000000-0000-4000-8000-000000000000"}})));
    EXPECT_TRUE(says_not_found(refused("get_event", {{"event_id", "nonsense"}})));
    EXPECT_TRUE(says(refused("get_event", Json::object()), "event_id"));
}

TEST_F(GetEventTest, another_user_does_not_see_it) {
    auto const added = checked("add_memory", {{"text", "Ada sings."}, {"user_id", "ada"}});
    auto const& id = added.at("event_id");
    EXPECT_TRUE(says_not_found(refused("get_event", {{"event_id", id}, {"user_id", "bob"}})));
    EXPECT_EQ(checked("get_event", {{"event_id", id}, {"user_id", "ada"}}).at("results"), added.at("results"));
}

}  // namespace
}  // namespace keepsake::testing

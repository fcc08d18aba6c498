// update_memory, delete_memory and the history they leave.

#include <gtest/gtest.h>

#include "e2e/instant.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

std::string const unknown_id = "00000000-0000-4000-8000-000000000000";

class UpdateMemoryTest : public ToolTest {};

TEST_F(UpdateMemoryTest, a_new_text_is_the_next_version_of_the_same_memory) {
    auto const id = add("Ada lives in Berlin.");
    auto const updated = checked("update_memory", {{"memory_id", id}, {"text", "Ada lives in Munich."}});
    EXPECT_EQ(updated.at("id"), id);
    EXPECT_EQ(updated.at("memory"), "Ada lives in Munich.");
    EXPECT_EQ(updated.at("version"), 2);
    EXPECT_EQ(memory(id).at("memory"), "Ada lives in Munich.");
    EXPECT_EQ(texts(checked("list_memories")), Words{"Ada lives in Munich."});
    EXPECT_EQ(ids(found("Munich")), Words{id});
    EXPECT_EQ(texts(found("Berlin")), Words{}) << "the source still says it, but the memory no longer comes from it";
}

TEST_F(UpdateMemoryTest, what_was_said_stays_as_the_source) {
    auto const answer = checked("add_memory", {{"messages", {{{"role", "user"}, {"content", "I live in Berlin."}}}}});
    auto const id = ids(answer)[0];
    checked("update_memory", {{"memory_id", id}, {"text", "I live in Munich."}});
    EXPECT_EQ(memory(id).at("sources").at(0).at("text"), "I live in Berlin.");
}

TEST_F(UpdateMemoryTest, history_tells_every_change_oldest_first) {
    auto const id = add("Ada lives in Berlin.");
    checked("update_memory", {{"memory_id", id}, {"text", "Ada lives in Munich."}});
    checked("delete_memory", {{"memory_id", id}});
    auto const changes = history(id);
    ASSERT_EQ(each(changes, "event"), (Words{"ADD", "UPDATE", "DELETE"}));
    EXPECT_FALSE(changes[0].contains("old_memory"));
    EXPECT_EQ(changes[0].at("new_memory"), "Ada lives in Berlin.");
    EXPECT_EQ(changes[1].at("old_memory"), "Ada lives in Berlin.");
    EXPECT_EQ(changes[1].at("new_memory"), "Ada lives in Munich.");
    EXPECT_EQ(changes[2].at("old_memory"), "Ada lives in Munich.");
    EXPECT_FALSE(changes[2].contains("new_memory"));
    for (auto const& change : changes) EXPECT_NO_THROW(instant(change.at("time"))) << change;
    EXPECT_EQ(memory(id).at("version"), 3) << "an end is a version too";
}

TEST_F(UpdateMemoryTest, history_is_left_out_unless_asked_for) {
    EXPECT_FALSE(memory(add("Ada sings.")).contains("history"));
}

TEST_F(UpdateMemoryTest, metadata_categories_and_expiry_change_without_a_text) {
    auto const id = add("Ada sings.", {{"metadata", {{"stage", 1}}}});
    auto const updated = checked("update_memory", {{"memory_id", id},
                                                   {"metadata", {{"stage", 2}}},
                                                   {"categories", {"music"}},
                                                   {"expires_at", "2099-01-01T00:00:00Z"}});
    EXPECT_EQ(updated.at("memory"), "Ada sings.");
    EXPECT_EQ(updated.at("metadata").at("stage"), 2);
    EXPECT_EQ(updated.at("categories"), Json::array({"music"}));
    EXPECT_EQ(instant(updated.at("expires_at")), instant("2099-01-01T00:00:00Z"));
    EXPECT_EQ(updated.at("version"), 2);
    EXPECT_EQ(ids(found("sings")), Words{id});
}

TEST_F(UpdateMemoryTest, nothing_to_change_is_refused) {
    auto const id = add("Ada sings.");
    EXPECT_TRUE(says(refused("update_memory", {{"memory_id", id}}), "text"));
    EXPECT_FALSE(refused("update_memory", {{"memory_id", id}, {"text", " "}}).empty());
    EXPECT_EQ(memory(id).at("version"), 1);
}

TEST_F(UpdateMemoryTest, a_version_that_is_not_current_is_refused_naming_both) {
    auto const id = add("one");
    for (auto const* text : {"two", "three", "four", "five", "six", "seven"})
        checked("update_memory", {{"memory_id", id}, {"text", text}});
    auto const text = refused("update_memory", {{"memory_id", id}, {"text", "lost"}, {"expected_version", 4}});
    EXPECT_TRUE(says(text, "4"));
    EXPECT_TRUE(says(text, "7"));
    EXPECT_EQ(memory(id).at("memory"), "seven");
    EXPECT_EQ(checked("update_memory", {{"memory_id", id}, {"text", "eight"}, {"expected_version", 7}}).at("version"),
              8);
}

TEST_F(UpdateMemoryTest, an_ended_memory_is_refused_with_that_word) {
    auto const id = add("Ada sings.");
    checked("delete_memory", {{"memory_id", id}});
    EXPECT_TRUE(says(refused("update_memory", {{"memory_id", id}, {"text", "Ada dances."}}), "ended"));
    EXPECT_EQ(history(id).size(), 2U);
}

TEST_F(UpdateMemoryTest, an_unknown_memory_is_not_found) {
    for (auto const& id : {unknown_id, std::string("nonsense")}) {
        EXPECT_TRUE(says_not_found(refused("update_memory", {{"memory_id", id}, {"text", "x"}})));
        EXPECT_TRUE(says_not_found(refused("get_memory", {{"memory_id", id}})));
    }
    EXPECT_TRUE(says(refused("update_memory", {{"text", "x"}}), "memory_id"));
    EXPECT_TRUE(says(refused("get_memory", Json::object()), "memory_id"));
}

class DeleteMemoryTest : public ToolTest {};

TEST_F(DeleteMemoryTest, ends_a_memory_and_keeps_its_history) {
    auto const id = add("Ada sings.");
    add("Ada dances.");
    EXPECT_EQ(checked("delete_memory", {{"memory_id", id}}).at("deleted"), 1);
    EXPECT_EQ(texts(checked("list_memories")), Words{"Ada dances."});
    EXPECT_EQ(texts(found("sings")), Words{});
    auto const ended = memory(id);
    EXPECT_EQ(ended.at("memory"), "Ada sings.");
    EXPECT_TRUE(ended.contains("valid_to")) << ended;
}

TEST_F(DeleteMemoryTest, ending_twice_ends_nothing_more) {
    auto const id = add("Ada sings.");
    checked("delete_memory", {{"memory_id", id}});
    EXPECT_EQ(checked("delete_memory", {{"memory_id", id}}).at("deleted"), 0);
    EXPECT_EQ(history(id).size(), 2U);
}

TEST_F(DeleteMemoryTest, an_unknown_memory_is_not_found) {
    EXPECT_TRUE(says_not_found(refused("delete_memory", {{"memory_id", unknown_id}})));
    EXPECT_TRUE(says_not_found(refused("delete_memory", {{"memory_id", unknown_id}, {"erase", true}})));
}

TEST_F(DeleteMemoryTest, takes_several_ids) {
    auto const first = add("one");
    auto const second = add("two");
    add("three");
    EXPECT_EQ(checked("delete_memory", {{"memory_ids", {first, second}}}).at("deleted"), 2);
    EXPECT_EQ(texts(checked("list_memories")), Words{"three"});
}

TEST_F(DeleteMemoryTest, the_same_id_twice_counts_once) {
    auto const id = add("one");
    EXPECT_EQ(checked("delete_memory", {{"memory_ids", {id, id}}}).at("deleted"), 1);
}

TEST_F(DeleteMemoryTest, all_needs_an_explicit_scope) {
    add("one");
    add("two", {{"session_id", "monday"}});
    EXPECT_FALSE(refused("delete_memory", {{"all", true}}).empty());
    EXPECT_EQ(total(), 2);
    EXPECT_EQ(checked("delete_memory", {{"all", true}, {"session_id", "monday"}}).at("deleted"), 1);
    EXPECT_EQ(checked("delete_memory", {{"all", true}, {"user_id", "default"}}).at("deleted"), 1);
    EXPECT_EQ(total(), 0);
}

TEST_F(DeleteMemoryTest, something_to_delete_is_required) {
    add("one");
    EXPECT_TRUE(says(refused("delete_memory", Json::object()), "memory_id"));
    EXPECT_FALSE(refused("delete_memory", {{"memory_ids", Json::array()}}).empty());
    EXPECT_FALSE(refused("delete_memory", {{"all", false}, {"user_id", "default"}}).empty());
    EXPECT_FALSE(refused("delete_memory", {{"user_id", "default"}}).empty());
    EXPECT_EQ(total(), 1);
}

TEST_F(DeleteMemoryTest, an_erased_memory_is_not_found_any_more) {
    auto const id = add("Ada sings.");
    EXPECT_EQ(checked("delete_memory", {{"memory_id", id}, {"erase", true}}).at("deleted"), 1);
    EXPECT_TRUE(says_not_found(refused("get_memory", {{"memory_id", id}})));
    EXPECT_EQ(list_all(server(), {{"include_superseded", true}}).size(), 0U);
}

}  // namespace
}  // namespace keepsake::testing

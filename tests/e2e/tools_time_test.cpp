// What was true when, what was known when, and what runs out.

#include <gtest/gtest.h>

#include "e2e/eventually.h"
#include "e2e/instant.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class TimeTest : public ToolTest {
protected:
    /// A memory that said Berlin from 2023 on and says Munich since this moment.
    std::string moved() {
        auto id = add("Ada lives in Berlin.", {{"timestamp", "2023-01-01T00:00:00Z"}});
        created_at = memory(id).at("created_at");
        // A change within the same tick of the server's clock could not be told from the creation.
        do checked("update_memory", {{"memory_id", id}, {"text", "Ada lives in Munich."}});
        while (memory(id).at("updated_at") == created_at);
        return id;
    }

    std::string created_at;
};

TEST_F(TimeTest, a_search_sees_what_is_true_now) {
    moved();
    EXPECT_EQ(texts(found("Where does Ada live?")), Words{"Ada lives in Munich."});
    EXPECT_EQ(texts(checked("list_memories")), Words{"Ada lives in Munich."});
}

TEST_F(TimeTest, as_of_sees_what_was_true_then) {
    moved();
    EXPECT_EQ(texts(found("Ada lives", {{"as_of", "2023-06-01T00:00:00Z"}})), Words{"Ada lives in Berlin."});
    EXPECT_EQ(texts(found("Ada lives", {{"as_of", "2022-06-01T00:00:00Z"}})), Words{});
    EXPECT_EQ(texts(found("Ada lives", {{"as_of", "2100-01-01T00:00:00Z"}})), Words{"Ada lives in Munich."});
}

TEST_F(TimeTest, as_of_sees_a_memory_before_it_ended) {
    auto const id = add("Ada lives in Berlin.", {{"timestamp", "2023-01-01T00:00:00Z"}});
    checked("delete_memory", {{"memory_id", id}});
    EXPECT_EQ(texts(found("Ada lives", {{"as_of", "2023-06-01T00:00:00Z"}})), Words{"Ada lives in Berlin."});
    EXPECT_EQ(texts(found("Ada lives", {{"as_of", "2100-01-01T00:00:00Z"}})), Words{});
}

TEST_F(TimeTest, known_at_sees_what_the_store_held_then) {
    moved();
    EXPECT_EQ(texts(found("Ada lives", {{"known_at", "2000-01-01T00:00:00Z"}})), Words{});
    EXPECT_EQ(texts(found("Ada lives", {{"known_at", created_at}})), Words{"Ada lives in Berlin."});
    EXPECT_EQ(texts(found("Ada lives", {{"known_at", "2100-01-01T00:00:00Z"}})), Words{"Ada lives in Munich."});
}

TEST_F(TimeTest, include_superseded_also_finds_old_versions_and_ended_memories) {
    moved();
    auto const ended = add("Ada worked in Berlin.");
    checked("delete_memory", {{"memory_id", ended}});
    EXPECT_EQ(texts(found("Berlin")), Words{});
    auto const answer = found("Berlin", {{"include_superseded", true}});
    EXPECT_EQ(sorted(texts(answer)), (Words{"Ada lives in Berlin.", "Ada worked in Berlin."}));
    for (auto const& hit : answer.at("results")) EXPECT_TRUE(hit.contains("valid_to")) << hit;
}

TEST_F(TimeTest, include_superseded_lists_ended_memories) {
    auto const ended = add("Ada worked in Berlin.");
    checked("delete_memory", {{"memory_id", ended}});
    auto const answer = checked("list_memories", {{"include_superseded", true}, {"full", true}});
    ASSERT_EQ(texts(answer), Words{"Ada worked in Berlin."});
    EXPECT_TRUE(answer["results"][0].contains("valid_to"));
}

TEST_F(TimeTest, an_old_version_is_only_seen_by_its_own_user) {
    auto const id = add("Ada lives in Berlin.", {{"user_id", "ada"}});
    checked("update_memory", {{"memory_id", id}, {"text", "Ada lives in Munich."}});
    for (Json const& look : {Json{{"include_superseded", true}}, Json{{"as_of", "2100-01-01T00:00:00Z"}},
                             Json{{"known_at", "2100-01-01T00:00:00Z"}}}) {
        auto arguments = look;
        arguments["user_id"] = "bob";
        EXPECT_EQ(texts(found("Ada lives", arguments)), Words{}) << look;
    }
}

TEST_F(TimeTest, a_memory_that_has_expired_is_not_found_but_kept) {
    auto const id = add("The code is 4711.", {{"expires_at", "2020-01-01T00:00:00Z"}});
    add("The code is 4712.", {{"expires_at", "2999-01-01T00:00:00Z"}});
    EXPECT_EQ(texts(found("code")), Words{"The code is 4712."});
    EXPECT_EQ(texts(checked("list_memories")), Words{"The code is 4712."});
    EXPECT_EQ(total(), 1);
    EXPECT_EQ(memory(id).at("memory"), "The code is 4711.");
    EXPECT_EQ(instant(memory(id).at("expires_at")), instant("2020-01-01T00:00:00Z"));
}

TEST_F(TimeTest, an_expired_memory_ends_as_of_the_moment_it_ran_out) {
    auto const id =
        add("The code is 4711.", {{"timestamp", "2019-12-01T00:00:00Z"}, {"expires_at", "2020-01-01T00:00:00Z"}});
    auto const lasting = add("The code is 4712.", {{"expires_at", "2999-01-01T00:00:00Z"}});
    EXPECT_EQ(ids(found("code")), Words{lasting});
    stop();
    EXPECT_TRUE(eventually([&] { return memory(id).contains("valid_to"); }));
    EXPECT_EQ(instant(memory(id).at("valid_to")), instant("2020-01-01T00:00:00Z"));
    EXPECT_EQ(history(id).back().at("event"), "DELETE");
    EXPECT_FALSE(memory(lasting).contains("valid_to"));
    EXPECT_EQ(ids(checked("list_memories")), Words{lasting});
}

TEST_F(TimeTest, an_expiration_date_includes_its_day) {
    auto const end = instant(memory(add("The code is 4713.", {{"expiration_date", "2999-05-01"}})).at("expires_at"));
    EXPECT_GE(end, instant("2999-05-01T23:59:59Z"));
    EXPECT_LE(end, instant("2999-05-02T00:00:00Z"));
    add("The code is 4714.", {{"expiration_date", "2020-05-01"}});
    EXPECT_EQ(texts(found("code")), Words{"The code is 4713."});
}

TEST_F(TimeTest, a_time_without_an_offset_is_utc) {
    auto const id = add("The code is 4715.", {{"expires_at", "2999-05-01T12:00:00"}});
    EXPECT_EQ(instant(memory(id).at("expires_at")), instant("2999-05-01T12:00:00Z"));
    auto const shifted = add("The code is 4716.", {{"expires_at", "2999-05-01T12:00:00-03:30"}});
    EXPECT_EQ(instant(memory(shifted).at("expires_at")), instant("2999-05-01T15:30:00Z"));
}

TEST_F(TimeTest, times_that_do_not_exist_are_refused) {
    for (auto const* wrong : {"soon", "2023-02-30T00:00:00Z", "2023-13-01", "2023-01-01T25:00:00Z", "", "20230101x"})
        EXPECT_TRUE(says(refused("add_memory", {{"text", "x"}, {"timestamp", wrong}}), "timestamp")) << wrong;
    EXPECT_EQ(total(), 0);
}

TEST_F(TimeTest, a_date_in_the_question_prefers_what_was_said_then) {
    add("We stayed at home.", {{"timestamp", "2023-04-01T10:00:00Z"}});
    add("We went sailing.", {{"timestamp", "2023-05-08T10:00:00Z"}});
    add("We went sailing.", {{"timestamp", "2023-08-20T10:00:00Z"}});
    auto const best = ids(found("sailing in August 2023")).at(0);
    EXPECT_EQ(instant(memory(best).at("valid_from")), instant("2023-08-20T10:00:00Z"));
}

}  // namespace
}  // namespace keepsake::testing

// Who sees what.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class ScopeTest : public ToolTest {
protected:
    Words seen(Json scope) { return sorted(texts(found("bees", std::move(scope)))); }
    Words listed(Json const& scope) { return sorted(texts(checked("list_memories", scope))); }
};

TEST_F(ScopeTest, a_user_never_sees_what_another_has) {
    add("Ada keeps bees.", {{"user_id", "ada"}});
    add("Bob hates bees.", {{"user_id", "bob"}});
    EXPECT_EQ(seen({{"user_id", "ada"}}), Words{"Ada keeps bees."});
    EXPECT_EQ(seen({{"user_id", "bob"}}), Words{"Bob hates bees."});
    EXPECT_EQ(seen({{"user_id", "nobody"}}), Words{});
    EXPECT_EQ(seen(Json::object()), Words{}) << "the connection's own user has nothing";
    EXPECT_EQ(listed({{"user_id", "ada"}}), Words{"Ada keeps bees."});
    EXPECT_EQ(listed(Json::object()), Words{});
}

TEST_F(ScopeTest, user_ids_are_compared_exactly) {
    add("Ada keeps bees.", {{"user_id", "ada"}});
    for (auto const* near : {"Ada", "ADA", "ad", "adaa", "%", "a_a", "*'"})
        EXPECT_EQ(seen({{"user_id", near}}), Words{}) << near;
}

TEST_F(ScopeTest, without_a_user_the_connection_decides) {
    add("Default keeps bees.");
    auto const carol = start({{"KEEPSAKE_USER_ID", "carol"}});
    auto const id = ids(carol->call_ok("add_memory", {{"text", "Carol keeps bees."}}))[0];
    EXPECT_EQ(texts(carol->call_ok("search_memory", {{"query", "bees"}})), Words{"Carol keeps bees."});
    EXPECT_EQ(memory(id).at("user_id"), "carol");
    EXPECT_EQ(seen(Json::object()), Words{"Default keeps bees."});
}

TEST_F(ScopeTest, another_users_memory_is_not_found_by_its_id) {
    auto const id = add("Ada keeps bees.", {{"user_id", "ada"}});
    EXPECT_TRUE(says_not_found(refused("get_memory", {{"memory_id", id}, {"user_id", "bob"}})));
    EXPECT_TRUE(says_not_found(refused("update_memory", {{"memory_id", id}, {"user_id", "bob"}, {"text", "gone"}})));
    EXPECT_TRUE(says_not_found(refused("delete_memory", {{"memory_id", id}, {"user_id", "bob"}})));
    EXPECT_TRUE(says_not_found(refused("delete_memory", {{"memory_id", id}, {"user_id", "bob"}, {"erase", true}})));
    auto const stored = checked("get_memory", {{"memory_id", id}, {"user_id", "ada"}});
    EXPECT_EQ(stored.at("memory"), "Ada keeps bees.");
    EXPECT_EQ(stored.at("version"), 1);
}

TEST_F(ScopeTest, an_id_alone_is_looked_up_in_the_project) {
    auto const id = add("Ada keeps bees.", {{"user_id", "ada"}});
    EXPECT_EQ(memory(id).at("user_id"), "ada");
}

TEST_F(ScopeTest, a_named_session_narrows_an_id) {
    auto const id = add("Ada keeps bees.", {{"session_id", "monday"}});
    EXPECT_EQ(checked("get_memory", {{"memory_id", id}, {"session_id", "monday"}}).at("memory"), "Ada keeps bees.");
    EXPECT_TRUE(says_not_found(refused("get_memory", {{"memory_id", id}, {"session_id", "tuesday"}})));
}

TEST_F(ScopeTest, agents_apps_and_sessions_narrow_and_are_told) {
    auto const id = add("Ada keeps bees.", {{"agent_id", "gardener"}, {"app_id", "notes"}, {"session_id", "monday"}});
    add("Ada sells bees.", {{"agent_id", "clerk"}, {"app_id", "shop"}, {"session_id", "tuesday"}});
    add("Ada sees bees.");
    for (Json const& scope : {Json{{"agent_id", "gardener"}}, Json{{"app_id", "notes"}}, Json{{"session_id", "monday"}},
                              Json{{"user_id", "default"}, {"agent_id", "gardener"}}, Json{{"run_id", "monday"}}}) {
        EXPECT_EQ(seen(scope), Words{"Ada keeps bees."}) << scope;
        EXPECT_EQ(listed(scope), Words{"Ada keeps bees."}) << scope;
    }
    EXPECT_EQ(seen({{"agent_id", "gardener"}, {"session_id", "tuesday"}}), Words{});
    EXPECT_EQ(seen(Json::object()).size(), 3U) << "an id that is not named does not narrow";
    auto const stored = memory(id);
    EXPECT_EQ(stored.at("agent_id"), "gardener");
    EXPECT_EQ(stored.at("app_id"), "notes");
    EXPECT_EQ(stored.at("session_id"), "monday");
}

TEST_F(ScopeTest, run_id_is_another_name_of_session_id) {
    auto const id = add("Ada keeps bees.", {{"run_id", "monday"}});
    EXPECT_EQ(memory(id).at("session_id"), "monday");
    EXPECT_EQ(memory(id).at("sources").at(0).at("session_id"), "monday");
}

TEST_F(ScopeTest, an_agent_named_alone_is_searched_over_all_users) {
    add("Ada keeps bees.", {{"user_id", "ada"}, {"agent_id", "gardener"}});
    add("Bob hates bees.", {{"user_id", "bob"}, {"agent_id", "gardener"}});
    add("Bob sells bees.", {{"user_id", "bob"}});
    EXPECT_EQ(seen({{"agent_id", "gardener"}}), (Words{"Ada keeps bees.", "Bob hates bees."}));
    EXPECT_EQ(listed({{"agent_id", "gardener"}}), (Words{"Ada keeps bees.", "Bob hates bees."}));
    EXPECT_EQ(seen({{"agent_id", "gardener"}, {"user_id", "bob"}}), Words{"Bob hates bees."});
}

TEST_F(ScopeTest, metadata_never_moves_a_memory_to_another_user) {
    Json const metadata{{"user_id", "bob"}, {"userId", "bob"}, {"scope", {{"user_id", "bob"}}}, {"data", "Bob's"}};
    auto const id = add("Ada keeps bees.", {{"user_id", "ada"}, {"metadata", metadata}});
    checked("update_memory", {{"memory_id", id}, {"metadata", metadata}});
    EXPECT_EQ(memory(id).at("user_id"), "ada");
    EXPECT_EQ(seen({{"user_id", "bob"}}), Words{});
    EXPECT_EQ(seen({{"user_id", "ada"}}), Words{"Ada keeps bees."});
    EXPECT_TRUE(says_not_found(refused("get_memory", {{"memory_id", id}, {"user_id", "bob"}})));
}

TEST_F(ScopeTest, a_filter_never_widens_the_scope) {
    add("Ada keeps bees.", {{"user_id", "ada"}});
    add("Bob hates bees.", {{"user_id", "bob"}});
    for (Json const& filters :
         {Json{{"user_id", "bob"}}, Json{{"AND", {{{"user_id", "bob"}}}}}, Json{{"user_id", "*"}},
          Json{{"OR", {{{"user_id", "ada"}}, {{"user_id", "bob"}}}}}, Json{{"NOT", {{{"user_id", "ada"}}}}}}) {
        Json const arguments{{"query", "bees"}, {"user_id", "ada"}, {"filters", filters}};
        for (auto const* tool : {"search_memory", "list_memories", "search_memories", "get_memories"})
            EXPECT_FALSE(mentions(server().call(tool, arguments).dump(), "Bob hates")) << tool << filters;
    }
}

TEST_F(ScopeTest, deleting_all_stays_within_the_scope) {
    add("Ada keeps bees.", {{"user_id", "ada"}, {"session_id", "monday"}});
    add("Ada sells bees.", {{"user_id", "ada"}, {"session_id", "tuesday"}});
    add("Bob hates bees.", {{"user_id", "bob"}, {"session_id", "monday"}});
    EXPECT_EQ(checked("delete_memory", {{"all", true}, {"user_id", "ada"}, {"session_id", "monday"}}).at("deleted"), 1);
    EXPECT_EQ(seen({{"user_id", "ada"}}), Words{"Ada sells bees."});
    EXPECT_EQ(seen({{"user_id", "bob"}}), Words{"Bob hates bees."});
}

}  // namespace
}  // namespace keepsake::testing

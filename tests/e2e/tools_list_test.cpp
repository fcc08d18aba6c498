// tools/list itself, list_memories, and the names other programs use.

#include <gtest/gtest.h>

#include <set>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

Words names(Json const& tools) { return each(tools, "name"); }

class ToolListTest : public ToolTest {
protected:
    Json tools(std::map<std::string, std::string> environment = {}) {
        return start(std::move(environment))->request("tools/list").at("result").at("tools");
    }
};

TEST_F(ToolListTest, has_eight_tools_in_order) {
    EXPECT_EQ(names(tools()), (Words{"add_memory", "search_memory", "list_memories", "get_memory", "update_memory",
                                     "delete_memory", "search_graph", "explore_graph"}));
}

TEST_F(ToolListTest, hides_what_is_answered_only_for_older_callers) {
    auto const listed = names(tools());
    for (auto const* hidden :
         {"get_event", "add_memories", "search_memories", "get_memories", "delete_memories", "delete_all_memories"})
        EXPECT_EQ(std::ranges::count(listed, hidden), 0) << hidden;
}

TEST_F(ToolListTest, profile_core_has_the_six_without_the_graph) {
    auto expected = names(tools());
    expected.resize(6);
    EXPECT_EQ(names(tools({{"KEEPSAKE_TOOLS", "core"}})), expected);
}

TEST_F(ToolListTest, only_profile_multi_user_lists_the_scope_arguments) {
    for (auto const& tool : tools())
        EXPECT_FALSE(tool.at("inputSchema").at("properties").contains("user_id")) << tool["name"];
    for (auto const& tool : tools({{"KEEPSAKE_TOOLS", "multi-user"}}))
        for (auto const* argument : {"user_id", "agent_id", "app_id", "session_id"})
            EXPECT_TRUE(tool.at("inputSchema").at("properties").contains(argument)) << tool["name"];
}

TEST_F(ToolListTest, schemas_are_portable) {
    for (auto const& tool : tools({{"KEEPSAKE_TOOLS", "all"}})) {
        auto const& input = tool.at("inputSchema");
        EXPECT_EQ(input.at("type"), "object") << tool["name"];
        for (auto const* keyword : {"anyOf", "oneOf", "allOf"}) EXPECT_FALSE(input.contains(keyword)) << tool["name"];
        EXPECT_EQ(input.dump().find("\"$ref\""), std::string::npos) << tool["name"];
        EXPECT_EQ(tool.at("outputSchema").at("type"), "object") << tool["name"];
        EXPECT_NO_THROW(violations(tool["outputSchema"], Json::object())) << tool["name"];
    }
}

TEST_F(ToolListTest, every_tool_tells_what_it_does_to_the_store) {
    std::set<std::string> const reading{"search_memory", "list_memories", "get_memory",
                                        "search_graph",  "explore_graph", "query_graph"};
    for (auto const& tool : tools({{"KEEPSAKE_TOOLS", "graph"}})) {
        std::string const name = tool.at("name");
        auto const& hints = tool.at("annotations");
        EXPECT_EQ(hints.at("readOnlyHint").get<bool>(), reading.contains(name)) << name;
        EXPECT_FALSE(hints.at("openWorldHint").get<bool>()) << name;
        EXPECT_FALSE(tool.at("title").get<std::string>().empty()) << name;
        EXPECT_LE(tool.at("description").get<std::string>().size(), 300U) << name;
    }
}

TEST_F(ToolListTest, the_default_list_costs_a_model_little) {
    std::size_t letters = 0;
    for (auto const& tool : tools())
        letters +=
            tool.at("name").dump().size() + tool.at("description").dump().size() + tool.at("inputSchema").dump().size();
    EXPECT_LE(letters, 1200U * 4) << "about four letters make a token";
}

class ListMemoriesTest : public ToolTest {};

TEST_F(ListMemoriesTest, shows_the_newest_first_with_the_total) {
    for (auto const* text : {"first", "second", "third"}) add(text);
    auto const answer = checked("list_memories");
    EXPECT_EQ(texts(answer), (Words{"third", "second", "first"}));
    EXPECT_EQ(answer.at("total"), 3);
    EXPECT_FALSE(answer.contains("next_cursor"));
}

TEST_F(ListMemoriesTest, limits_are_fifty_by_default_and_two_hundred_at_most) {
    Json facts = Json::array();
    for (int number = 0; number < 210; ++number) facts.push_back("fact " + std::to_string(number));
    checked("add_memory", {{"facts", facts}});
    EXPECT_EQ(checked("list_memories").at("results").size(), 50U);
    auto const longest = checked("list_memories", {{"limit", 200}});
    EXPECT_EQ(longest.at("results").size(), 200U);
    EXPECT_EQ(longest.at("total"), 210);
    for (int wrong : {0, -1, 201}) EXPECT_TRUE(says(refused("list_memories", {{"limit", wrong}}), "limit"));
}

TEST_F(ListMemoriesTest, pages_stay_stable_while_others_add_and_delete) {
    Words expected;
    for (int number = 0; number < 25; ++number) expected.push_back(add("old " + std::to_string(number)));
    std::ranges::reverse(expected);

    auto const neighbour = start();
    Words seen;
    Json arguments{{"limit", 4}};
    for (bool more = true; more;) {
        auto const page = checked("list_memories", arguments);
        for (auto const& id : ids(page)) seen.push_back(id);
        more = page.contains("next_cursor");
        if (more) arguments["cursor"] = page["next_cursor"];
        neighbour->call_ok("add_memory", {{"text", "new"}});
        neighbour->call_ok("delete_memory", {{"memory_id", seen.front()}});
    }
    EXPECT_EQ(seen, expected);
}

TEST_F(ListMemoriesTest, a_page_follows_the_arguments_it_began_with) {
    for (int number = 0; number < 6; ++number) add("Ada's " + std::to_string(number), {{"user_id", "ada"}});
    for (int number = 0; number < 6; ++number) add("Bob's " + std::to_string(number), {{"user_id", "bob"}});
    auto const first = checked("list_memories", {{"user_id", "ada"}, {"limit", 4}});
    auto const second =
        checked("list_memories", {{"user_id", "ada"}, {"limit", 4}, {"cursor", first.at("next_cursor")}});
    EXPECT_EQ(texts(second), (Words{"Ada's 1", "Ada's 0"}));
    EXPECT_FALSE(second.contains("next_cursor"));
}

TEST_F(ListMemoriesTest, a_cursor_it_never_gave_is_refused) {
    add("one");
    EXPECT_TRUE(says(refused("list_memories", {{"cursor", "nowhere"}}), "cursor"));
}

TEST_F(ListMemoriesTest, kinds_and_full_work_as_in_a_search) {
    add("a fact");
    checked("add_memory", {{"messages", {{{"role", "user"}, {"content", "a turn"}}}}});
    auto const turns = checked("list_memories", {{"kinds", {"turn"}}});
    EXPECT_EQ(texts(turns), Words{"a turn"});
    EXPECT_EQ(turns.at("total"), 1);
    EXPECT_EQ(checked("list_memories", {{"full", true}, {"kinds", {"fact"}}}).at("results").at(0).at("version"), 1);
}

class AliasTest : public ToolTest {};

TEST_F(AliasTest, add_memories_takes_a_text) {
    EXPECT_EQ(texts(checked("add_memories", {{"text", "Ada keeps bees."}, {"infer", false}})),
              Words{"Ada keeps bees."});
    EXPECT_EQ(total(), 1);
}

TEST_F(AliasTest, search_memories_takes_query_filters_and_limit) {
    add("Ada keeps bees.", {{"user_id", "ada"}});
    add("Bob keeps bees.", {{"user_id", "bob"}});
    auto const answer =
        checked("search_memories", {{"query", "bees"}, {"limit", 5}, {"filters", {{"AND", {{{"user_id", "ada"}}}}}}});
    EXPECT_EQ(texts(answer), Words{"Ada keeps bees."});
}

TEST_F(AliasTest, get_memories_takes_filters_and_pages) {
    for (int number = 0; number < 5; ++number) add("fact " + std::to_string(number), {{"user_id", "ada"}});
    Json const filters{{"user_id", "ada"}};
    EXPECT_EQ(texts(checked("get_memories", {{"filters", filters}, {"page", 2}, {"page_size", 2}})),
              (Words{"fact 2", "fact 1"}));
    EXPECT_EQ(checked("get_memories", {{"filters", filters}}).at("results").size(), 5U);
    EXPECT_EQ(checked("get_memories").at("results").size(), 0U);
}

TEST_F(AliasTest, delete_memories_takes_ids) {
    auto const first = add("one");
    auto const second = add("two");
    add("three");
    EXPECT_EQ(checked("delete_memories", {{"memory_ids", {first, second}}}).at("deleted"), 2);
    EXPECT_EQ(texts(checked("list_memories")), Words{"three"});
}

TEST_F(AliasTest, delete_all_memories_takes_a_user) {
    add("Ada's", {{"user_id", "ada"}});
    add("Ada's other", {{"user_id", "ada"}});
    add("Bob's", {{"user_id", "bob"}});
    EXPECT_EQ(checked("delete_all_memories", {{"user_id", "ada"}}).at("deleted"), 2);
    EXPECT_EQ(checked("list_memories", {{"user_id", "ada"}}).at("total"), 0);
    EXPECT_EQ(checked("list_memories", {{"user_id", "bob"}}).at("total"), 1);
}

}  // namespace
}  // namespace keepsake::testing

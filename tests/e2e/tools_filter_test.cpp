// Filters of searches and lists, as far as this version has them: names of the scope. All others are refused.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class FilterTest : public ToolTest {
protected:
    void SetUp() override {
        add("bees of Ada", {{"agent_id", "gardener"}, {"metadata", {{"city", "Berlin"}}}});
        add("bees of Bob", {{"agent_id", "clerk"}, {"session_id", "monday"}});
        add("bees of Cleo", {{"user_id", "cleo"}});
    }

    /// Whose bees pass, by search and by list alike.
    Words passing(Json const& filters) {
        auto const listed = sorted(texts(checked("list_memories", {{"filters", filters}})));
        EXPECT_EQ(sorted(texts(found("bees", {{"filters", filters}}))), listed) << filters;
        Words names;
        for (auto const& text : listed) names.push_back(text.substr(sizeof "bees of"));
        return names;
    }
};

TEST_F(FilterTest, a_name_of_the_scope_narrows) {
    EXPECT_EQ(passing({{"agent_id", "gardener"}}), Words{"Ada"});
    EXPECT_EQ(passing({{"run_id", "monday"}}), Words{"Bob"});
    EXPECT_EQ(passing({{"user_id", "cleo"}}), Words{"Cleo"});
    EXPECT_EQ(passing({{"AND", {{{"agent_id", "clerk"}}, {{"session_id", "monday"}}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"agent_id", "gardener"}, {"session_id", "monday"}}), Words{});
}

TEST_F(FilterTest, no_filters_are_no_filter) { EXPECT_EQ(passing(Json::object()), (Words{"Ada", "Bob"})); }

TEST_F(FilterTest, what_it_does_not_have_is_refused_and_not_passed_over) {
    for (Json const& wrong :
         {Json{{"colour", "red"}}, Json{{"metadata.city", "Berlin"}}, Json{{"agent_id", {{"in", {"clerk"}}}}},
          Json{{"agent_id", "*"}}, Json{{"OR", {{{"agent_id", "clerk"}}}}}, Json{{"AND", "x"}}, Json("agent_id")}) {
        EXPECT_TRUE(says(refused("search_memory", {{"query", "bees"}, {"filters", wrong}}), "filters")) << wrong;
        EXPECT_TRUE(says(refused("list_memories", {{"filters", wrong}}), "filters")) << wrong;
    }
}

TEST_F(FilterTest, a_filter_that_contradicts_an_argument_is_refused) {
    auto const answer = refused("list_memories", {{"user_id", "ada"}, {"filters", {{"user_id", "cleo"}}}});
    EXPECT_TRUE(says(answer, "filters.user_id")) << answer;
}

TEST_F(FilterTest, deep_nesting_is_answered) {
    Json filters{{"agent_id", "gardener"}};
    for (int level = 0; level < 60; ++level) filters = Json{{"AND", Json::array({filters})}};
    EXPECT_EQ(passing(filters), Words{"Ada"});
}

}  // namespace
}  // namespace keepsake::testing

// Filters of searches and lists.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class FilterTest : public ToolTest {
protected:
    void SetUp() override {
        add("bees of Ada", {{"agent_id", "gardener"}, {"metadata", {{"city", "Berlin"}, {"floor", 3}}}, {"categories", {"animals"}}});
        add("bees of Bob", {{"agent_id", "clerk"}, {"metadata", {{"city", "Munich"}, {"floor", 12}}}, {"categories", {"animals", "work"}}});
        add("bees of Cleo", {{"metadata", {{"city", "berlin"}}}});
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

TEST_F(FilterTest, a_bare_value_means_equal) {
    EXPECT_EQ(passing({{"agent_id", "gardener"}}), Words{"Ada"});
    EXPECT_EQ(passing({{"agent_id", {{"eq", "clerk"}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"metadata.city", "Berlin"}}), Words{"Ada"});
    EXPECT_EQ(passing({{"metadata", {{"city", "Munich"}}}}), Words{"Bob"});
}

TEST_F(FilterTest, star_means_any_value) {
    EXPECT_EQ(passing({{"agent_id", "*"}}), (Words{"Ada", "Bob"}));
}

TEST_F(FilterTest, values_are_compared) {
    EXPECT_EQ(passing({{"agent_id", {{"in", {"clerk", "nobody"}}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"metadata.floor", {{"gt", 3}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"metadata.floor", {{"gte", 3}}}}), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing({{"metadata.floor", {{"lt", 12}}}}), Words{"Ada"});
    EXPECT_EQ(passing({{"metadata.floor", {{"gte", 3}, {"lte", 11}}}}), Words{"Ada"});
    EXPECT_EQ(passing({{"metadata.city", {{"contains", "erlin"}}}}), (Words{"Ada", "Cleo"}));
    EXPECT_EQ(passing({{"metadata.city", {{"icontains", "BERLIN"}}}}), (Words{"Ada", "Cleo"}));
    EXPECT_EQ(passing({{"categories", {{"contains", "work"}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"categories", {{"in", {"animals", "music"}}}}}), (Words{"Ada", "Bob"}));
}

TEST_F(FilterTest, conditions_combine) {
    EXPECT_EQ(passing({{"AND", {{{"categories", {{"contains", "animals"}}}}, {{"metadata.city", "Munich"}}}}}), Words{"Bob"});
    EXPECT_EQ(passing({{"OR", {{{"agent_id", "gardener"}}, {{"metadata.city", "berlin"}}}}}), (Words{"Ada", "Cleo"}));
    EXPECT_EQ(passing({{"NOT", {{{"agent_id", "gardener"}}, {{"agent_id", "clerk"}}}}}), Words{"Cleo"});
    EXPECT_EQ(passing({{"agent_id", "gardener"}, {"metadata.city", "Munich"}}), Words{});
}

TEST_F(FilterTest, times_are_compared_as_times) {
    EXPECT_EQ(passing({{"created_at", {{"gte", "2020-01-01"}}}}), (Words{"Ada", "Bob", "Cleo"}));
    EXPECT_EQ(passing({{"created_at", {{"lt", "2020-01-01T00:00:00+02:00"}}}}), Words{});
}

TEST_F(FilterTest, a_filter_never_loses_a_hit_behind_the_limit) {
    for (int number = 0; number < 150; ++number) add("bees bees bees");
    auto const answer = found("bees", {{"limit", 1}, {"filters", {{"metadata.city", "berlin"}}}});
    EXPECT_EQ(texts(answer), Words{"bees of Cleo"});
}

TEST_F(FilterTest, what_is_no_filter_is_refused_by_name) {
    for (Json const& wrong : {Json{{"colour", "red"}}, Json{{"agent_id", {{"almost", "x"}}}}, Json{{"AND", "x"}},
                              Json{{"created_at", {{"gt", "soon"}}}}}) {
        EXPECT_TRUE(says(refused("search_memory", {{"query", "bees"}, {"filters", wrong}}), "filters")) << wrong;
        EXPECT_TRUE(says(refused("list_memories", {{"filters", wrong}}), "filters")) << wrong;
    }
}

TEST_F(FilterTest, deeply_nested_filters_are_refused_or_answered) {
    Json filters{{"agent_id", "gardener"}};
    for (int level = 0; level < 12; ++level) filters = Json{{"AND", Json::array({filters})}};
    auto const result = server().call("list_memories", {{"filters", filters}});
    EXPECT_EQ(total(), 3);
    if (result.value("isError", false)) return;
    EXPECT_EQ(texts(result.at("structuredContent")), Words{"bees of Ada"});
}

}  // namespace
}  // namespace keepsake::testing

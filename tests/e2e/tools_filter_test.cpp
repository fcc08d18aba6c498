// The filters of searches and lists.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

/// Names whose bees pass a filter, by search and by list alike.
class FilterTest : public ToolTest {
protected:
    static Words names_in(Json const& answer) {
        Words names;
        for (auto const& text : texts(answer)) names.push_back(text.substr(sizeof "bees of"));
        return sorted(names);
    }
    Words passing(Json const& filters) {
        auto const listed = names_in(checked("list_memories", {{"filters", filters}, {"limit", 200}}));
        EXPECT_EQ(names_in(found("bees", {{"filters", filters}, {"limit", 100}})), listed) << filters;
        return listed;
    }
    Words passing(char const* filters) { return passing(Json::parse(filters)); }
    std::string refused_filter(Json const& filters) {
        auto const listed = refused("list_memories", {{"filters", filters}});
        EXPECT_EQ(refused("search_memory", {{"query", "bees"}, {"filters", filters}}), listed);
        return listed;
    }
};

class ScopeFilterTest : public FilterTest {
protected:
    void SetUp() override {
        add("bees of Ada", {{"agent_id", "gardener"}});
        add("bees of Bob", {{"agent_id", "clerk"}, {"session_id", "monday"}});
        add("bees of Cleo", {{"user_id", "cleo"}});
        add("bees of Dan", {{"user_id", "dan"}, {"agent_id", "clerk"}});
    }
};

TEST_F(ScopeFilterTest, a_name_of_the_scope_narrows) {
    EXPECT_EQ(passing(R"({"agent_id": "gardener"})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"run_id": "monday"})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"user_id": "cleo"})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"AND": [{"agent_id": "clerk"}, {"session_id": "monday"}]})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"agent_id": "gardener", "session_id": "monday"})"), Words{});
}

TEST_F(ScopeFilterTest, without_a_name_the_connections_user_is_meant) {
    EXPECT_EQ(passing("{}"), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing(R"({"kind": "fact"})"), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing(R"({"NOT": {"kind": "turn"}})"), (Words{"Ada", "Bob"}));
}

TEST_F(ScopeFilterTest, several_users_can_be_named) {
    EXPECT_EQ(passing(R"({"user_id": {"in": ["cleo", "dan", "nobody"]}})"), (Words{"Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"OR": [{"user_id": "cleo"}, {"session_id": "monday"}]})"), (Words{"Bob", "Cleo"}));
    EXPECT_EQ(passing(R"({"agent_id": "clerk"})"), (Words{"Bob", "Dan"}));
    EXPECT_EQ(passing(R"({"user_id": "*"})"), (Words{"Ada", "Bob", "Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"user_id": {"ne": "default"}})"), (Words{"Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"NOT": {"agent_id": "clerk"}})"), Words{"Ada"})
        << "nobody else's memories are opened by that";
}

TEST_F(ScopeFilterTest, arguments_are_never_widened_and_not_contradicted) {
    Json const both = {{"user_id", {"cleo", "dan"}}};
    EXPECT_EQ(names_in(checked("list_memories", {{"user_id", "dan"}, {"filters", both}})), Words{"Dan"});
    EXPECT_EQ(names_in(found("bees", {{"user_id", "dan"}, {"filters", both}})), Words{"Dan"});
    for (Json const& filters : {Json{{"user_id", "cleo"}}, Json{{"AND", Json::array({{{"user_id", "cleo"}}})}}}) {
        auto const said = refused("list_memories", {{"user_id", "dan"}, {"filters", filters}});
        EXPECT_TRUE(says(said, "filters.user_id: expected \"dan\"")) << said;
    }
}

TEST_F(ScopeFilterTest, a_bound_connection_stays_on_its_user) {
    auto const bound = start({{"KEEPSAKE_USER_ID", "cleo"}, {"KEEPSAKE_BIND_USER", "true"}});
    for (auto const* const filters :
         {R"({"user_id": "*"})", R"({"user_id": ["cleo", "dan"]})", R"({"NOT": {"user_id": "dan"}})",
          R"({"OR": [{"user_id": "cleo"}, {"agent_id": "clerk"}]})", R"({"user_id": "cleo"})", "{}"}) {
        Json const read = Json::parse(filters);
        EXPECT_EQ(names_in(bound->call_ok("list_memories", {{"filters", read}})), Words{"Cleo"}) << filters;
        EXPECT_EQ(names_in(bound->call_ok("search_memory", {{"query", "bees"}, {"filters", read}})), Words{"Cleo"})
            << filters;
    }
    EXPECT_EQ(names_in(bound->call_ok("list_memories", {{"filters", {{"agent_id", "clerk"}}}})), Words{});
    EXPECT_TRUE(says_not_found(refusal(*bound, "list_memories", {{"filters", {{"user_id", "dan"}}}})));
}

TEST_F(ScopeFilterTest, only_searches_and_lists_have_filters) {
    Json const filters = {{"user_id", "cleo"}};
    auto const added = checked("add_memory", {{"text", "bees of Eve"}, {"filters", filters}});
    EXPECT_TRUE(says(added.at("ignored").dump(), "filters"));
    auto const id = ids(added)[0];
    auto const read = checked("get_memory", {{"memory_id", id}, {"filters", filters}});
    EXPECT_EQ(read.at("user_id"), "default") << "without effect";
    EXPECT_TRUE(says(read.at("ignored").dump(), "filters"));
    auto const updated = checked("update_memory", {{"memory_id", id}, {"text", "wasps"}, {"filters", filters}});
    EXPECT_TRUE(says(updated.at("ignored").dump(), "filters"));

    int const before = total();
    for (auto const* tool : {"delete_memory", "delete_memories", "delete_all_memories"}) {
        EXPECT_TRUE(says(refused(tool, {{"all", true}, {"user_id", "default"}, {"filters", filters}}),
                         "filters: expected to be left out"))
            << tool;
    }
    EXPECT_TRUE(says(refused("delete_memory", {{"memory_id", id}, {"filters", Json::object()}}), "filters"));
    EXPECT_EQ(total(), before);
}

class ContentFilterTest : public FilterTest {
protected:
    void SetUp() override {
        add("bees of Ada", {{"metadata", Json::parse(R"({"city": "Berlin", "hives": 3, "trip": {"to": "Rome"}})")},
                            {"categories", {"Garden", "work"}},
                            {"timestamp", "2026-03-14T10:00:00Z"}});
        add("bees of Bob", {{"metadata", Json::parse(R"({"city": ["Porto", "Köln"], "hives": "3", "sold": true})")},
                            {"categories", {"work"}},
                            {"timestamp", "2026-03-15T00:00:00Z"}});
        checked("add_memory",
                {{"facts", {{{"text", "bees of Cleo"}, {"confidence", 0.4}, {"event_date", "2025-12-24"}}}},
                 {"expires_at", "2190-01-01"}});
        checked("add_memory", {{"messages", {{{"role", "user"}, {"content", "bees of Dan"}}}},
                               {"timestamp", "2026-04-01T00:00:00Z"}});
    }
};

TEST_F(ContentFilterTest, metadata_is_compared_by_key_and_type) {
    EXPECT_EQ(passing(R"({"metadata.city": "Berlin"})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"metadata": {"city": "Berlin"}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"metadata.city": ["Berlin", "Porto"]})"), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing(R"({"metadata.city": {"icontains": "KÖLN"}})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"metadata.city": {"contains": "erl"}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"metadata.hives": {"gte": 2, "lt": 4}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"metadata.hives": "3"})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"metadata.sold": true})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"metadata.trip.to": "Rome"})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"metadata": {"trip": {"to": {"ne": "Rome"}}}})"), (Words{"Bob", "Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"metadata.city": "*"})"), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing(R"({"metadata.city": "' OR 1=1 --"})"), Words{});
}

TEST_F(ContentFilterTest, categories_are_a_set) {
    EXPECT_EQ(passing(R"({"categories": "work"})"), (Words{"Ada", "Bob"}));
    EXPECT_EQ(passing(R"({"categories": {"contains": "Garden"}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"categories": {"icontains": "gard"}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"categories": {"in": ["Garden", "home"]}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"categories": {"ne": "Garden"}})"), (Words{"Bob", "Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"categories": "*"})"), (Words{"Ada", "Bob"}));
}

TEST_F(ContentFilterTest, a_day_is_all_of_it) {
    EXPECT_EQ(passing(R"({"timestamp": "2026-03-14"})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"timestamp": {"gt": "2026-03-14", "lte": "2026-03-15"}})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"timestamp": {"gte": "2026-03-14", "lt": "2026-03-15"}})"), Words{"Ada"});
    EXPECT_EQ(passing(R"({"timestamp": 1773482400})"), Words{"Ada"}) << "seconds since 1970";
    EXPECT_EQ(passing(R"({"event_date": "2025-12-24"})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"event_date": {"lt": "2026-03-14"}})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"expires_at": "*"})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"expires_at": {"gt": "2189-12-31"}})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"created_at": {"gt": "2026-01-01"}, "updated_at": {"lt": "2025-01-01"}})"), Words{});
    EXPECT_EQ(passing(R"({"created_at": {"gt": "2020-01-01"}})").size(), 4U);
}

TEST_F(ContentFilterTest, kinds_words_confidence_and_ids) {
    EXPECT_EQ(passing(R"({"kind": "turn"})"), Words{"Dan"});
    EXPECT_EQ(passing(R"({"keywords": "OF CLEO"})"), Words{"Cleo"});
    EXPECT_EQ(passing(R"({"keywords": {"contains": "OF CLEO"}})"), Words{});
    EXPECT_EQ(passing(R"({"confidence": {"lt": 0.5}})"), Words{"Cleo"});
    auto const id = ids(checked("list_memories", {{"filters", {{"keywords", "Bob"}}}}))[0];
    EXPECT_EQ(passing(Json{{"memory_ids", Json::array({id})}}), Words{"Bob"});
    EXPECT_EQ(passing(Json{{"memory_ids", id}}), Words{"Bob"});
}

TEST_F(ContentFilterTest, conditions_are_joined_and_turned_round) {
    EXPECT_EQ(passing(R"({"OR": [{"metadata.city": "Berlin"}, {"kind": "turn"}]})"), (Words{"Ada", "Dan"}));
    EXPECT_EQ(passing(R"({"NOT": {"metadata.city": "Berlin"}})"), (Words{"Bob", "Cleo", "Dan"}));
    EXPECT_EQ(passing(R"({"NOT": [{"metadata.city": "Berlin"}, {"kind": "turn"}]})"), (Words{"Bob", "Cleo"}));
    EXPECT_EQ(passing(R"({"AND": [{"categories": "work"}, {"NOT": {"categories": "Garden"}}]})"), Words{"Bob"});
    EXPECT_EQ(passing(R"({"AND": []})").size(), 4U);
    EXPECT_EQ(passing(R"({"OR": []})"), Words{});
    EXPECT_EQ(passing(R"({"NOT": []})").size(), 4U);
    EXPECT_EQ(passing(R"({"metadata.city": []})"), Words{});
}

TEST_F(ContentFilterTest, a_search_filters_before_it_ranks) {
    for (int number = 0; number < 120; ++number) add("bees bees bees " + std::to_string(number));
    EXPECT_EQ(texts(found("bees", {{"limit", 1}, {"filters", {{"metadata.city", "Berlin"}}}})), Words{"bees of Ada"});
    EXPECT_EQ(texts(found("bees", {{"limit", 1}, {"kinds", {"turn"}}, {"filters", {{"keywords", "bees"}}}})),
              Words{"bees of Dan"});
}

TEST_F(ContentFilterTest, a_look_into_the_past_filters_what_was_there_then) {
    auto const id = ids(checked("list_memories", {{"filters", {{"keywords", "Ada"}}}}))[0];
    checked("update_memory", {{"memory_id", id}, {"text", "bees of Zoe"}, {"metadata", {{"city", "Munich"}}}});
    Json const in_berlin = {{"metadata.city", "Berlin"}};
    EXPECT_EQ(passing(in_berlin), Words{});
    EXPECT_EQ(texts(found("bees", {{"filters", in_berlin}, {"as_of", "2026-03-20"}})), Words{"bees of Ada"});
    EXPECT_EQ(texts(found("bees", {{"filters", in_berlin}, {"include_superseded", true}})), Words{"bees of Ada"});
    EXPECT_EQ(passing(R"({"metadata.city": "Munich"})"), Words{"Zoe"});
}

TEST_F(ContentFilterTest, what_changes_passes_at_once) {
    auto const neighbour = start();
    auto const id = ids(checked("list_memories", {{"filters", {{"keywords", "Bob"}}}}))[0];
    for (auto const* const city : {"Oslo", "Rome", "Oslo"}) {
        neighbour->call_ok("update_memory", {{"memory_id", id}, {"metadata", {{"city", city}}}});
        EXPECT_EQ(passing(Json{{"metadata.city", city}}), Words{"Bob"});
    }
}

class FilterPagesTest : public FilterTest {};

TEST_F(FilterPagesTest, follow_the_filter) {
    Json facts = Json::array();
    for (int number = 0; number < 30; ++number)
        facts.push_back({{"text", "bees of " + std::to_string(number)}, {"metadata", {{"even", number % 2 == 0}}}});
    checked("add_memory", {{"facts", facts}});
    Json arguments{{"limit", 4}, {"filters", {{"metadata.even", true}}}};
    Words seen;
    for (bool more = true; more;) {
        auto const page = checked("list_memories", arguments);
        EXPECT_EQ(page.at("total"), 15);
        for (auto const& text : texts(page)) seen.push_back(text);
        more = page.contains("next_cursor");
        if (more) arguments["cursor"] = page["next_cursor"];
    }
    ASSERT_EQ(seen.size(), 15U);
    EXPECT_EQ(seen.front(), "bees of 28");
    EXPECT_EQ(seen.back(), "bees of 0");
    EXPECT_EQ(
        texts(checked("get_memories", {{"page", 2}, {"page_size", 10}, {"filters", {{"metadata.even", true}}}})).size(),
        5U);
}

class FilterErrorTest : public FilterTest {};

TEST_F(FilterErrorTest, names_the_place_what_is_allowed_and_what_came) {
    add("bees of Ada");
    auto const field = refused_filter(Json::parse(R"({"AND": [{"kind": "fact"}, {"colour": "red"}]})"));
    EXPECT_TRUE(says(field, "filters.AND[1].colour: expected one of the fields user_id")) << field;
    auto const comparison = refused_filter(Json::parse(R"({"created_at": {"gtee": "2026-01-01"}})"));
    EXPECT_TRUE(says(comparison, "eq, ne, in, gt, gte, lt, lte")) << comparison;
    EXPECT_TRUE(says(comparison, "did you mean gte?")) << comparison;
    for (auto const* const wrong : {R"({"user_id": null})", R"({"kind": "dream"})", R"({"created_at": "someday"})",
                                    R"({"AND": "x"})", R"("agent_id")", R"([])", R"({"metadata": "x"})"}) {
        auto const said = refused_filter(Json::parse(wrong));
        EXPECT_TRUE(says(said, "filters")) << said;
        auto const example = Json::parse(said.substr(said.find("Example: ") + 9));
        EXPECT_NO_THROW(checked("list_memories", example)) << said;
    }
}

TEST_F(FilterErrorTest, too_deep_and_too_many_are_said) {
    add("bees of Ada");
    Json filters{{"kind", "fact"}};
    for (int level = 1; level < 32; ++level) filters = Json{{"AND", Json::array({filters})}};
    EXPECT_EQ(passing(filters), Words{"Ada"});
    EXPECT_TRUE(says(refused_filter(Json{{"AND", Json::array({filters})}}), "at most 32 levels"));
    Json many = Json::array();
    for (int number = 0; number < 257; ++number) many.push_back({{"kind", "fact"}});
    EXPECT_TRUE(says(refused_filter(Json{{"OR", many}}), "at most 256 conditions"));
}

}  // namespace
}  // namespace keepsake::testing

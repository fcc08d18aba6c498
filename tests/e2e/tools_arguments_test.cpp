// Wrong and unknown arguments of every tool.

#include <gtest/gtest.h>

#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

struct WrongArgument {
    char const* tool;
    char const* argument;
    Json value;
};

void PrintTo(WrongArgument const& wrong, std::ostream* out) {
    *out << wrong.tool << " " << wrong.argument << "=" << wrong.value;
}

Json const no_string = Json::object({{"unexpected", 1}});

std::vector<WrongArgument> const wrong_arguments{
    {"add_memory", "text", 42},
    {"add_memory", "text", no_string},
    {"add_memory", "messages", 42},
    {"add_memory", "messages", no_string},
    {"add_memory", "facts", 42},
    {"add_memory", "facts", Json::array({42})},
    {"add_memory", "facts", Json::array({Json{{"confidence", 0.5}}})},
    {"add_memory", "facts", Json::array({Json{{"text", "Ada sings."}, {"confidence", 1.5}}})},
    {"add_memory", "facts", Json::array({Json{{"text", "Ada sings."}, {"event_date", "someday"}}})},
    {"add_memory", "relations", 42},
    {"add_memory", "relations", Json::array({"Ada knows Bob."})},
    {"add_memory", "relations", Json::array({Json{{"source", "Ada"}, {"relation", "knows"}}})},
    {"add_memory", "custom_instructions", 42},
    {"add_memory", "prompt", no_string},
    {"add_memory", "includes", 42},
    {"add_memory", "excludes", 42},
    {"add_memory", "custom_categories", 42},
    {"add_memory", "timestamp", no_string},
    {"add_memory", "timestamp", "someday"},
    {"add_memory", "infer", "perhaps"},
    {"add_memory", "wait", "perhaps"},
    {"add_memory", "kind", no_string},
    {"add_memory", "kind", "dream"},
    {"add_memory", "metadata", "flat"},
    {"add_memory", "metadata", Json::array({1})},
    {"add_memory", "categories", 42},
    {"add_memory", "categories", Json::array({42})},
    {"add_memory", "expires_at", no_string},
    {"add_memory", "expires_at", "someday"},
    {"add_memory", "expiration_date", no_string},
    {"add_memory", "expiration_date", "someday"},
    {"search_memory", "query", 42},
    {"search_memory", "limit", "many"},
    {"search_memory", "limit", 2.5},
    {"search_memory", "filters", 42},
    {"search_memory", "threshold", "high"},
    {"search_memory", "threshold", 1.5},
    {"search_memory", "kinds", 42},
    {"search_memory", "kinds", Json::array({42})},
    {"search_memory", "as_of", no_string},
    {"search_memory", "as_of", "someday"},
    {"search_memory", "known_at", no_string},
    {"search_memory", "known_at", "someday"},
    {"search_memory", "include_superseded", "perhaps"},
    {"search_memory", "rerank", "perhaps"},
    {"search_memory", "explain", "perhaps"},
    {"search_memory", "full", "perhaps"},
    {"list_memories", "limit", "many"},
    {"list_memories", "cursor", no_string},
    {"list_memories", "filters", 42},
    {"list_memories", "kinds", 42},
    {"list_memories", "include_superseded", "perhaps"},
    {"list_memories", "full", "perhaps"},
    {"get_memory", "memory_id", no_string},
    {"get_memory", "history", "perhaps"},
    {"update_memory", "memory_id", no_string},
    {"update_memory", "text", 42},
    {"update_memory", "metadata", "flat"},
    {"update_memory", "categories", 42},
    {"update_memory", "expires_at", no_string},
    {"update_memory", "expected_version", "newest"},
    {"update_memory", "expected_version", 1.5},
    {"delete_memory", "memory_id", no_string},
    {"delete_memory", "memory_ids", 42},
    {"delete_memory", "memory_ids", Json::array({42})},
    {"delete_memory", "all", "perhaps"},
    {"delete_memory", "erase", "perhaps"},
    {"get_event", "event_id", no_string},
    {"search_graph", "query", no_string},
    {"search_graph", "limit", 201},
    {"search_graph", "as_of", "someday"},
    {"search_graph", "known_at", no_string},
    {"explore_graph", "entity", no_string},
    {"explore_graph", "to", no_string},
    {"explore_graph", "depth", 5},
    {"explore_graph", "relation", no_string},
    {"explore_graph", "direction", "sideways"},
    {"explore_graph", "limit", "many"},
    {"query_graph", "patterns", "?a"},
    {"query_graph", "patterns", Json::array({42})},
    {"query_graph", "limit", 0},
};

std::vector<WrongArgument> wrong_scopes() {
    std::vector<WrongArgument> wrong;
    for (auto const* tool : {"add_memory", "search_memory", "list_memories", "get_memory", "update_memory",
                             "delete_memory", "get_event", "search_graph", "explore_graph", "query_graph"})
        for (auto const* argument : {"user_id", "agent_id", "app_id", "session_id", "run_id"})
            wrong.push_back({tool, argument, no_string});
    return wrong;
}

std::string json_type(Json const& value) {
    if (value.is_object()) return "object";
    if (value.is_array()) return "array";
    if (value.is_number()) return "number";
    return "string";
}

// What came is told by its value or, where that would be long, by its type; of an array it may be one element.
bool tells_what_came(std::string const& text, Json const& value) {
    if (mentions(text, value.dump()) || mentions(text, json_type(value))) return true;
    if (value.is_string()) return mentions(text, value.get<std::string>());
    return value.is_structured() &&
           std::ranges::any_of(value, [&](Json const& part) { return tells_what_came(text, part); });
}

class WrongArgumentTest : public ToolTest, public ::testing::WithParamInterface<WrongArgument> {
protected:
    void SetUp() override {
        auto const added = checked("add_memory", {{"text", "Ada keeps bees."}, {"relations", Json::array({pattern})}});
        memory_id = ids(added)[0];
        event_id = added.at("event_id");
    }

    /// Arguments that would be accepted.
    Json good_arguments(std::string const& tool) const {
        if (tool == "add_memory") return {{"text", "Bob keeps goats."}};
        if (tool == "search_memory" || tool == "search_graph") return {{"query", "bees"}};
        if (tool == "explore_graph") return {{"entity", "Ada"}};
        if (tool == "query_graph") return {{"patterns", Json::array({pattern})}};
        if (tool == "get_event") return {{"event_id", event_id}};
        if (tool == "update_memory") return {{"memory_id", memory_id}, {"text", "Ada keeps wasps."}};
        if (tool == "list_memories") return Json::object();
        return {{"memory_id", memory_id}};
    }

    std::string memory_id;
    std::string event_id;
    Json const pattern{{"source", "Ada"}, {"relation", "keeps"}, {"target", "bees"}};
};

TEST_P(WrongArgumentTest, is_explained_and_changes_nothing) {
    auto const& wrong = GetParam();
    auto arguments = good_arguments(wrong.tool);
    arguments[wrong.argument] = wrong.value;
    auto const text = refused(wrong.tool, arguments);

    EXPECT_TRUE(says(text, wrong.argument));
    EXPECT_TRUE(says(text, "expected"));
    EXPECT_TRUE(says(text, "example"));
    EXPECT_TRUE(tells_what_came(text, wrong.value)) << text;
    EXPECT_EQ(total(), 1);
    auto const untouched = memory(memory_id);
    EXPECT_EQ(untouched.at("memory"), "Ada keeps bees.");
    EXPECT_EQ(untouched.at("version"), 1);
}

template <class Info>
std::string numbered(Info const& info) {
    return std::string(info.param.tool) + "_" + info.param.argument + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(value, WrongArgumentTest, ::testing::ValuesIn(wrong_arguments),
                         [](auto const& info) { return numbered(info); });
INSTANTIATE_TEST_SUITE_P(scope, WrongArgumentTest, ::testing::ValuesIn(wrong_scopes()),
                         [](auto const& info) { return numbered(info); });

class UnknownArgumentTest : public ToolTest {};

TEST_F(UnknownArgumentTest, is_named_with_the_near_name_and_does_not_stop_the_call) {
    auto const added = checked("add_memory", {{"text", "Ada keeps bees."}, {"metadta", {{"a", 1}}}, {"xyzzy", true}});
    EXPECT_EQ(texts(added), Words{"Ada keeps bees."});
    auto const ignored = added.at("ignored").dump();
    EXPECT_TRUE(says(ignored, "metadta"));
    EXPECT_TRUE(says(ignored, "metadata"));
    EXPECT_TRUE(says(ignored, "xyzzy"));

    auto const listed = checked("list_memories", {{"limt", 5}});
    EXPECT_TRUE(says(listed.at("ignored").dump(), "limt"));
    EXPECT_TRUE(says(listed.at("ignored").dump(), "limit"));
    EXPECT_EQ(listed.at("total"), 1);
}

TEST_F(UnknownArgumentTest, is_named_by_every_tool) {
    auto const added = checked("add_memory", {{"text", "Ada keeps bees."}, {"xyzzy", 1}});
    auto const id = ids(added)[0];
    auto const& event = added.at("event_id");
    EXPECT_TRUE(says(added.at("ignored").dump(), "xyzzy"));
    for (auto const& [tool, arguments] :
         std::vector<std::pair<std::string, Json>>{{"search_memory", {{"query", "bees"}}},
                                                   {"list_memories", Json::object()},
                                                   {"get_memory", {{"memory_id", id}}},
                                                   {"update_memory", {{"memory_id", id}, {"text", "Wasps."}}},
                                                   {"get_event", {{"event_id", event}}},
                                                   {"search_graph", {{"query", "bees"}}},
                                                   {"delete_memory", {{"memory_id", id}}}}) {
        auto with_unknown = arguments;
        with_unknown["xyzzy"] = 1;
        EXPECT_TRUE(says(checked(tool, with_unknown).value("ignored", Json()).dump(), "xyzzy")) << tool;
    }
}

TEST_F(UnknownArgumentTest, nothing_is_said_when_there_is_none) {
    EXPECT_FALSE(checked("list_memories").contains("ignored"));
}

TEST_F(UnknownArgumentTest, arguments_that_are_no_object_are_refused) {
    for (Json const& arguments : {Json("text"), Json(5), Json::array({1})}) {
        auto const response = server().request("tools/call", {{"name", "list_memories"}, {"arguments", arguments}});
        auto const refused = response.contains("error") || response.at("result").value("isError", false);
        EXPECT_TRUE(refused) << response;
    }
}

}  // namespace
}  // namespace keepsake::testing

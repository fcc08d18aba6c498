#include "memory/engine_fixture.h"
#include "tools/tool_set.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;

enum class BoundBy { address, setting };

/// Ana speaks, bound to herself; the store also has what Ben said.
class CallerBindingTest : public EngineFixture, public ::testing::WithParamInterface<BoundBy> {
protected:
    CallerBindingTest() {
        ben_.agent = "gardener";
        bens_ = add(fact(ben_, "Ben keeps bees in secret.", clock_.now()));
    }

    Json call(std::string const& tool, Json const& arguments) const {
        mcp::CallContext context;
        context.progress = [](double, double, std::string_view) {};
        if (GetParam() == BoundBy::address) context.caller.user = "ana";
        return std::get<mcp::ToolResult>(tools_.find(tool)->call(arguments, context)).json();
    }
    Json answer(std::string const& tool, Json const& arguments) const {
        auto const result = call(tool, arguments);
        EXPECT_FALSE(result.value("isError", false)) << tool << arguments << result;
        return result.value("structuredContent", Json());
    }
    void expect_not_found(std::string const& tool, Json const& arguments) const {
        auto const result = call(tool, arguments);
        EXPECT_TRUE(result.value("isError", false)) << tool << arguments << result;
        EXPECT_NE(result.dump().find("not found"), std::string::npos) << tool << result;
        EXPECT_EQ(result.dump().find("secret"), std::string::npos) << tool << result;
    }
    void expect_nothing_of_ben(std::string const& tool, Json const& arguments) const {
        auto const text = call(tool, arguments).dump();
        EXPECT_EQ(text.find("secret"), std::string::npos) << tool << arguments << text;
        EXPECT_EQ(text.find(bens_.text), std::string::npos) << tool << arguments << text;
    }
    void expect_bens_stands() const {
        auto const memory = store_.find(bens_, {});
        ASSERT_TRUE(memory);
        EXPECT_EQ(memory->version, 1);
        EXPECT_FALSE(memory->valid_to);
    }
    storage::MemoryRecord stored(Json const& added) const {
        return *store_.find({added.at("results").at(0).at("id").get<std::string>()}, {});
    }

    MemoryId bens_;
    bool const by_setting_ = GetParam() == BoundBy::setting;
    ToolEnvironment environment_{.engine = engine_,
                                 .graph = graph_,
                                 .tenant = {},
                                 .user = by_setting_ ? "ana" : "somebody",
                                 .bound = by_setting_,
                                 .problem = {}};
    mcp::ToolSet tools_ = make_tool_set(environment_, Profile::all);
};

TEST_P(CallerBindingTest, WhatIsAddedIsTheCallersOwn) {
    EXPECT_EQ(stored(answer("add_memory", {{"text", "tea"}})).scope.user, "ana");
    EXPECT_EQ(stored(answer("add_memory", {{"text", "tea"}, {"user_id", "ana"}})).scope.user, "ana");
    EXPECT_EQ(stored(answer("add_memory", {{"text", "tea"}, {"agent_id", "gardener"}})).scope.user, "ana");
}

TEST_P(CallerBindingTest, NothingIsAddedToAnother) {
    for (auto const* const tool : {"add_memory", "add_memories"}) {
        expect_not_found(tool, {{"text", "Ben sells bees."}, {"user_id", "ben"}});
        expect_not_found(tool, {{"text", "x"}, {"infer", false}, {"user_id", "ben"}, {"agent_id", "gardener"}});
    }
    EXPECT_EQ(store_.overview(all_of("ben")).facts, 1);
}

TEST_P(CallerBindingTest, WhatIsSimilarIsTheCallersOwn) {
    add_fact("Ben keeps bees in public.");
    auto const similar = answer("add_memory", {{"text", "Ben keeps bees in secret."}}).at("similar");
    ASSERT_EQ(similar.size(), 1u);
    EXPECT_EQ(similar[0].at("memory"), "Ben keeps bees in public.");
}

TEST_P(CallerBindingTest, AnotherIsNotFoundByArguments) {
    for (auto const* const tool : {"search_memory", "list_memories", "search_memories", "get_memories"}) {
        for (Json arguments : {Json::object(), Json{{"agent_id", "gardener"}}, Json{{"user_id", "ana"}},
                               Json{{"include_superseded", true}}, Json{{"as_of", "2027-01-01"}}}) {
            arguments["query"] = "bees";
            expect_nothing_of_ben(tool, arguments);
        }
        expect_not_found(tool, {{"query", "bees"}, {"user_id", "ben"}});
        expect_not_found(tool, {{"query", "bees"}, {"user_id", "ben"}, {"agent_id", "gardener"}});
    }
}

TEST_P(CallerBindingTest, AnotherIsNotFoundByFilters) {
    for (auto const* const tool : {"search_memory", "list_memories"}) {
        for (Json const& filters :
             {Json{{"user_id", "ben"}}, Json{{"user_id", "*"}}, Json{{"user_id", {{"in", {"ana", "ben"}}}}},
              Json{{"NOT", {{{"user_id", "ana"}}}}}, Json{{"OR", {{{"user_id", "ana"}}, {{"user_id", "ben"}}}}},
              Json{{"AND", {{{"user_id", "ben"}}, {{"agent_id", "gardener"}}}}}, Json{{"agent_id", "gardener"}},
              Json{{"user_id", {{"ne", "ana"}}}}, Json{{"text", {{"contains", "bees"}}}}})
            expect_nothing_of_ben(tool, {{"query", "bees"}, {"filters", filters}});
        expect_not_found(tool, {{"query", "bees"}, {"filters", {{"user_id", "ben"}}}});
    }
}

TEST_P(CallerBindingTest, AnothersIdsAreNotFound) {
    auto const id = bens_.text;
    for (Json const& scope :
         {Json::object(), Json{{"user_id", "ana"}}, Json{{"agent_id", "gardener"}}, Json{{"user_id", "ben"}}}) {
        auto const with = [&](Json arguments) {
            arguments.update(scope);
            return arguments;
        };
        expect_not_found("get_memory", with({{"memory_id", id}}));
        expect_not_found("get_memory", with({{"memory_id", id}, {"history", true}}));
        expect_not_found("update_memory", with({{"memory_id", id}, {"text", "gone"}}));
        expect_not_found("update_memory", with({{"memory_id", id}, {"feedback", "NEGATIVE"}}));
        expect_not_found("delete_memory", with({{"memory_id", id}}));
        expect_not_found("delete_memory", with({{"memory_ids", {id}}, {"erase", true}}));
        expect_not_found("delete_memories", with({{"memory_ids", {id}}}));
    }
    expect_bens_stands();
}

TEST_P(CallerBindingTest, AnothersEventsAreNotFound) {
    auto const event = store_.add(fact(ben_, "Ben sells bees.", clock_.now())).event.text;
    expect_not_found("get_event", {{"event_id", event}});
    expect_not_found("get_event", {{"event_id", event}, {"user_id", "ben"}});
    auto const own = answer("add_memory", {{"text", "tea"}}).at("event_id");
    EXPECT_EQ(answer("get_event", {{"event_id", own}}).at("event_id"), own);
}

TEST_P(CallerBindingTest, DeletingAllLeavesAnotherAlone) {
    ana_.agent = "gardener";
    add_fact("tea");
    EXPECT_EQ(answer("delete_memory", {{"all", true}, {"agent_id", "gardener"}}).at("deleted"), 1);
    add_fact("coffee");
    EXPECT_EQ(answer("delete_all_memories", Json::object()).at("deleted"), 1);
    add_fact("water");
    EXPECT_EQ(answer("delete_all_memories", {{"agent_id", "gardener"}, {"erase", true}}).at("deleted"), 3)
        << "also what has ended";
    expect_not_found("delete_memory", {{"all", true}, {"user_id", "ben"}});
    expect_not_found("delete_all_memories", {{"user_id", "ben"}});
    expect_bens_stands();
}

INSTANTIATE_TEST_SUITE_P(Bindings, CallerBindingTest, ::testing::Values(BoundBy::address, BoundBy::setting),
                         [](auto const& info) { return info.param == BoundBy::address ? "Address" : "Setting"; });

}  // namespace
}  // namespace keepsake::tools

#include "tools/memory_resources_test.h"

#include <algorithm>

namespace keepsake::tools {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;
using Words = std::vector<std::string>;

TEST_F(MemoryResourcesTest, AMemoryReadsAsGetMemoryShowsIt) {
    auto const id = add(fact_of_turns(ana_, "Ana keeps bees.", {{"Ana", "I keep bees."}}, clock_.now()));
    auto const tools = make_tool_set(environment_, Profile::all);
    auto const reply = tools.find("get_memory")->call({{"memory_id", id.text}}, {});
    auto const shown = read(uri(id));
    EXPECT_EQ(shown, std::get<mcp::ToolResult>(reply).json().at("structuredContent"));
    EXPECT_EQ(shown.at("sources").at(0).at("text"), "I keep bees.");
    EXPECT_FALSE(shown.contains("history"));
}

TEST_F(MemoryResourcesTest, AUsersMemoriesAreNewestFirst) {
    add_fact("tea");
    add_fact("coffee");
    add(fact(ben_, "water", clock_.now()));
    auto const shown = read(uri("ana"));
    EXPECT_EQ(shown.at("user_id"), "ana");
    EXPECT_EQ(shown.at("total"), 2);
    ASSERT_EQ(shown.at("results").size(), 2u);
    EXPECT_EQ(shown["results"][0].at("memory"), "coffee");
    EXPECT_EQ(shown["results"][1].at("memory"), "tea");
    EXPECT_FALSE(shown.contains("more"));
    EXPECT_EQ(read(uri("ben")).at("results").at(0).at("memory"), "water");
}

TEST_F(MemoryResourcesTest, OfVeryManyTheNewestAreShownAndTheRestIsNamed) {
    auto addition = fact(ana_, "0", clock_.now());
    for (int i = 1; i < 201; ++i) {
        addition.memories.push_back(addition.memories[0]);
        addition.memories.back().content.text = std::to_string(i);
    }
    store_.add(addition);
    auto const shown = read(uri("ana"));
    EXPECT_EQ(shown.at("results").size(), 200u);
    EXPECT_EQ(shown["results"][0].at("memory"), "200");
    EXPECT_EQ(shown.at("total"), 201);
    EXPECT_NE(shown.at("more").get<std::string>().find("list_memories"), std::string::npos);
}

TEST_F(MemoryResourcesTest, AUserWithoutMemoriesReadsAsAnEmptyList) {
    EXPECT_EQ(read(uri("nobody")), (Json{{"user_id", "nobody"}, {"results", Json::array()}, {"total", 0}}));
    EXPECT_EQ(read(uri("nobody"), of("nobody")).at("total"), 0);
}

TEST_F(MemoryResourcesTest, UsersAreEscapedInTheirAddress) {
    auto scope = ana_;
    scope.user = "zoë@home/2";
    add(fact(scope, "tea", clock_.now()));
    EXPECT_EQ(read("keepsake://users/zo%C3%AB%40home%2F2/memories").at("total"), 1);
    EXPECT_EQ(list("", of("zoë@home/2")).resources.at(1).at("uri"), "keepsake://users/zo%C3%AB%40home%2F2/memories");
}

TEST_F(MemoryResourcesTest, StatsCountWhatIsKept) {
    add_fact("tea");
    store_.add(conversation(ana_, {{"Ana", "coffee"}}, clock_.now()));
    add(fact(ben_, "water", clock_.now()));
    EXPECT_EQ(read("keepsake://stats"), Json::parse(R"({
        "memories": {"total": 3, "facts": 2, "turns": 1, "procedures": 0},
        "users": 2,
        "extractions": {"waiting": 0, "running": 0, "failed": 0}})"));
    EXPECT_EQ(read("keepsake://stats", of("ben")).at("memories").at("total"), 1);
    EXPECT_EQ(read("keepsake://stats", of("ben")).at("users"), 1);
}

TEST_F(MemoryResourcesTest, WhatIsNotThereReadsAsNothing) {
    auto const id = add_fact("tea");
    for (auto const& address :
         {"keepsake://memories/" + core::new_uuid(), std::string("keepsake://memories/x"), uri(id) + "/",
          uri(id) + "?x=1", "http" + uri(id).substr(8), std::string("keepsake://users/an%a/memories"), std::string()})
        EXPECT_TRUE(read(address).is_null()) << address;
    ASSERT_TRUE(store_.erase(removal({id})));
    EXPECT_TRUE(read(uri(id)).is_null());
}

TEST_F(MemoryResourcesTest, ABoundCallerReadsNobodyElses) {
    auto const id = add(fact(ben_, "water", clock_.now()));
    for (auto const& address : {uri(id), uri("ben")}) {
        EXPECT_FALSE(read(address).is_null()) << address;
        EXPECT_TRUE(read(address, of("ana")).is_null()) << address;
        EXPECT_FALSE(read(address, of("ben")).is_null()) << address;
    }
    environment_.bound = true;
    for (auto const& address : {uri(id), uri("ben")}) EXPECT_TRUE(read(address).is_null()) << address;
    EXPECT_EQ(error_of([&] { read(uri(id), of("ben")); }).code, mcp::ErrorCode::invalid_params);
    EXPECT_EQ(read("keepsake://stats").at("memories").at("total"), 0);
}

TEST_F(MemoryResourcesTest, AWrongSettingIsWhatEveryRequestAnswers) {
    environment_.problem = "Setting KEEPSAKE_LOG is \"loud\".";
    for (auto const& error : {error_of([&] { read("keepsake://stats"); }), error_of([&] { list(); }),
                              error_of([&] { resources_.complete("", "", "", {}); })}) {
        EXPECT_EQ(error.code, mcp::ErrorCode::internal_error);
        EXPECT_EQ(error.message, environment_.problem);
    }
    EXPECT_EQ(resources_.stamp("keepsake://stats", {}), "");
    EXPECT_EQ(resources_.list_stamp({}), "");
}

TEST_F(MemoryResourcesTest, AStoreThatCannotBeReadIsToldToTheCaller) {
    std::ofstream(storage::sqlite::store_path(folder_.path())) << "this is no store, but some text about it";
    auto const error = error_of([&] { read("keepsake://stats"); });
    EXPECT_EQ(error.code, mcp::ErrorCode::internal_error);
    EXPECT_NE(error.message.find(folder_.path().string()), std::string::npos) << error.message;
    EXPECT_EQ(resources_.stamp("keepsake://stats", {}), "") << "who looks again and again is not stopped by it";
}

TEST_F(MemoryResourcesTest, IdsAreCompletedNewestFirst) {
    auto const first = add_fact("tea").text;
    auto const second = add(fact(ben_, "water", clock_.now())).text;
    auto const complete = [&](std::string const& begun, mcp::CallContext const& context) {
        return resources_.complete("keepsake://memories/{id}", "id", begun, context);
    };
    EXPECT_EQ(complete("", {}).values, (Words{second, first}));
    EXPECT_EQ(complete("", {}).total, 2u);
    EXPECT_EQ(complete(first, {}).values, Words{first});
    EXPECT_EQ(complete("", of("ana")).values, Words{first});
    EXPECT_EQ(complete(second, of("ana")).total, 0u);
}

TEST_F(MemoryResourcesTest, NoMoreThanAHundredAreCompleted) {
    auto addition = fact(ana_, "tea", clock_.now());
    addition.memories.resize(101, addition.memories[0]);
    store_.add(addition);
    auto const found = resources_.complete("keepsake://memories/{id}", "id", "", {});
    EXPECT_EQ(found.values.size(), 100u);
    EXPECT_EQ(found.total, 101u);
}

TEST_F(MemoryResourcesTest, UsersAreCompletedAmongThoseWhoAreSeen) {
    add_fact("tea");
    add(fact(ben_, "water", clock_.now()));
    auto const complete = [&](std::string const& begun, mcp::CallContext const& context) {
        return resources_.complete("keepsake://users/{user_id}/memories", "user_id", begun, context).values;
    };
    EXPECT_EQ(complete("", {}), (Words{"ana", "ben"}));
    EXPECT_EQ(complete("b", {}), Words{"ben"});
    EXPECT_EQ(complete("", of("ana")), Words{"ana"});
    EXPECT_EQ(complete("b", of("ana")), Words{});
}

TEST_F(MemoryResourcesTest, NothingElseIsCompleted) {
    add_fact("tea");
    EXPECT_EQ(resources_.complete("keepsake://memories/{id}", "user_id", "", {}).total, 0u);
    EXPECT_EQ(resources_.complete("keepsake://users/{user_id}/memories", "id", "", {}).total, 0u);
    EXPECT_EQ(resources_.complete("keepsake://stats", "id", "", {}).total, 0u);
}

}  // namespace
}  // namespace keepsake::tools

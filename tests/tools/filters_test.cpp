#include "tools/filters.h"

#include <gtest/gtest.h>

#include <array>

namespace keepsake::tools {
namespace {

constexpr std::array<std::string_view, 1> known = {"filters"};

core::Filter read(char const* filters) {
    Json const json = {{"filters", Json::parse(filters)}};
    return read_filters(Arguments(json, known));
}

core::ScopeFilter narrowed(char const* filters, core::ScopeFilter scope = {}) {
    narrow(scope, read(filters));
    return scope;
}

template <typename Act>
std::string refusal(Act const& act) {
    try {
        act();
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "not refused";
}

core::ScopeFilter named(std::string user) {
    core::ScopeFilter scope;
    scope.user = std::move(user);
    return scope;
}

TEST(Filters, AreReadFromTheArgument) {
    EXPECT_FALSE(read(R"({"kind": "fact"})").lets_all_through());
    EXPECT_TRUE(read("{}").lets_all_through());
    EXPECT_TRUE(read("null").lets_all_through());
    EXPECT_TRUE(read_filters(Arguments(Json::object(), known)).lets_all_through());
    EXPECT_TRUE(refusal([] { (void)read(R"({"colour": 1})"); }).starts_with("filters.colour: expected"));
    EXPECT_TRUE(refusal([] { (void)read(R"("{}")"); }).starts_with("filters: expected an object"));
}

TEST(Filters, NarrowTheScopeByWhatMustBeEqual) {
    auto const scope = narrowed(
        R"({"user_id": "ana", "AND": [{"agent_id": "planner"}, {"AND": [{"app_id": "desktop"}, {"run_id": " s1 "}]}]})");
    EXPECT_EQ(scope.user, "ana");
    EXPECT_EQ(scope.agent, "planner");
    EXPECT_EQ(scope.app, "desktop");
    EXPECT_EQ(scope.session, "s1");
}

TEST(Filters, LeaveTheScopeWhereItIsNotCertain) {
    for (auto const* const filters :
         {R"({"OR": [{"user_id": "ana"}, {"user_id": "ben"}]})", R"({"NOT": {"user_id": "ana"}})",
          R"({"user_id": ["ana"]})", R"({"user_id": {"ne": "ana"}})", R"({"user_id": "*"})", R"({"kind": "fact"})"}) {
        EXPECT_EQ(narrowed(filters).user, "") << filters;
        EXPECT_EQ(narrowed(filters, named("ben")).user, "ben") << filters;
    }
}

TEST(Filters, DoNotContradictAnArgument) {
    EXPECT_EQ(narrowed(R"({"user_id": "ana"})", named("ana")).user, "ana") << "the same again is fine";
    auto const said = refusal([] { (void)narrowed(R"({"user_id": "ben"})", named("ana")); });
    EXPECT_EQ(said,
              "filters.user_id: expected \"ana\", which the call names already, got \"ben\". "
              "Example: {\"filters\":{\"user_id\":\"ana\"}}");
}

TEST(Filters, TellWhetherTheyNameSomebody) {
    for (auto const* const filters : {R"({"user_id": "ana"})", R"({"NOT": {"OR": [{"user_id": "ben"}]}})",
                                      R"({"user_id": {"ne": "ben"}})", R"({"agent_id": "*"})", R"({"app_id": ["x"]})"})
        EXPECT_TRUE(names_scope(read(filters))) << filters;
    for (auto const* const filters : {R"({})", R"({"kind": "fact"})", R"({"metadata.user_id": "ana"})",
                                      R"({"NOT": {"run_id": "s"}})", R"({"agent_id": {"ne": "x"}})"})
        EXPECT_FALSE(names_scope(read(filters))) << filters;
}

TEST(Filters, AreRefusedWhereThingsAreRemoved) {
    Json const json = {{"filters", Json::object()}};
    auto const said = refusal([&] { refuse_filters(Arguments(json, known)); });
    EXPECT_TRUE(said.starts_with("filters: expected to be left out")) << said;
    EXPECT_EQ(refusal([&] { refuse_filters(Arguments(Json::object(), known)); }), "not refused");
}

}  // namespace
}  // namespace keepsake::tools

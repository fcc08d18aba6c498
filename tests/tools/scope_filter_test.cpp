#include "tools/scope_filter.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

core::ScopeFilter narrowed(Json const& filters, core::ScopeFilter scope = {}) {
    narrow(scope, Value(filters, "filters"));
    return scope;
}

std::string refusal(Json const& filters, core::ScopeFilter const& scope = {}) {
    try {
        (void)narrowed(filters, scope);
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

TEST(ScopeFilter, ReadsEachPartOfAScope) {
    auto const scope =
        narrowed({{"user_id", "ana"}, {"agent_id", "planner"}, {"app_id", "desktop"}, {"run_id", " s1 "}});
    EXPECT_EQ(scope.user, "ana");
    EXPECT_EQ(scope.agent, "planner");
    EXPECT_EQ(scope.app, "desktop");
    EXPECT_EQ(scope.session, "s1");
    EXPECT_EQ(narrowed({{"session_id", "s1"}}).session, "s1");
    EXPECT_EQ(narrowed(Json::object()).user, "");
}

TEST(ScopeFilter, ReadsThemUnderAndToo) {
    auto const scope =
        narrowed(Json::parse(R"({"AND": [{"user_id": "ana"}, {"AND": [{"run_id": "s1"}]}], "app_id": "x"})"));
    EXPECT_EQ(scope.user, "ana");
    EXPECT_EQ(scope.session, "s1");
    EXPECT_EQ(scope.app, "x");
}

TEST(ScopeFilter, NarrowsWhatIsNamedAndNeverWidensIt) {
    EXPECT_EQ(narrowed({{"agent_id", "planner"}}, named("ana")).user, "ana");
    EXPECT_EQ(narrowed({{"user_id", "ana"}}, named("ana")).user, "ana") << "the same again is fine";
    EXPECT_NE(refusal({{"user_id", "ben"}}, named("ana")).find("which the call names already"), std::string::npos);
    EXPECT_NE(refusal({{"session_id", "a"}, {"run_id", "b"}}), "not refused");
}

TEST(ScopeFilter, RefusesWhatItCannotApply) {
    for (auto const* const text :
         {R"({"metadata.topic": "tea"})", R"({"OR": [{"user_id": "ana"}]})", R"({"NOT": {"user_id": "ana"}})",
          R"({"user_id": {"in": ["ana"]}})", R"({"user_id": "*"})", R"({"user_id": null})", R"({"user_id": 5})",
          R"({"user_id": ""})", R"({"AND": {"user_id": "ana"}})", R"({"AND": null})", R"({"AND": ["ana"]})", R"("ana")",
          R"([])", R"({"created_at": {"gte": "2026-01-01"}})"}) {
        auto const said = refusal(Json::parse(text));
        EXPECT_TRUE(said.starts_with("filters")) << text << ": " << said;
    }
}

TEST(ScopeFilter, GivesExamplesThatAreTaken) {
    auto const example_of = [](std::string const& said) {
        auto const start = said.find("Example: ");
        return start == std::string::npos ? Json() : Json::parse(said.substr(start + 9), nullptr, false);
    };
    std::string const refused[] = {refusal("ana"),
                                   refusal({{"colour", "red"}}),
                                   refusal(Json::parse(R"({"AND": ["ana"]})")),
                                   refusal(Json::parse(R"({"AND": [{"colour": "red"}]})")),
                                   refusal({{"user_id", ""}}),
                                   refusal({{"user_id", "ben"}}, named("ana"))};
    for (auto const& said : refused) {
        auto const example = example_of(said);
        ASSERT_TRUE(example.is_object()) << said;
        EXPECT_NO_THROW(narrowed(example.contains("filters") ? example["filters"] : example)) << said;
    }
}

}  // namespace
}  // namespace keepsake::tools

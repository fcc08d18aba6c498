#include "memory/graph/entity_finder.h"

#include "memory/graph_test.h"

namespace keepsake::testing {
namespace {

using memory::EntityFinder;

class EntityFinderTest : public GraphTest {
protected:
    EntityFinderTest() { graph_.set_scopes({{1, "", "", "monday"}, {2, "", "", "tuesday"}}); }
    std::string found(std::string const& text, core::ScopeFilter const& visible = {}) {
        auto const seen = view({}, visible);
        auto const place = EntityFinder(seen, budget_).find(text);
        return place ? seen.name_of(*place) : "nobody";
    }
    std::vector<std::string> closest(std::string const& text, core::ScopeFilter const& visible = {}) {
        auto const seen = view({}, visible);
        std::vector<std::string> names;
        auto const closest = EntityFinder(seen, budget_).closest(text);
        for (auto const& each : closest.names()) names.push_back(each.name);
        return names;
    }
};

TEST_F(EntityFinderTest, ByNameInAnyCaseAliasAndId) {
    say("Ada Lovelace", "works_at", "Acme");
    say("Countess", "likes", "Tea");
    entity("Countess", "Ada Lovelace");
    EXPECT_EQ(found("ada  LOVELACE "), "Ada Lovelace");
    EXPECT_EQ(found("countess"), "Ada Lovelace");
    EXPECT_EQ(found(id_of(1)), "Ada Lovelace");
    EXPECT_EQ(found(id_of(99)), "nobody");
    EXPECT_EQ(found("Lovelace"), "nobody");
    EXPECT_EQ(found(""), "nobody");
}

TEST_F(EntityFinderTest, TheUserHasManyNames) {
    say("user", "likes", "Tea");
    EXPECT_EQ(found("I"), "user");
    EXPECT_EQ(found("me"), "user");
}

TEST_F(EntityFinderTest, OfEqualNamesTheOneWrittenSoIsMeant) {
    say("acme", "makes", "Tea");
    say("Acme", "makes", "Cake");
    EXPECT_EQ(found("Acme"), "Acme");
    EXPECT_EQ(found("acme"), "acme");
    EXPECT_EQ(found("ACME"), "acme");
}

TEST_F(EntityFinderTest, TheClosestNamesShareWordsOrAreSpelledAlike) {
    for (auto const* name : {"Sarah Miller", "Sarah Novak", "Sara", "Tom", "Acme Miller Works"})
        say(name, "is", "Here");
    EXPECT_EQ(closest("Sarah Muller"), (std::vector<std::string>{"Sarah Miller", "Sarah Novak", "Sara"}));
    EXPECT_EQ(closest("Tomm").front(), "Tom");
    EXPECT_EQ(closest("Miller").size(), 3U);
    EXPECT_EQ(closest("").size(), 3U);
}

TEST_F(EntityFinderTest, NamesThatMayNotBeSeenAreNotNamed) {
    say("Secret Sarah", "likes", "Tea", {.scopes = {1}});
    say("Open Sam", "likes", "Cake", {.scopes = {2}});
    EXPECT_EQ(found("Secret Sarah", session("tuesday")), "nobody");
    EXPECT_EQ(found(id_of(1), session("tuesday")), "nobody");
    EXPECT_EQ(closest("Secret Sara", session("tuesday")), (std::vector<std::string>{"Open Sam", "Cake"}));
    say("Gone Sarah", "likes", "Tea", {.until = "2021-01-01"});
    EXPECT_EQ(found("Gone Sarah"), "nobody");
}

TEST_F(EntityFinderTest, AnAliasSaidElsewhereFindsNobody) {
    say("Robert", "likes", "Tea", {.scopes = {1}});
    say("Bob", "likes", "Cake", {.scopes = {2}});
    entity("Bob", "Robert");
    EXPECT_EQ(found("Robert", session("tuesday")), "nobody");
    EXPECT_EQ(found("Bob", session("tuesday")), "Bob");
}

TEST_F(EntityFinderTest, AnyTextIsTaken) {
    say("Олег", "живёт", "Москва");
    say("北京", "在", "中国");
    say(std::string(10'000, 'x'), "is", "Long");
    EXPECT_EQ(found("олег"), "Олег");
    EXPECT_EQ(found("北京"), "北京");
    EXPECT_EQ(closest("Олик").front(), "Олег");
    EXPECT_EQ(closest(std::string(10'000, 'x').append("y")).front(), std::string(10'000, 'x'));
    for (std::string const& text : {std::string("\x01\x02\0\x1b", 4), std::string("\xff\xfe"), std::string("?!")})
        EXPECT_EQ(found(text), "nobody");
    EXPECT_EQ(memory::quoted_name("a\nb\x01"), "\"a b \"");
    EXPECT_LT(memory::quoted_name(std::string(10'000, 'x')).size(), 100U);
}

TEST(NameDistanceTest, CountsLettersMoreLessAndOther) {
    auto const distance = [](std::string_view a, std::string_view b) { return memory::NameDistance(a).to(b); };
    EXPECT_EQ(distance("kitten", "sitting"), 3U);
    EXPECT_EQ(distance("", "abc"), 3U);
    EXPECT_EQ(distance("abc", ""), 3U);
    EXPECT_EQ(distance("same", "same"), 0U);
    EXPECT_EQ(distance(std::string(64, 'a'), std::string(64, 'b')), 64U);
    EXPECT_EQ(distance("flaw", "lawn"), 2U);
}

}  // namespace
}  // namespace keepsake::testing

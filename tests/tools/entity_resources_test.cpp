#include "tools/graph_tools_test.h"
#include "tools/memory_resources.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;
using Words = std::vector<std::string>;

/// People, places and things of Ana's memory, read by their names.
class EntityResourcesTest : public GraphToolsTest {
protected:
    static std::string uri(std::string const& name) { return uri_of(EntityAddress{name}); }

    Json read(std::string const& address, mcp::CallContext const& context = {}) const {
        auto const reply = resources_.read(address, context);
        if (!reply) return nullptr;
        auto const& contents = std::get<Json>(*reply);
        EXPECT_EQ(contents.at(0).at("uri"), address);
        EXPECT_EQ(contents.at(0).at("mimeType"), "application/json");
        return Json::parse(contents.at(0).at("text").get<std::string>());
    }
    std::string stamp(std::string const& address, std::string user = "") const {
        return resources_.stamp(address, {std::move(user), ""});
    }
    mcp::Completion completed(std::string const& begun, mcp::CallContext const& context = {}) const {
        return resources_.complete("keepsake://graph/entities/{name}", "name", begun, context);
    }

    MemoryResources const resources_{environment_};
};

TEST_F(EntityResourcesTest, AnEntityIsReadWithItsRelations) {
    auto works = relation("Ana", "works_at", "Café Luz");
    works["source_type"] = "person";
    relate({works, relation("Café Luz", "based_in", "Porto")});
    auto const ana = read("keepsake://graph/entities/ana");
    EXPECT_EQ(ana.at("name"), "Ana");
    EXPECT_EQ(ana.at("type"), "person");
    EXPECT_EQ(ana.at("relation_count"), 1);
    EXPECT_EQ(ana.at("first_seen"), core::format_time(clock_.now()));
    EXPECT_EQ(ana.at("last_seen"), core::format_time(clock_.now()));
    EXPECT_EQ(said(ana.at("relations")), Words{"Ana works_at Café Luz"});
    EXPECT_FALSE(ana.contains("more"));
    EXPECT_EQ(read("keepsake://graph/entities/Caf%C3%A9%20Luz").at("relation_count"), 2);
    auto by_id = read(uri(ana.at("id")));
    EXPECT_EQ(by_id, ana);
}

TEST_F(EntityResourcesTest, OfVeryManyRelationsAHundredAreRead) {
    auto relations = Json::array();
    for (int i = 0; i < 101; ++i) relations.push_back(relation("Ana", "knows", "friend " + std::to_string(i)));
    relate(relations);
    auto const ana = read(uri("Ana"));
    EXPECT_EQ(ana.at("relations").size(), 100u);
    EXPECT_EQ(ana.at("relation_count"), 101);
    EXPECT_NE(ana.at("more").get<std::string>().find("explore_graph"), std::string::npos);
}

TEST_F(EntityResourcesTest, WhatNobodySpokeOfIsNotThere) {
    relate({relation("Ana", "works_at", "Acme")});
    EXPECT_TRUE(read(uri("Ben")).is_null());
    EXPECT_TRUE(read(uri(core::new_uuid())).is_null());
}

TEST_F(EntityResourcesTest, NobodyElsesAreRead) {
    relate({relation("Ben", "keeps", "bees")}, {{"user_id", "ben"}});
    EXPECT_TRUE(read(uri("Ben")).is_null());
    auto const ben = read(uri("Ben"), of("ben"));
    EXPECT_EQ(said(ben.at("relations")), Words{"Ben keeps bees"});
    EXPECT_EQ(read(uri(ben.at("id"))), ben) << "an id says whose it is";
    EXPECT_TRUE(read(uri(ben.at("id")), of("ana")).is_null());
    EXPECT_EQ(completed("").values, Words());
    EXPECT_EQ(completed("b", of("ben")).values.size(), 2u);
}

TEST_F(EntityResourcesTest, NamesAreCompleted) {
    relate({relation("Ana", "works_at", "Acme"), relation("Ben", "works_at", "Acme")});
    EXPECT_EQ(completed("B").values, Words{"Ben"});
    EXPECT_EQ(completed("a").total, 2u);
    EXPECT_EQ(completed("x").total, 0u);
    EXPECT_EQ(resources_.complete("keepsake://graph/entities/{name}", "id", "a", {}).total, 0u);
}

TEST_F(EntityResourcesTest, WhoHasSubscribedIsToldOfChanges) {
    relate({relation("Ana", "works_at", "Acme")});
    auto const before = stamp(uri("Ana"));
    EXPECT_NE(before, "");
    EXPECT_EQ(stamp(uri("Ana")), before);
    relate({relation("Ana", "likes", "tea")});
    EXPECT_NE(stamp(uri("Ana")), before);
    auto const of_ana = stamp(uri("Ana"), "ana");
    relate({relation("Ben", "keeps", "bees")}, {{"user_id", "ben"}});
    EXPECT_EQ(stamp(uri("Ana"), "ana"), of_ana) << "what others do is not to be told apart";
}

}  // namespace
}  // namespace keepsake::tools

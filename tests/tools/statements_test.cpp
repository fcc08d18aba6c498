#include "tools/statements.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

memory::StatedRelation read(Json const& relation) { return read_relation(Value(relation, "relations[0]")); }

std::string refusal(Json const& relation) {
    try {
        (void)read(relation);
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "not refused";
}

TEST(StatedRelations, HaveTwoEndsAndWhatIsBetweenThem) {
    auto const relation = read({{"source", " Ana "}, {"relation", "lives in"}, {"target", "Porto"}});
    EXPECT_EQ(relation.triple.source, "Ana");
    EXPECT_EQ(relation.triple.relation, "lives in");
    EXPECT_EQ(relation.triple.target, "Porto");
    EXPECT_EQ(relation.triple.source_type, "");
    EXPECT_EQ(relation.triple.target_type, "");
    EXPECT_FALSE(relation.valid_from);
    EXPECT_EQ(relation.confidence, 1);
}

TEST(StatedRelations, CarryWhatElseIsKnownOfThem) {
    auto const relation = read({{"source", "Ana"},
                                {"source_type", "person"},
                                {"relation", "lives in"},
                                {"target", "Porto"},
                                {"target_type", "city"},
                                {"valid_from", "2026-01-01"},
                                {"confidence", .5}});
    EXPECT_EQ(relation.triple.source_type, "person");
    EXPECT_EQ(relation.triple.target_type, "city");
    EXPECT_EQ(relation.valid_from, core::parse_time("2026-01-01"));
    EXPECT_EQ(relation.confidence, .5);
}

TEST(StatedRelations, MayComeUnderTheNamesOfOtherServers) {
    for (auto const& [source, relation, target] :
         {std::array{"subject", "predicate", "object"}, std::array{"source", "relationship", "destination"},
          std::array{"from", "relationType", "to"}}) {
        auto const read_one = read({{source, "Ana"}, {relation, "knows"}, {target, "Bo"}});
        EXPECT_EQ(read_one.triple.source, "Ana") << source;
        EXPECT_EQ(read_one.triple.relation, "knows") << relation;
        EXPECT_EQ(read_one.triple.target, "Bo") << target;
    }
}

TEST(StatedRelations, WhatIsMissingOrWrongIsNamed) {
    Json const good = {{"source", "Ana"}, {"relation", "knows"}, {"target", "Bo"}};
    for (auto const* const part : {"source", "relation", "target"}) {
        auto relation = good;
        relation.erase(part);
        auto const missing = refusal(relation);
        EXPECT_TRUE(missing.starts_with("relations[0]: ")) << missing;
        EXPECT_NE(missing.find(std::string("with a ") + part), std::string::npos) << missing;
        relation[part] = " ";
        EXPECT_TRUE(refusal(relation).starts_with(std::string("relations[0].") + part)) << refusal(relation);
    }
    for (auto const& [name, value] :
         {std::pair{"confidence", Json(2)}, std::pair{"valid_from", Json("soon")}, std::pair{"source_type", Json(5)}}) {
        auto relation = good;
        relation[name] = value;
        EXPECT_TRUE(refusal(relation).starts_with(std::string("relations[0].") + name)) << refusal(relation);
    }
    EXPECT_TRUE(refusal("Ana knows Bo").starts_with("relations[0]: expected an object"));
}

}  // namespace
}  // namespace keepsake::tools

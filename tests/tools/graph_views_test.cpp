#include "tools/graph_views.h"

#include <gtest/gtest.h>

namespace keepsake::tools {
namespace {

using namespace std::chrono_literals;

core::Timestamp at(std::string const& text) { return *core::parse_time(text); }

memory::RelationView lives_in_porto() {
    storage::RelationRecord record;
    record.id = "r1";
    record.relation = "lives_in";
    record.valid_from = at("2023-05-01");
    record.learned_at = at("2024-01-02T03:04:05Z");
    record.confidence = .9F;
    record.memories = {{"m1"}, {"m2"}};
    return {.record = std::move(record), .source = "Ana", .target = "Porto"};
}

TEST(GraphViews, ARelationIsShownByTheNamesOfItsEnds) {
    EXPECT_EQ(relation_view(lives_in_porto()), Json::parse(R"({
        "id": "r1", "source": "Ana", "relation": "lives_in", "target": "Porto",
        "valid_from": "2023-05-01T00:00:00+00:00", "learned_at": "2024-01-02T03:04:05+00:00",
        "confidence": 0.9, "memory_ids": ["m1", "m2"]})"));
}

TEST(GraphViews, WhoIsNotQuiteSureIsShownWithoutNoise) {
    auto relation = lives_in_porto();
    for (auto const& [confidence, shown] :
         std::vector<std::pair<float, std::string>>{{.9F, "0.9"}, {.85F, "0.85"}, {1.F, "1.0"}, {.3333F, "0.3333"}}) {
        relation.record.confidence = confidence;
        EXPECT_EQ(relation_view(relation)["confidence"].dump(), shown);
    }
}

TEST(GraphViews, AnEndIsShownWhenThereIsOne) {
    auto relation = lives_in_porto();
    relation.record.valid_to = at("2025-01-01");
    relation.record.closed_at = at("2025-01-05");
    auto const view = relation_view(relation);
    EXPECT_EQ(view["valid_to"], "2025-01-01T00:00:00+00:00");
    EXPECT_EQ(view["closed_at"], "2025-01-05T00:00:00+00:00");
}

TEST(GraphViews, OfAnEntityOnlyWhatIsKnownIsShown) {
    memory::EntityView entity{.id = "e1",
                              .name = "Ana",
                              .type = "",
                              .aliases = {},
                              .relation_count = 3,
                              .first_seen = at("2023-05-01"),
                              .last_seen = at("2024-05-01")};
    EXPECT_EQ(entity_view(entity), Json::parse(R"({"id": "e1", "name": "Ana", "relation_count": 3})"));
    entity.type = "person";
    entity.aliases = {"Anita"};
    EXPECT_EQ(entity_view(entity), Json::parse(R"({"id": "e1", "name": "Ana", "type": "person", "aliases": ["Anita"],
                                                   "relation_count": 3})"));
    auto const details = entity_details_view(entity);
    EXPECT_EQ(details["first_seen"], "2023-05-01T00:00:00+00:00");
    EXPECT_EQ(details["last_seen"], "2024-05-01T00:00:00+00:00");
    EXPECT_EQ(details["name"], "Ana");
}

}  // namespace
}  // namespace keepsake::tools

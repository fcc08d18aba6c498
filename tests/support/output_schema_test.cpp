#include "support/output_schema.h"

#include <gtest/gtest.h>

namespace keepsake::testing {
namespace {

using Json = nlohmann::json;
using Sentences = std::vector<std::string>;

Json const schema = Json::parse(R"({
    "type": "object", "required": ["results"], "additionalProperties": false,
    "properties": {
        "results": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string"}, "score": {"type": "number", "minimum": 0, "maximum": 1},
            "kind": {"enum": ["fact", "turn"]}, "end": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}},
        "total": {"type": "integer"}}})");

TEST(OutputSchemaTest, a_fitting_value_has_no_violations) {
    EXPECT_EQ(violations(schema, {{"results", Json::array()}}), Sentences());
    auto const full =
        Json::parse(R"({"results": [{"id": "a", "score": 1, "kind": "turn", "end": null, "more": 1}], "total": 1})");
    EXPECT_EQ(violations(schema, full), Sentences());
}

TEST(OutputSchemaTest, every_violation_is_told_with_its_place) {
    auto const wrong =
        Json::parse(R"({"results": [{"score": 1.5, "kind": "dream", "end": 5}, 7], "total": 1.5, "extra": 0})");
    auto const found = violations(schema, wrong);
    EXPECT_EQ(found.size(), 7U) << Json(found);
    auto const all = Json(found).dump();
    for (auto const* place : {"/results/0 lacks", "/results/0/score", "/results/0/kind", "/results/0/end", "/results/1",
                              "/total", "/extra"})
        EXPECT_NE(all.find(place), std::string::npos) << place;
}

TEST(OutputSchemaTest, a_keyword_it_does_not_know_is_an_error_wherever_it_stands) {
    for (auto const* unknown :
         {R"({"minLength": 1})", R"({"properties": {"a": {"pattern": "x"}}})", R"({"items": {"oneOf": []}})",
          R"({"anyOf": [{"$ref": "#"}]})", R"({"additionalProperties": {"format": "date"}})", R"({"type": "text"})"})
        EXPECT_THROW(violations(Json::parse(unknown), 5), UnknownKeyword) << unknown;
}

}  // namespace
}  // namespace keepsake::testing

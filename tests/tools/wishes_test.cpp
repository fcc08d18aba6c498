#include "tools/wishes.h"

#include <gtest/gtest.h>

#include <array>

namespace keepsake::tools {
namespace {

memory::ExtractionWishes read(Json const& arguments) { return read_wishes(Arguments(arguments, {})); }

std::string refusal(Json const& arguments) {
    try {
        (void)read(arguments);
    } catch (ArgumentError const& error) {
        return error.what();
    }
    return "not refused";
}

using Categories = std::map<std::string, std::string>;

TEST(Wishes, AreEmptyWhereNothingIsSaid) {
    for (auto const& arguments :
         {Json::object(), Json{{"custom_instructions", ""}, {"includes", " "}, {"custom_categories", Json::array()}}}) {
        auto const wishes = read(arguments);
        EXPECT_EQ(wishes.instructions + wishes.includes + wishes.excludes, "");
        EXPECT_TRUE(wishes.categories.empty());
    }
}

TEST(Wishes, AreTextsAndCategories) {
    auto const wishes = read({{"custom_instructions", " Only the house. "},
                              {"includes", "rooms"},
                              {"excludes", "prices"},
                              {"custom_categories", {{"repairs", "what was mended"}}}});
    EXPECT_EQ(wishes.instructions, "Only the house.");
    EXPECT_EQ(wishes.includes, "rooms");
    EXPECT_EQ(wishes.excludes, "prices");
    EXPECT_EQ(wishes.categories, (Categories{{"repairs", "what was mended"}}));
}

TEST(Wishes, PromptIsAnotherNameOfTheInstructions) {
    EXPECT_EQ(read({{"prompt", "Only the house."}}).instructions, "Only the house.");
    EXPECT_EQ(read({{"prompt", "A"}, {"custom_instructions", "A"}}).instructions, "A");
    EXPECT_TRUE(refusal({{"prompt", "A"}, {"custom_instructions", "B"}}).starts_with("prompt: "));
}

TEST(Wishes, CategoriesMayBeAListOfThem) {
    Json const list = Json::array({{{"repairs", "what was mended"}}, {{"garden", nullptr}}, "rooms"});
    EXPECT_EQ(read({{"custom_categories", list}}).categories,
              (Categories{{"repairs", "what was mended"}, {"garden", ""}, {"rooms", ""}}));
}

TEST(Wishes, WhatIsWrongIsNamed) {
    std::string const long_text((16 << 10) + 1, 'x');
    for (auto const* const name : {"custom_instructions", "prompt", "includes", "excludes"}) {
        EXPECT_TRUE(refusal({{name, 5}}).starts_with(std::string(name) + ": expected a text")) << refusal({{name, 5}});
        EXPECT_NE(refusal({{name, long_text}}).find("at most 16384 bytes"), std::string::npos) << name;
    }
    for (auto const& wrong : {Json(5), Json::array({5}), Json{{"repairs", 5}}, Json{{"", "empty"}},
                              Json{{"repairs", std::string(1025, 'x')}}})
        EXPECT_TRUE(refusal({{"custom_categories", wrong}}).starts_with("custom_categories")) << wrong;
    Json many;
    for (int i = 0; i <= 100; ++i) many["category " + std::to_string(i)] = "";
    EXPECT_NE(refusal({{"custom_categories", many}}).find("at most 100 categories"), std::string::npos);
}

}  // namespace
}  // namespace keepsake::tools

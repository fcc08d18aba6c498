#include "memory/prompts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/embedded_files.h"
#include "support/temporary_directory.h"

namespace keepsake::memory {
namespace {

using Json = nlohmann::json;

std::set<std::string> member_names(Json const& object) {
    std::set<std::string> names;
    for (auto const& [name, value] : object.items()) names.insert(name);
    return names;
}

/// Every object of a schema: all members required, no others allowed.
void expect_strict(Json const& schema) {
    for (auto const* const keyword : {"anyOf", "oneOf", "$ref", "default", "format", "minimum", "maxLength"})
        EXPECT_FALSE(schema.contains(keyword)) << keyword;
    auto const type = schema.at("type");
    if (type == "array") expect_strict(schema.at("items"));
    if (type != "object") return;
    EXPECT_EQ(schema.at("additionalProperties"), false) << schema.dump();
    EXPECT_EQ(schema.at("required").get<std::set<std::string>>(), member_names(schema.at("properties")));
    for (auto const& property : schema.at("properties")) expect_strict(property);
}

/// The names of all members that a reply can have.
std::set<std::string> reply_fields(Json const& schema) {
    if (schema.at("type") == "array") return reply_fields(schema.at("items"));
    if (schema.at("type") != "object") return {};
    auto names = member_names(schema.at("properties"));
    for (auto const& property : schema.at("properties")) names.merge(reply_fields(property));
    return names;
}

struct PromptCase {
    char const* name;
    char const* title;
    std::size_t most_bytes;  ///< about 4 per token; every call pays for it
};

class PromptTest : public ::testing::TestWithParam<PromptCase> {
protected:
    std::string const text_ = Prompts().text(std::string(GetParam().name) + ".md");
    Json const schema_ = Json::parse(Prompts().text(std::string(GetParam().name) + ".schema.json"));
};

TEST_P(PromptTest, IsShort) {
    EXPECT_GT(text_.size(), 200u);
    EXPECT_LE(text_.size(), GetParam().most_bytes);
}

TEST_P(PromptTest, NamesItsQuestionAndEveryFieldOfTheReply) {
    EXPECT_EQ(schema_.at("title"), GetParam().title);
    EXPECT_NE(text_.find(GetParam().title), std::string::npos);
    for (auto const& field : reply_fields(schema_)) EXPECT_NE(text_.find(field), std::string::npos) << field;
}

TEST_P(PromptTest, HasASchemaForStrictMode) { expect_strict(schema_); }

TEST_P(PromptTest, ShowsExamplesThatFitItsSchema) {
    int examples = 0;
    for (auto at = text_.find("\n{\""); at != std::string::npos; at = text_.find("\n{\"", at + 1)) {
        auto const line = text_.substr(at + 1, text_.find('\n', at + 1) - at - 1);
        auto const example = Json::parse(line);
        EXPECT_EQ(member_names(example), member_names(schema_.at("properties"))) << line;
        for (auto const& [name, list] : example.items()) {
            if (!list.is_array()) continue;
            auto const& fields = schema_.at("properties").at(name).at("items").at("properties");
            for (auto const& entry : list) EXPECT_EQ(member_names(entry), member_names(fields)) << entry;
        }
        ++examples;
    }
    EXPECT_GE(examples, 2);
}

INSTANTIATE_TEST_SUITE_P(Prompts, PromptTest,
                         ::testing::Values(PromptCase{"extract", "memory_extraction", 5200},
                                           PromptCase{"consolidate", "memory_consolidation", 2800}),
                         [](auto const& info) { return std::string(info.param.name); });

TEST(Prompts, OnesOwnFileGoesBeforeTheBuiltInOne) {
    testing::TemporaryDirectory const folder;
    std::ofstream(folder.path() / "extract.md") << "Keep everything.";
    Prompts const prompts(folder.path());
    EXPECT_EQ(prompts.text("extract.md"), "Keep everything.");
    EXPECT_EQ(prompts.text("consolidate.md"), Prompts().text("consolidate.md"));
}

TEST(Prompts, AnEmptyFileOfOnesOwnIsAMistake) {
    testing::TemporaryDirectory const folder;
    std::ofstream(folder.path() / "extract.md") << "";
    EXPECT_THROW((void)Prompts(folder.path()).text("extract.md"), std::runtime_error);
}

TEST(Prompts, AskingForAPromptThatIsNoneIsOurMistake) {
    EXPECT_THROW((void)Prompts().text("README.md"), std::logic_error);
    EXPECT_THROW((void)Prompts().text("extract"), std::logic_error);
}

}  // namespace
}  // namespace keepsake::memory

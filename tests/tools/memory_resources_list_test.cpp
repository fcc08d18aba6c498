#include <algorithm>
#include <set>

#include "core/text/unicode.h"
#include "tools/memory_resources_test.h"

namespace keepsake::tools {
namespace {

using namespace keepsake::testing;
using Words = std::vector<std::string>;

class MemoryResourcesListTest : public MemoryResourcesTest {
protected:
    std::string name_of(std::string text) {
        add_fact(std::move(text));
        return list().resources.at(2).at("name");
    }
    /// Newest first, from this page on.
    Words all_uris(std::string cursor = "") const {
        Words found;
        do {
            auto const page = list(cursor);
            EXPECT_LE(page.resources.size(), 50u);
            auto const more = uris(page);
            found.insert(found.end(), more.begin(), more.end());
            cursor = page.next_cursor;
        } while (!cursor.empty());
        return found;
    }
    void add_many(int count) {
        for (int i = 0; i < count; ++i) add_fact("tea " + std::to_string(i));
    }
};

TEST_F(MemoryResourcesListTest, BeginsWithTheNumbersAndTheOwnMemories) {
    auto const first = add_fact("tea");
    auto const second = add_fact("coffee");
    add(fact(ben_, "water", clock_.now()));
    EXPECT_EQ(uris(list()), (Words{"keepsake://stats", uri("ana"), uri(second), uri(first)}));
    EXPECT_EQ(uris(list("", of("ben"))).at(1), uri("ben"));
    EXPECT_EQ(uris(list("", of("ben"))).size(), 3u) << "a bound caller sees nobody else's";
}

TEST_F(MemoryResourcesListTest, EveryEntryCanBeReadAndSaysWhatItIs) {
    add_fact("tea");
    for (auto const& resource : list().resources) {
        EXPECT_FALSE(read(resource.at("uri")).is_null()) << resource;
        EXPECT_FALSE(resource.at("name").get<std::string>().empty());
        EXPECT_FALSE(resource.at("title").get<std::string>().empty());
        EXPECT_EQ(resource.at("mimeType"), "application/json");
        EXPECT_FALSE(resource.contains("uriTemplate"));
    }
}

TEST_F(MemoryResourcesListTest, AMemoryIsNamedByItsBeginning) {
    EXPECT_EQ(name_of("Ana keeps bees."), "Ana keeps bees.");
    EXPECT_EQ(name_of("  Ana\nkeeps\tbees.  "), "Ana keeps bees.");
    EXPECT_EQ(name_of(std::string(60, 'a')), std::string(60, 'a'));
    EXPECT_EQ(name_of(std::string(61, 'a')), std::string(60, 'a') + "…");
}

TEST_F(MemoryResourcesListTest, ANameIsCutBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 70; ++i) text += "蜂";
    auto const name = name_of(text);
    EXPECT_TRUE(core::is_valid_utf8(name));
    EXPECT_EQ(name.size(), 60 * 3 + std::string("…").size());
}

TEST_F(MemoryResourcesListTest, GoesOnPageByPage) {
    add_many(120);
    auto const first = list();
    EXPECT_EQ(first.resources.size(), 50u);
    EXPECT_FALSE(first.next_cursor.empty());
    auto const all = all_uris();
    EXPECT_EQ(all.size(), 122u);
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), 122u);
}

TEST_F(MemoryResourcesListTest, StaysTheSameWhileOthersAddAndEnd) {
    add_many(60);
    auto const before = all_uris();
    auto const first = list();
    add_many(3);
    auto const seen = uris(first);
    ASSERT_TRUE(store_.end(removal({{seen.at(5).substr(seen.at(5).rfind('/') + 1)}})));
    auto rest = all_uris(first.next_cursor);
    auto together = seen;
    together.insert(together.end(), rest.begin(), rest.end());
    EXPECT_EQ(together, before);
}

TEST_F(MemoryResourcesListTest, AFullLastPageIsTheLast) {
    add_many(48);
    EXPECT_EQ(list().resources.size(), 50u);
    EXPECT_TRUE(list().next_cursor.empty());
}

TEST_F(MemoryResourcesListTest, ACursorIsOneThatWasGiven) {
    for (auto const* const wrong : {"x", "before-", "before-0", "before--1", "before-1x", "before- 1", "1", "BEFORE-1",
                                    "before-99999999999999999999"}) {
        auto const error = error_of([&] { list(wrong); });
        EXPECT_EQ(error.code, mcp::ErrorCode::invalid_params) << wrong;
        EXPECT_NE(error.message.find("cursor"), std::string::npos) << error.message;
    }
}

TEST_F(MemoryResourcesListTest, OnlyWhatIsReadCountsAsHandedOut) {
    auto const id = add_fact("Ana drinks tea.");
    std::vector<std::string> const texts = {"Ana drinks tea."};
    auto const handed_out = [&]() -> bool { return handed_out_.contains(ana_, texts, clock_.now()).at(0); };
    list();
    EXPECT_FALSE(handed_out()) << "a client that lists has shown it to nobody";
    read(uri(id));
    EXPECT_TRUE(handed_out());
}

TEST_F(MemoryResourcesListTest, TemplatesSayHowMemoriesAndUsersAreAddressed) {
    Words templates;
    for (auto const& definition : resources_.templates()) {
        templates.push_back(definition.at("uriTemplate"));
        for (auto const* const part : {"name", "title", "description"})
            EXPECT_FALSE(definition.at(part).get<std::string>().empty());
        EXPECT_LE(definition.at("description").get<std::string>().size(), 300u);
    }
    EXPECT_EQ(templates, (Words{"keepsake://users/{user_id}/memories", "keepsake://memories/{id}",
                                "keepsake://graph/entities/{name}"}));
}

}  // namespace
}  // namespace keepsake::tools

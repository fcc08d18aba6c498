#include "memory/graph/graph_search.h"

#include "memory/graph/names_beginning.h"
#include "memory/graph_test.h"

namespace keepsake::testing {
namespace {

using Names = std::vector<std::string>;
using Relations = std::vector<storage::RelationPlace>;

class GraphSearchTest : public GraphTest {
protected:
    memory::GraphFound found(std::string const& query, std::size_t limit = 10) {
        return memory::search_in(view(), query, limit, budget_);
    }
    Names entities(std::string const& query) { return names(found(query).entities); }
};

TEST_F(GraphSearchTest, TheNameItselfThenNamedThenSharedWords) {
    say("Ada", "knows", "Ada Lovelace Institute");
    say("Acme", "employs", "Ada Lovelace");
    EXPECT_EQ(entities("ada lovelace"), (Names{"Ada Lovelace", "Ada Lovelace Institute", "Ada"}));
    EXPECT_EQ(entities("Does Acme know Ada?"), (Names{"Ada", "Acme", "Ada Lovelace", "Ada Lovelace Institute"}));
    EXPECT_TRUE(entities("nothing of this").empty());
    EXPECT_TRUE(entities("").empty());
}

TEST_F(GraphSearchTest, AliasesCount) {
    say("Robert", "likes", "Tea");
    entity("Bobby", "Robert");
    EXPECT_EQ(entities("what does Bobby like"), (Names{"Robert"}));
}

TEST_F(GraphSearchTest, RelationsOfNamedEntitiesAreRankedByTheQuerysWords) {
    auto const job = say("Ada", "works_at", "Acme");
    auto const home = say("Ada", "lives_in", "Berlin");
    auto const friends = say("Ada", "knows", "Ben");
    say("Ben", "works_at", "Beta");
    EXPECT_EQ(found("Where is Ada working?").relations, (Relations{job, friends, home}));
    EXPECT_EQ(found("Ada in Berlin").relations.front(), home);
    EXPECT_EQ(found("Ada").relations, (Relations{friends, home, job}));
}

TEST_F(GraphSearchTest, WithoutANameTheWordsOfRelationsCount) {
    auto const first = say("Ada", "works_at", "Acme Bikes");
    auto const second = say("Ben", "works_at", "Beta");
    say("Ben", "knows", "Ada");
    EXPECT_EQ(found("who works with bikes").relations, (Relations{first, second}));
    EXPECT_EQ(entities("who works with bikes"), (Names{"Acme Bikes"}));
}

TEST_F(GraphSearchTest, WhoSaysIIsTheUser) {
    auto const likes = say("user", "likes", "Tea");
    say("Ada", "likes", "Cake");
    EXPECT_EQ(found("what do I like").relations, (Relations{likes}));
    EXPECT_EQ(entities("my favourites"), (Names{"user"}));
}

TEST_F(GraphSearchTest, NamesInScriptsWithoutSpacesAreFoundInASentence) {
    say("小明", "住在", "上海");
    EXPECT_EQ(entities("小明住在哪里"), (Names{"小明"}));
    say("Олег", "живёт_в", "Москва");
    EXPECT_EQ(entities("где живёт олег?").front(), "Олег");
}

TEST_F(GraphSearchTest, BothListsAreLimited) {
    for (int i = 0; i < 30; ++i) say("Sarah " + std::to_string(i), "knows", "Tom");
    auto const few = found("Sarah and Tom", 5);
    EXPECT_EQ(few.entities.size(), 5U);
    EXPECT_EQ(few.relations.size(), 5U);
    EXPECT_TRUE(few.truncated);
    EXPECT_FALSE(found("Sarah and Tom", 100).truncated);
}

TEST_F(GraphSearchTest, AnythingMayBeAsked) {
    say("Ada", "knows", std::string(10'000, 'x'));
    for (std::string const& query : {std::string(100'000, 'x'), std::string("\x01\xff\0?", 4), std::string("???"),
                                     std::string(50'000, ' ').append("Ada")})
        EXPECT_LE(found(query).entities.size(), 1U);
}

TEST_F(GraphSearchTest, NamesAreCompleted) {
    for (auto const* name : {"Ida", "Igor", "Ada", "Ivan"}) say(name, "is", "Here");
    entity("Iggy", "Igor");
    auto const completed = [&](std::string const& begun, std::size_t limit) {
        return memory::names_beginning_with(view(), begun, limit, budget_);
    };
    EXPECT_EQ(completed("i", 10), (std::set<std::string>{"Ida", "Iggy", "Igor", "Ivan"}));
    EXPECT_EQ(completed("I", 2), (std::set<std::string>{"Ida", "Iggy"}));
    EXPECT_EQ(completed("", 1), (std::set<std::string>{"Ada"}));
}

}  // namespace
}  // namespace keepsake::testing

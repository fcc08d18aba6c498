#include "memory/retrieval/filtered_users.h"

#include <nlohmann/json.hpp>

#include "core/filter/filter_parser.h"
#include "memory/retriever_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using storage::DocumentId;

class FilteredUsersTest : public RetrieverTest {
protected:
    static core::Filter filter(char const* text) { return core::parse_filter(nlohmann::json::parse(text)).value(); }
    static SearchRequest everywhere(char const* filters) {
        SearchRequest request;
        request.filter = filter(filters);
        return request;
    }
};

TEST_F(FilteredUsersTest, AreThoseWithAMemoryThatIsLetThrough) {
    add_fact("tea");
    add(fact(ben_, "coffee", clock_.now()));
    EXPECT_EQ(users_to_search(store_, everywhere("{}")).size(), 2u);
    EXPECT_FALSE(users_to_search(store_, everywhere("{}"))[0].rows);
    auto const found = users_to_search(store_, everywhere(R"({"keywords": "coffee"})"));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rows, (std::vector<std::pair<storage::RowId, int>>{{2, 1}}));
}

TEST_F(FilteredUsersTest, SearchesFindWhatIsLetThrough) {
    add_fact("green tea");
    add_fact("black tea");
    auto request = asks("tea");
    request.filter = filter(R"({"keywords": "black"})");
    EXPECT_EQ(found(request), Texts{"black tea"});
    request.filter = filter(R"({"NOT": {"keywords": "black"}})");
    EXPECT_EQ(found(request), Texts{"green tea"});
}

TEST_F(FilteredUsersTest, APastVersionIsLetThroughByWhatItSaidThen) {
    auto const id = add_fact("green tea");
    clock_.pass(std::chrono::hours(1));
    ASSERT_TRUE(change_text(id, "black tea"));
    auto request = asks("tea");
    request.filter = filter(R"({"keywords": "green"})");
    EXPECT_EQ(found(request), Texts{});
    request.past.superseded_too = true;
    EXPECT_EQ(found(request), Texts{"green tea"});
}

TEST_F(FilteredUsersTest, SayWhenOneHasChangedSinceItWasLookedAt) {
    auto const id = add_fact("green tea");
    add_fact("black tea");
    auto const looked_at = users_to_search(store_, everywhere(R"({"keywords": "tea"})")).at(0);
    ASSERT_TRUE(change_text(id, "coffee"));
    auto const index = indexes_.lease(state_of("ana"));
    std::vector<DocumentId> documents = {0, 1};
    EXPECT_FALSE(looked_at.keep_allowed(*index, documents));
    EXPECT_EQ(documents, std::vector<DocumentId>{1}) << "nobody knows whether coffee would be let through";

    auto const again = users_to_search(store_, everywhere(R"({"keywords": "tea"})")).at(0);
    documents = {0, 1};
    EXPECT_TRUE(again.keep_allowed(*index, documents));
    EXPECT_EQ(documents, std::vector<DocumentId>{1});
}

}  // namespace
}  // namespace keepsake::memory

#include "memory/retriever_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;

class SimilarTest : public RetrieverTest {
protected:
    Texts similar(std::vector<std::string> const& texts, std::size_t at_most = 3) const {
        Texts found;
        std::vector<memory::NewText> news;
        for (auto const& text : texts) news.push_back({text, std::nullopt});
        for (auto const& [id, text] : neighbours_.similar(ana_, news, at_most)) found.push_back(text);
        return found;
    }
};

TEST_F(SimilarTest, AreMemoriesThatSayNearlyTheSame) {
    add_fact("Ana lives in Porto");
    add_fact("Ana plays the violin every Sunday");
    EXPECT_EQ(similar({"Ana lives in Lisbon"}), Texts{"Ana lives in Porto"});
    EXPECT_EQ(similar({"Ana lives in Lisbon now, near the river"}), Texts{}) << "two words of five";
    EXPECT_EQ(similar({"Ben has a dog"}), Texts{});
    EXPECT_EQ(similar({"the of and"}), Texts{});
    EXPECT_EQ(similar({}), Texts{});
}

TEST_F(SimilarTest, ComeClosestFirstAndNoMoreThanAskedFor) {
    add_fact("red apples and pears");
    add_fact("red apples");
    add_fact("red pears");
    EXPECT_EQ(similar({"red apples"}, 2), (Texts{"red apples", "red apples and pears"}));
}

TEST_F(SimilarTest, AreNamedOnceForSeveralTexts) {
    add_fact("Ana lives in Porto");
    EXPECT_EQ(similar({"Ana lives in Porto", "Porto is where Ana lives"}), Texts{"Ana lives in Porto"});
}

TEST_F(SimilarTest, AreTheUsersOwnAndCurrent) {
    add(fact(ben_, "Ana lives in Porto", clock_.now()));
    EXPECT_EQ(similar({"Ana lives in Porto"}), Texts{}) << "nobody has added anything for Ana";
    auto const id = add_fact("Ana lives in Porto");
    EXPECT_EQ(similar({"Ana lives in Porto"}).size(), 1u);
    ASSERT_TRUE(store_.end(removal({id})));
    EXPECT_EQ(similar({"Ana lives in Porto"}), Texts{});
}

TEST_F(SimilarTest, HaveNotExpired) {
    auto addition = fact(ana_, "Ana lives in Porto", clock_.now());
    addition.memories[0].content.expires_at = clock_.now() + 1h;
    add(addition);
    EXPECT_EQ(similar({"Ana lives in Porto"}).size(), 1u);
    clock_.pass(1h);
    EXPECT_EQ(similar({"Ana lives in Porto"}), Texts{}) << "no search or list shows it either";
}

TEST_F(SimilarTest, AreFoundInScriptsWithoutSpacesToo) {
    add_fact("安娜住在波尔图");
    add_fact("アナはポルトに住んでいます");
    EXPECT_EQ(similar({"安娜住在波尔图"}), Texts{"安娜住在波尔图"});
    EXPECT_EQ(similar({"アナはポルトに住んでいます"}), Texts{"アナはポルトに住んでいます"});
}

}  // namespace
}  // namespace keepsake::memory

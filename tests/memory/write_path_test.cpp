// Which memory a new fact changes, among some 330 of the same person; the real model.

#include "memory/real_model_test.h"
#include "support/data_sets.h"

namespace keepsake::testing {
namespace {

class WritePathTest : public RealModelTest {
protected:
    struct Found {
        Ranks fused;
        Ranks words;
    };

    std::size_t rank_among(std::string const& user, memory::NewText const& text, MemoryId const& wanted) const {
        core::Scope scope = ana_;
        scope.user = user;
        auto const row = store_.find(wanted, {})->row;
        auto const found = neighbours_.facts_near(scope, {text}, 20).front();
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (found[i].row == row) return i;
        }
        return not_found;
    }
    void measure(ChangingStore const& set, Found& found) {
        core::Scope scope = ana_;
        scope.user = set.name;
        auto const ids = store(scope, set.facts);
        std::vector<std::string> texts;
        for (auto const& change : set.changes) texts.push_back(change.new_fact);
        auto const made = vectors_.of_memories(texts, {}, [](std::size_t) {});
        for (std::size_t i = 0; i < set.changes.size(); ++i) {
            auto const& wanted = ids[set.changes[i].memory];
            found.fused.push_back(rank_among(set.name, {texts[i], made.vectors[i]}, wanted));
            found.words.push_back(rank_among(set.name, {texts[i], std::nullopt}, wanted));
        }
    }
};

TEST_F(WritePathTest, TheMemoryThatAFactChangesIsAmongItsNeighbours) {
    Found found;
    for (auto const& set : read_changing_stores()) {
        ASSERT_GE(set.facts.size(), 300u);
        measure(set, found);
    }
    ASSERT_GE(found.fused.size(), 150u);
    for (auto const& [name, ranks] : {std::pair{"fused", found.fused}, {"words", found.words}}) {
        std::cout << name << ": among 5 / 10 / 20 candidates " << share_within(ranks, 5) << " / "
                  << share_within(ranks, 10) << " / " << share_within(ranks, 20) << "\n";
    }
    EXPECT_GE(share_within(found.fused, 5), .85);
    EXPECT_GE(share_within(found.fused, 10), .92);
    EXPECT_GE(share_within(found.fused, 20), .96);
    EXPECT_GT(share_within(found.fused, 5), share_within(found.words, 5));
}

}  // namespace
}  // namespace keepsake::testing

// Other languages than the model was made for are found at least as well as by words alone; the real model.

#include "memory/real_model_test.h"
#include "support/data_sets.h"

namespace keepsake::testing {
namespace {

class LanguagesTest : public RealModelTest {};

TEST_F(LanguagesTest, AreFoundNoWorseThanByWordsAlone) {
    for (auto const& set : read_foreign_memories()) {
        core::Scope scope = ana_;
        scope.user = set.language;
        auto const ids = store(scope, set.memories);
        Ranks fused;
        Ranks words;
        for (auto const& [question, memory, shares_words] : set.questions) {
            fused.push_back(rank_of(ids[memory], ask(retriever_, set.language, question)));
            words.push_back(rank_of(ids[memory], ask(by_words_, set.language, question)));
        }
        std::cout << set.language << ": first / first three, fused " << share_within(fused, 1) << " / "
                  << share_within(fused, 3) << ", words " << share_within(words, 1) << " / " << share_within(words, 3)
                  << "\n";
        EXPECT_GE(share_within(fused, 1), share_within(words, 1)) << set.language;
        EXPECT_GE(share_within(fused, 3), share_within(words, 3)) << set.language;
    }
}

}  // namespace
}  // namespace keepsake::testing

// Asked in other words than were said, among other memories of the same kind of life; the real model.

#include "memory/real_model_test.h"
#include "support/data_sets.h"

namespace keepsake::testing {
namespace {

class ParaphrasesTest : public RealModelTest {
protected:
    void SetUp() override {
        std::vector<std::string> texts;
        for (auto const& pair : set_.pairs) texts.push_back(pair.statement);
        texts.insert(texts.end(), set_.others.begin(), set_.others.end());
        ids_ = store(ana_, texts);
    }
    Ranks ranks(memory::Retriever const& retriever) const {
        Ranks found;
        for (std::size_t i = 0; i < set_.pairs.size(); ++i)
            found.push_back(rank_of(ids_[i], ask(retriever, "ana", set_.pairs[i].question)));
        return found;
    }

    Paraphrases const set_ = read_paraphrases();
    std::vector<MemoryId> ids_;
};

TEST_F(ParaphrasesTest, AreFoundByMeaningAndNotByWords) {
    ASSERT_GE(set_.pairs.size(), 60u);
    ASSERT_GE(ids_.size(), set_.pairs.size() + 500);
    auto const fused = ranks(retriever_);
    auto const words = ranks(by_words_);
    RecordProperty("fused_first", std::to_string(share_within(fused, 1)));
    RecordProperty("words_first", std::to_string(share_within(words, 1)));
    std::cout << "first place: fused " << share_within(fused, 1) << ", words alone " << share_within(words, 1)
              << "; first five: fused " << share_within(fused, 5) << "\n";
    EXPECT_GE(share_within(fused, 1), .75);
    EXPECT_LE(share_within(words, 1), .10);
}

}  // namespace
}  // namespace keepsake::testing

#include <iostream>

#include "memory/retriever_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;

/// Two conversations and a few facts of our own; what the default weights and factors make of them.
class DefaultWeightsTest : public RetrieverTest {
protected:
    void SetUp() override {
        say("may",
            {{"Melanie", "Did you get to see the new museum?"},
             {"Ana", "Yes, last Tuesday!"},
             {"Ana", "The glass room was full of light."},
             {"Melanie", "I painted a sunrise over the lake yesterday."},
             {"Ana", "Where do you keep your paintings?"},
             {"Melanie", "In the attic, next to the piano."}},
            "2023-05-08");
        say("october",
            {{"Ana", "My violin lessons have started again."},
             {"Melanie", "We went camping in the mountains and saw a bear."},
             {"Ana", "Camping sounds cold to me."},
             {"Melanie", "I painted the bear, of course."}},
            "2023-10-13");
        add(fact(ana_, "Melanie keeps a piano in her attic", at("2023-05-08")));
        add(fact(ana_, "Ana is allergic to peanuts", at("2023-05-08")));
    }
    std::string best(std::string query) const {
        auto const texts = found(std::move(query));
        return texts.empty() ? "nothing" : texts[0];
    }
};

TEST_F(DefaultWeightsTest, Print) {
    for (auto const* const q :
         {"When did Ana see the museum?", "What did Melanie paint?", "What did Ana say about camping?", "camping",
          "Who painted in October 2023?", "painted in May 2023", "Where is the piano?", "Is Ana allergic to anything?",
          "When did Mel paint a sunrise?", "violin lessons"}) {
        std::cout << "== " << q << "\n";
        auto request = asks(q);
        request.explain = true;
        for (auto const& hit : search(request).hits) {
            std::cout << "   " << hit.explanation->fused << " " << hit.memory.content.text << " [";
            for (auto const& p : hit.explanation->signals) std::cout << p.name << " " << p.normalised << " ";
            for (auto const& p : hit.explanation->factors) std::cout << p.name << " " << p.multiplier << " ";
            std::cout << "]\n";
        }
    }
}

}  // namespace
}  // namespace keepsake::memory

#include "memory/retriever_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;

/// Two conversations and a few facts of our own; what the default weights and factors make of them.
class DefaultWeightsTest : public RetrieverTest {
protected:
    void SetUp() override {
        say("may",
            {{"Melanie", question_},
             {"Ana", answer_},
             {"Ana", glass_room_},
             {"Melanie", sunrise_},
             {"Ana", "Where do you keep your bicycle?"},
             {"Melanie", "In the attic, next to the piano."}},
            "2023-05-08");
        say("october", {{"Ana", violin_}, {"Melanie", camping_}, {"Ana", cold_}, {"Melanie", bear_}}, "2023-10-13");
        add(fact(ana_, "Melanie keeps a piano in her attic", at("2023-05-08")));
        add(fact(ana_, "Ana is allergic to peanuts", at("2023-05-08")));
    }
    Texts first_three(std::string query) const {
        auto request = asks(std::move(query));
        request.limit = 3;
        return found(request);
    }

    std::string const question_ = "Did you get to see the new museum?";
    std::string const answer_ = "Yes, last Tuesday!";
    std::string const glass_room_ = "The glass room was full of light.";
    std::string const sunrise_ = "I painted a sunrise over the lake yesterday.";
    std::string const violin_ = "My violin lessons have started again.";
    std::string const camping_ = "We went camping in the mountains and saw a bear.";
    std::string const cold_ = "Camping sounds cold to me.";
    std::string const bear_ = "I painted the bear, of course.";
};

TEST_F(DefaultWeightsTest, AnAnswerIsFoundByTheWordsOfItsQuestionAndComesBeforeIt) {
    EXPECT_EQ(first_three("When did Ana see the museum?"), (Texts{answer_, glass_room_, question_}));
    EXPECT_EQ(first_three("new museum"), (Texts{answer_, question_, glass_room_}));
}

TEST_F(DefaultWeightsTest, WhoIsNamedComesFirst) {
    EXPECT_EQ(first_three("What did Ana say about camping?"), (Texts{cold_, violin_, camping_}));
    EXPECT_EQ(first_three("What did Mel say about camping?"), (Texts{camping_, bear_, cold_}));
}

TEST_F(DefaultWeightsTest, ADateRaisesWhatWasSaidThen) {
    EXPECT_EQ(first_three("What did Melanie paint?"), (Texts{bear_, camping_, sunrise_}));
    EXPECT_EQ(first_three("What did Melanie paint in May 2023?"), (Texts{bear_, sunrise_, camping_}));
}

TEST_F(DefaultWeightsTest, WordsNearbyCountForTheTurnsAround) {
    EXPECT_EQ(first_three("violin lessons"), (Texts{violin_, camping_, cold_}));
}

TEST_F(DefaultWeightsTest, AFactThatSaysItComesBeforeATurnThatTouchesIt) {
    EXPECT_EQ(first_three("Where is the piano?")[0], "Melanie keeps a piano in her attic");
    EXPECT_EQ(first_three("allergic to peanuts")[0], "Ana is allergic to peanuts");
}

}  // namespace
}  // namespace keepsake::memory

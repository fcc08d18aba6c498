#include "memory/asking/model_caller.h"

#include "memory/scripted_chat.h"
#include "storage/store_test.h"

namespace keepsake::memory {
namespace {

using namespace std::chrono_literals;
using namespace keepsake::testing;
using models::ChatFailureKind;
using Kind = CallFailure::Kind;

class ModelCallerTest : public StoreTest {
protected:
    using Asked = std::variant<std::string, CallFailure>;

    Asked ask() {
        ModelCaller caller(
            chat_, prices_, settings_, queue_, clock_,
            {.wait = [this](std::chrono::milliseconds time, std::stop_token) { waits_.push_back(time); }});
        auto const read = [](std::string const& reply) -> std::optional<core::Error> {
            if (reply == "good") return std::nullopt;
            return core::Error{core::ErrorKind::unavailable, "not good"};
        };
        return caller.ask({"memory_extraction", "system", "{}", {{"turns", 1}}}, read, 0, stop_.get_token());
    }
    static Kind failure(Asked const& asked) { return std::get<CallFailure>(asked).kind; }

    ScriptedChat chat_;
    core::LlmSettings settings_;
    std::optional<core::TokenPrices> prices_;
    storage::JobQueue queue_{store_, clock_};
    std::stop_source stop_;
    std::vector<std::chrono::milliseconds> waits_;
};

TEST_F(ModelCallerTest, GivesTheReplyThatCouldBeRead) {
    chat_.say(std::string("good"));
    EXPECT_EQ(std::get<std::string>(ask()), "good");
    EXPECT_TRUE(waits_.empty());
}

TEST_F(ModelCallerTest, AsksAgainWithWhatWasWrong) {
    chat_.say(std::string("bad"));
    chat_.say(std::string("good"));
    EXPECT_EQ(std::get<std::string>(ask()), "good");
    EXPECT_EQ(chat_.asked(), (nlohmann::json{{"turns", 1}, {"repair", {{"error", "not good"}, {"reply", "bad"}}}}));
}

TEST_F(ModelCallerTest, TriesThreeTimesWithGrowingPauses) {
    for (auto const kind : {ChatFailureKind::empty, ChatFailureKind::declined, ChatFailureKind::unreadable})
        chat_.fail(kind);
    EXPECT_EQ(failure(ask()), Kind::reply);
    EXPECT_EQ(chat_.unsaid(), 0u);
    ASSERT_EQ(waits_.size(), 2u);
    EXPECT_GE(waits_[0], 500ms);
    EXPECT_LE(waits_[0], 1000ms);
    EXPECT_GE(waits_[1], 1000ms);
    EXPECT_LE(waits_[1], 2000ms);
}

TEST_F(ModelCallerTest, AnOutageIsOneWhenTheProviderDoesNotServe) {
    for (auto const kind :
         {ChatFailureKind::unreachable, ChatFailureKind::busy, ChatFailureKind::failing, ChatFailureKind::refused}) {
        for (int i = 0; i < 3; ++i) chat_.fail(kind);
        EXPECT_EQ(failure(ask()), Kind::outage);
    }
}

TEST_F(ModelCallerTest, ARestingProviderIsNotAskedAgain) {
    chat_.fail(ChatFailureKind::resting);
    EXPECT_EQ(failure(ask()), Kind::outage);
    EXPECT_TRUE(waits_.empty());
    EXPECT_TRUE(queue_.usage().empty()) << "nothing was asked";
}

TEST_F(ModelCallerTest, WaitsAsLongAsTheProviderWishes) {
    chat_.fail(ChatFailureKind::busy, 7s);
    chat_.say(std::string("good"));
    (void)ask();
    EXPECT_EQ(waits_, std::vector<std::chrono::milliseconds>{7s});
}

TEST_F(ModelCallerTest, AWishForALongPauseIsForTheQueue) {
    chat_.fail(ChatFailureKind::busy, 10min);
    auto const asked = ask();
    EXPECT_EQ(failure(asked), Kind::postponed);
    EXPECT_EQ(std::get<CallFailure>(asked).until, clock_.now() + 10min);
    chat_.fail(ChatFailureKind::busy, 48h);
    EXPECT_EQ(failure(ask()), Kind::outage);
}

TEST_F(ModelCallerTest, ACutReplyGetsALargerLimitOnce) {
    chat_.say_cut("{");
    chat_.say(std::string("good"));
    EXPECT_EQ(std::get<std::string>(ask()), "good");
    auto const questions = chat_.questions();
    EXPECT_GT(questions[1].most_reply_tokens, questions[0].most_reply_tokens);
    EXPECT_EQ(questions[1].document, questions[0].document);
    chat_.say_cut("{");
    chat_.say_cut("{");
    EXPECT_EQ(failure(ask()), Kind::cut);
    EXPECT_EQ(chat_.unsaid(), 0u);
}

TEST_F(ModelCallerTest, WhoRefusesALargerLimitIsAskedForLess) {
    chat_.say_cut("{");
    chat_.fail(ChatFailureKind::refused);
    EXPECT_EQ(failure(ask()), Kind::cut);
    chat_.fail(ChatFailureKind::too_long);
    EXPECT_EQ(failure(ask()), Kind::cut) << "that will not change by itself";
    EXPECT_EQ(chat_.unsaid(), 0u);
}

TEST_F(ModelCallerTest, AStopEndsTheAsking) {
    chat_.say(std::string("good"));
    stop_.request_stop();
    EXPECT_EQ(failure(ask()), Kind::stopped);
    EXPECT_TRUE(queue_.usage().empty());
}

TEST_F(ModelCallerTest, CallsTokensAndCostAreSummed) {
    prices_ = core::TokenPrices{2, 8};
    chat_.fail(ChatFailureKind::empty);
    chat_.say(std::string("good"), {1000, 500});
    (void)ask();
    auto const usage = queue_.usage();
    ASSERT_EQ(usage.size(), 1u);
    EXPECT_EQ(usage[0].purpose, "memory_extraction");
    EXPECT_EQ(usage[0].model, "scripted");
    EXPECT_EQ(usage[0].calls, 2);
    EXPECT_EQ(usage[0].failed, 1);
    EXPECT_EQ(usage[0].prompt_tokens, 1000);
    EXPECT_EQ(usage[0].completion_tokens, 500);
    EXPECT_DOUBLE_EQ(usage[0].cost.value_or(0), .006);
}

TEST_F(ModelCallerTest, AReplyThatCannotBeReadIsAFailedCall) {
    chat_.say(std::string("bad"));
    chat_.say(std::string("good"));
    (void)ask();
    EXPECT_EQ(queue_.usage().at(0).failed, 1);
}

TEST_F(ModelCallerTest, KeepsToTheCallsOfAMinute) {
    settings_.calls_per_minute = 2;
    chat_.say(std::string("good"));
    chat_.say(std::string("good"));
    (void)ask();
    clock_.pass(20s);
    (void)ask();
    auto const refused = ask();
    EXPECT_EQ(failure(refused), Kind::postponed);
    EXPECT_EQ(std::get<CallFailure>(refused).until, clock_.now() + 40s);
    clock_.pass(41s);
    chat_.say(std::string("good"));
    EXPECT_TRUE(std::holds_alternative<std::string>(ask()));
}

TEST_F(ModelCallerTest, KeepsToTheTokensOfADay) {
    clock_.set(at("2026-03-14T22:00:00Z"));
    settings_.tokens_per_day = 100;
    chat_.say(std::string("good"), {60, 40});
    (void)ask();
    auto const refused = ask();
    EXPECT_EQ(failure(refused), Kind::postponed);
    EXPECT_EQ(std::get<CallFailure>(refused).until, at("2026-03-15"));
    EXPECT_NE(std::get<CallFailure>(refused).message.find("KEEPSAKE_LLM_MAX_TOKENS_PER_DAY"), std::string::npos);
    clock_.set(at("2026-03-15T00:00:01Z"));
    chat_.say(std::string("good"));
    EXPECT_TRUE(std::holds_alternative<std::string>(ask()));
}

}  // namespace
}  // namespace keepsake::memory

#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class ModelCallsTest : public JobQueueTest {
protected:
    static ModelCall call(std::string purpose, std::string outcome, std::int64_t prompt, std::int64_t completion) {
        return {.job = 4711,
                .purpose = std::move(purpose),
                .model = "small",
                .provider = "openai",
                .outcome = std::move(outcome),
                .prompt_tokens = prompt,
                .completion_tokens = completion,
                .milliseconds = 100};
    }
};

TEST_F(ModelCallsTest, CallsAndTokensAreCountedInTheirWindows) {
    auto const begin = clock_.now();
    EXPECT_EQ(queue_.spent(begin, begin).calls, 0);
    EXPECT_FALSE(queue_.spent(begin, begin).first_call);
    queue_.note_call(call("extraction", "ok", 100, 10));
    clock_.pass(40s);
    queue_.note_call(call("extraction", "timeout", 0, 0));
    clock_.pass(20s);
    queue_.note_call(call("consolidation", "ok", 50, 5));
    auto const spent = queue_.spent(begin, begin);  // a minute ago: the call of that moment no longer counts
    EXPECT_EQ(spent.calls, 2);
    EXPECT_EQ(spent.first_call, begin + 40s);
    EXPECT_EQ(spent.tokens, 165);
    EXPECT_EQ(queue_.spent(begin, begin + 1ms).tokens, 55);
}

TEST_F(ModelCallsTest, UseIsSummedByPurposeAndModel) {
    auto priced = call("extraction", "ok", 100, 10);
    priced.cost = 0.5;
    queue_.note_call(priced);
    queue_.note_call(priced);
    queue_.note_call(call("extraction", "timeout", 7, 0));
    queue_.note_call(call("consolidation", "ok", 50, 5));
    auto const use = queue_.usage();
    ASSERT_EQ(use.size(), 2u);
    EXPECT_EQ(use[0].purpose, "consolidation");
    EXPECT_FALSE(use[0].cost);
    EXPECT_EQ(use[1].model, "small");
    EXPECT_EQ(use[1].calls, 3);
    EXPECT_EQ(use[1].failed, 1);
    EXPECT_EQ(use[1].prompt_tokens, 207);
    EXPECT_EQ(use[1].completion_tokens, 20);
    EXPECT_EQ(use[1].milliseconds, 300);
    EXPECT_EQ(use[1].cost, 1.0);
}

TEST_F(ModelCallsTest, WhatWasHandedOutIsRememberedForItsUser) {
    add_fact("x");
    store_.add(fact(ben_, "y", clock_.now()));
    std::vector<std::int64_t> const digests = {7, 8, 0};
    queue_.note_handed_out({}, "ana", digests, clock_.now());
    queue_.note_handed_out({}, "nobody", digests, clock_.now());
    auto const first = clock_.now();
    clock_.pass(1s);
    queue_.note_handed_out({}, "ana", std::vector<std::int64_t>{8, 9}, clock_.now());
    std::vector<std::int64_t> const asked = {8, 9, 7, 0, 10};
    EXPECT_EQ(queue_.handed_out(ana_, asked, clock_.now()), (std::vector{true, true, true, false, false}));
    EXPECT_EQ(queue_.handed_out(ana_, asked, first - 1ms), std::vector<bool>(5, false));
    EXPECT_EQ(queue_.handed_out(ben_, asked, clock_.now() + 1h), std::vector<bool>(5, false));
    expect_well();
}

}  // namespace
}  // namespace keepsake::storage

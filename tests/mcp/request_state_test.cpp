#include "mcp/request_state.h"

#include <gtest/gtest.h>

namespace keepsake::mcp {
namespace {

using namespace std::chrono_literals;

class RequestStateTest : public ::testing::Test {
protected:
    std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
    RequestStateSeal seal_{[this] { return now_; }};
};

TEST_F(RequestStateTest, ComesBackForTheSameCall) {
    Json const state = {{"step", 2}, {"name", "J\u00f3"}};
    auto const opened = seal_.open(seal_.seal(state, "a call"), "a call");
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened.value(), state);
}

TEST_F(RequestStateTest, IsOfNoUseForAnotherCall) {
    EXPECT_FALSE(seal_.open(seal_.seal(1, "a call"), "another call"));
    EXPECT_FALSE(seal_.open(RequestStateSeal().seal(1, "a call"), "a call")) << "of another server";
}

TEST_F(RequestStateTest, EveryChangedByteIsSeen) {
    auto const sealed = seal_.seal({{"step", 2}}, "a call");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = changed[i] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(seal_.open(changed, "a call")) << changed;
        EXPECT_FALSE(seal_.open(sealed.substr(0, i), "a call")) << i;
    }
    EXPECT_FALSE(seal_.open("", "a call"));
    EXPECT_FALSE(seal_.open(".", "a call"));
}

TEST_F(RequestStateTest, GrowsTooOld) {
    auto const sealed = seal_.seal(1, "a call");
    now_ += 10min;
    EXPECT_TRUE(seal_.open(sealed, "a call"));
    now_ += 1ms;
    EXPECT_FALSE(seal_.open(sealed, "a call"));
}

}  // namespace
}  // namespace keepsake::mcp

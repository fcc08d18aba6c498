#include "models/backoff.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;

HttpAnswer answer_with(std::map<std::string, std::string> headers) { return {429, std::move(headers), ""}; }

TEST(Backoff, DoublesWithJitterUpToALimit) {
    std::map<int, std::chrono::milliseconds> const wholes = {{1, 1000ms},  {2, 2000ms},  {3, 4000ms},
                                                             {5, 16000ms}, {6, 30000ms}, {100, 30000ms}};
    for (auto const& [failures, whole] : wholes) {
        std::set<std::chrono::milliseconds> drawn;
        for (int i = 0; i < 200; ++i) drawn.insert(backoff(failures, 1000ms));
        EXPECT_GE(*drawn.begin(), whole / 2) << failures;
        EXPECT_LE(*drawn.rbegin(), whole) << failures;
        EXPECT_GT(drawn.size(), 10u) << "they differ";
    }
    EXPECT_EQ(backoff(3, 0ms), 0ms);
}

TEST(RetryAfter, IsReadInSecondsAndAsADate) {
    EXPECT_EQ(retry_after(answer_with({{"retry-after", "7"}})), 7s);
    EXPECT_EQ(retry_after(answer_with({{"retry-after", "0"}})), 0s);
    EXPECT_EQ(retry_after(answer_with(
                  {{"retry-after", "Wed, 01 Mar 2028 00:00:20 GMT"}, {"date", "Tue, 29 Feb 2028 23:59:50 GMT"}})),
              30s);
    EXPECT_EQ(retry_after(answer_with(
                  {{"retry-after", "Tue, 29 Feb 2028 23:59:50 GMT"}, {"date", "Wed, 01 Mar 2028 00:00:20 GMT"}})),
              0s)
        << "it has passed";
}

TEST(RetryAfter, IsNothingWhenItCannotBeRead) {
    EXPECT_FALSE(retry_after(answer_with({})));
    for (auto const* const text : {"", "soon", "7 s", "99999999999999", "Wed, 99 Mar 2028 00:00:20 GMT"}) {
        EXPECT_FALSE(retry_after(answer_with({{"retry-after", text}, {"date", "Wed, 01 Mar 2028 00:00:20 GMT"}})))
            << text;
    }
    EXPECT_FALSE(retry_after(answer_with({{"retry-after", "Wed, 01 Mar 2028 00:00:20 GMT"}})));
}

TEST(Pause, EndsWhenAStopIsRequested) {
    std::stop_source stop;
    stop.request_stop();
    pause(24h, stop.get_token());
    pause(0ms, {});
}

}  // namespace
}  // namespace keepsake::models

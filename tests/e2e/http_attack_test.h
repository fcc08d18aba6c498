#pragma once

#include <sys/resource.h>

#include <cstdlib>

#include "e2e/eventually.h"
#include "e2e/http_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_slow_build = true;
#else
inline constexpr bool is_slow_build = false;
#endif

/// Lets this process have so many descriptors until the end of the test, if it may.
class ManyDescriptors {
public:
    explicit ManyDescriptors(rlim_t count) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        auto wanted = before_;
        wanted.rlim_cur = std::max(wanted.rlim_cur, count);
        allowed_ = wanted.rlim_cur <= wanted.rlim_max && ::setrlimit(RLIMIT_NOFILE, &wanted) == 0;
    }
    ManyDescriptors(ManyDescriptors const&) = delete;
    ManyDescriptors& operator=(ManyDescriptors const&) = delete;
    ~ManyDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

    [[nodiscard]] bool allowed() const { return allowed_; }

private:
    rlimit before_{};
    bool allowed_ = false;
};

/// A server with one memory and an honest client, which has a session and a connection that it keeps. When the test's
/// attackers have gone, the server must live, serve, and have given back what they took.
class HttpAttackTest : public HttpTest {
protected:
    static constexpr std::size_t megabyte = 1u << 20;
    /// How much more memory than before the attack the server may hold, at any time.
    static constexpr std::size_t most_growth = 64 * megabyte;
    /// Threads that come to work take some.
    static constexpr std::size_t descriptors_more = 24;

    Environment settings() const override {
        auto all = HttpTest::settings();
        // What it has freed is otherwise kept for a long time, to find who uses it still.
        auto const* const given = std::getenv("ASAN_OPTIONS");
        all["ASAN_OPTIONS"] = std::string(given == nullptr ? "" : given) + ":quarantine_size_mb=4";
        all["KEEPSAKE_LOG"] = "error";
        return all;
    }

    void SetUp() override {
        honest_.emplace(client());
        honest_->call_ok("add_memory", {{"text", "Ada keeps bees."}});
        for (int number = 0; number < 20; ++number) expect_all_served();
        resident_before_ = http().resident_bytes();
        descriptors_before_ = http().descriptors();
        note("before");
    }

    void TearDown() override {
        if (IsSkipped()) return;
        expect_all_served();
        EXPECT_TRUE(eventually([&] { return http().descriptors() <= descriptors_before_ + descriptors_more; }))
            << http().descriptors() << " descriptors, before " << descriptors_before_;
        EXPECT_LE(http().most_resident_bytes(), resident_before_ + most_growth);
        note("after");
        RecordProperty("kilobytes_most", std::to_string(http().most_resident_bytes() / 1024));
        RecordProperty("descriptors_most", std::to_string(most_descriptors_));
        EXPECT_EQ(http().end().code, 0);
        EXPECT_EQ(http().stderr_text(), "");
    }

    static bool finds_the_memory(Json const& answer) { return texts(answer) == Words{"Ada keeps bees."}; }
    /// The honest client, on its connection and in its session.
    void expect_honest_served() {
        EXPECT_TRUE(finds_the_memory(honest_->call_ok("search_memory", {{"query", "bees"}})));
    }
    /// Somebody who comes now.
    void expect_newcomer_served() {
        EXPECT_TRUE(finds_the_memory(McpHttpClient(port()).modern_call_ok("search_memory", {{"query", "bees"}})));
        EXPECT_EQ(get("/health").status, 200);
    }
    void expect_all_served() {
        most_descriptors_ = std::max(most_descriptors_, http().descriptors());
        expect_honest_served();
        expect_newcomer_served();
    }

private:
    void note(std::string const& when) {
        RecordProperty("kilobytes_" + when, std::to_string(http().resident_bytes() / 1024));
        RecordProperty("descriptors_" + when, std::to_string(http().descriptors()));
    }

    std::optional<McpHttpClient> honest_;
    std::size_t resident_before_ = 0;
    std::size_t descriptors_before_ = 0;
    std::size_t most_descriptors_ = 0;
};

}  // namespace keepsake::testing

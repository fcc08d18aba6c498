#include "http/refusal_log.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

namespace keepsake::http {
namespace {

class RefusalLogTest : public ::testing::Test {
protected:
    void SetUp() override {
        before_ = spdlog::default_logger();
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(written_)));
    }
    void TearDown() override { spdlog::set_default_logger(before_); }

    Request request_ = {"POST", *read_target("/mcp?token=secret"), {}, "what was said", {}};
    RefusalLog log_;
    std::ostringstream written_;
    std::shared_ptr<spdlog::logger> before_;
};

TEST_F(RefusalLogTest, SaysWhoWasRefusedAndWhyAndNothingOfTheRequestItself) {
    log_.note(request_, error_response(401, "This server asks for a token."));
    auto const text = written_.str();
    EXPECT_NE(text.find("POST /mcp with 401"), std::string::npos) << text;
    EXPECT_NE(text.find("asks for a token"), std::string::npos) << text;
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    EXPECT_EQ(text.find("what was said"), std::string::npos) << text;
}

TEST_F(RefusalLogTest, ManyRefusalsAreOneLine) {
    for (int i = 0; i < 1000; ++i) log_.note(request_, error_response(403, "No."));
    auto const text = written_.str();
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 2) << text;
}

TEST_F(RefusalLogTest, APreflightThatIsAnsweredIsNone) {
    log_.note(request_, {204, {}, ""});
    EXPECT_EQ(written_.str(), "");
}

}  // namespace
}  // namespace keepsake::http

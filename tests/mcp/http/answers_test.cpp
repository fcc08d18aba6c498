#include "mcp/http/answers.h"

#include <gtest/gtest.h>

namespace keepsake::mcp {
namespace {

TEST(AnswersTest, AnErrorWithoutARequestHasNoId) {
    RpcError const error{ErrorCode::parse_error, "no"};
    auto const expected = Json{{"jsonrpc", "2.0"}, {"error", {{"code", -32700}, {"message", "no"}}}};
    EXPECT_EQ(Json::parse(message_text(error_message(nullptr, error))), expected);
    EXPECT_EQ(Json::parse(message_text(error_message(7, error)))["id"], 7);

    auto const both = Json::array({error_message(nullptr, error), result_message(1, {})});
    auto const shown = Json::parse(message_text(both));
    EXPECT_EQ(shown[0], expected);
    EXPECT_EQ(shown[1]["id"], 1);
}

TEST(AnswersTest, ANullIdThatIsNoErrorStays) {
    EXPECT_EQ(message_text({{"id", nullptr}, {"result", 1}}), R"({"id":null,"result":1})");
}

TEST(AnswersTest, BrokenBytesDoNotThrow) {
    EXPECT_EQ(message_text({{"text", "a\xFF"}}), "{\"text\":\"a\xEF\xBF\xBD\"}");
}

TEST(AnswersTest, AnErrorIsAnsweredWithItsStatus) {
    auto const response = error_response({ErrorCode::invalid_request, "no", nullptr, 415}, "x", {{"Allow", "POST"}});
    EXPECT_EQ(response.status, 415);
    EXPECT_EQ(response.headers.find("allow"), "POST");
    EXPECT_EQ(response.headers.find("content-type"), "application/json");
    EXPECT_EQ(Json::parse(response.body)["id"], "x");
    EXPECT_EQ(busy_response("later").status, 503);
    EXPECT_EQ(busy_response("later").headers.find("Retry-After"), "1");
}

}  // namespace
}  // namespace keepsake::mcp

// add_memory with `wait`: how long, what is told meanwhile, and when nobody wants to know any more.

#include <gtest/gtest.h>

#include <set>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

class ExtractionWaitTest : public ExtractionTest {
protected:
    Json waiting_call(Json arguments) const {
        arguments["wait"] = true;
        return {{"name", "add_memory"}, {"arguments", std::move(arguments)}};
    }
    void send_call(Json const& id, Json params) {
        server().send({{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", std::move(params)}});
    }
};

TEST_F(ExtractionWaitTest, progress_is_told_and_grows) {
    model.hold(extraction);
    auto params = waiting_call(conversation({"Ana lives in Porto."}));
    params["_meta"] = {{"progressToken", "token"}};
    auto reply = server().submit("tools/call", params);
    double last = -1;
    for (int told = 0; told < 3; ++told) {
        auto const message = server().next_message();
        ASSERT_EQ(message.at("method"), "notifications/progress") << message;
        auto const& progress = message.at("params");
        EXPECT_EQ(progress.at("progressToken"), "token");
        EXPECT_GT(progress.at("progress").get<double>(), last);
        EXPECT_LE(progress.at("progress").get<double>(), progress.at("total").get<double>());
        EXPECT_NE(progress.at("message"), "");
        last = progress.at("progress");
    }
    model.release();
    EXPECT_EQ(structured_content(tool_result(reply.wait())).at("status"), "SUCCEEDED");
}

TEST_F(ExtractionWaitTest, without_a_token_nothing_is_told) {
    add_and_wait(conversation({"Ana lives in Porto."}));
    server().close_input();
    EXPECT_EQ(server().remaining_messages(), std::vector<Json>());
}

TEST_F(ExtractionWaitTest, a_cancelled_wait_is_not_answered_and_the_job_goes_on) {
    model.hold(extraction);
    send_call("mine", waiting_call(conversation({"Ana lives in Porto."})));
    ASSERT_TRUE(model.wait_for_questions(1));
    server().notify("notifications/cancelled", {{"requestId", "mine"}});
    EXPECT_TRUE(server().request("ping").contains("result"));
    model.release();
    EXPECT_TRUE(eventually([&] { return facts() == Words{"Ana lives in Porto."}; }));
    EXPECT_EQ(model.questions().size(), 1U);
    server().close_input();
    EXPECT_EQ(server().remaining_messages(), std::vector<Json>());
}

TEST_F(ExtractionWaitTest, other_calls_are_answered_while_many_wait) {
    model.hold(extraction);
    for (int number = 0; number < 40; ++number)
        send_call(number, waiting_call(conversation({"Ana said " + std::to_string(number) + "."},
                                                    "session" + std::to_string(number))));
    ASSERT_TRUE(model.wait_for_questions(1));
    EXPECT_EQ(texts(found("said 17", {{"limit", 1}})), Words{"Ana said 17."});
    model.release();
    std::set<Json> answered;
    for (int number = 0; number < 40; ++number) {
        auto const message = server().next_message();
        EXPECT_EQ(structured_content(tool_result(message)).at("status"), "SUCCEEDED");
        answered.insert(message.at("id"));
    }
    EXPECT_EQ(answered.size(), 40U);
    EXPECT_EQ(facts().size(), 40U);
}

class ImpatientExtractionTest : public ExtractionTest {
protected:
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_WAIT_MS"] = "1";
        return all;
    }
};

TEST_F(ImpatientExtractionTest, a_wait_that_is_over_answers_pending) {
    model.hold(extraction);
    auto const answer = add_and_wait(conversation({"Ana lives in Porto."}));
    EXPECT_EQ(answer.at("status"), "PENDING");
    EXPECT_EQ(answer.at("message"), "Saved; nothing more to do.");
    EXPECT_EQ(answer.at("results"), Json::array());
    model.release();
    EXPECT_TRUE(comes_to(answer.at("event_id"), "SUCCEEDED"));
}

}  // namespace
}  // namespace keepsake::testing

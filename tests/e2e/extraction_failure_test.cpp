// When the model fails: what is tried again, what is said, and how a dead letter comes back.

#include <gtest/gtest.h>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

using ExtractionFailureTest = ExtractionTest;

struct Trouble {
    char const* name;
    ScriptedAnswer answer;
};

class ExtractionTroubleTest : public ExtractionTest, public ::testing::WithParamInterface<Trouble> {};

TEST_P(ExtractionTroubleTest, the_third_try_may_be_the_right_one) {
    model.answer_next({GetParam().answer, GetParam().answer});
    auto const answer = add_and_wait(conversation({"Ana lives in Porto."}));
    EXPECT_EQ(answer.at("status"), "SUCCEEDED") << answer;
    EXPECT_EQ(facts(), Words{"Ana lives in Porto."});
    EXPECT_EQ(model.questions().size(), 3U);
}

TEST_P(ExtractionTroubleTest, trouble_with_decisions_does_not_have_the_facts_extracted_again) {
    add_and_wait(conversation({"Ana lives in Kiel."}, "morning"));
    model.hold(consolidation);
    auto const pending = submitted(conversation({"Ana lives in Porto."}, "evening"));
    ASSERT_TRUE(model.wait_for_questions(3));
    model.answer_next({GetParam().answer, GetParam().answer});
    model.release();
    EXPECT_TRUE(comes_to(pending, "SUCCEEDED")) << event(pending);
    EXPECT_EQ(facts(), (Words{"Ana lives in Kiel.", "Ana lives in Porto."}));
    EXPECT_EQ(model.asked(extraction).size(), 2U);
    EXPECT_EQ(model.asked(consolidation).size(), 3U);
}

INSTANTIATE_TEST_SUITE_P(
    all, ExtractionTroubleTest,
    ::testing::Values(Trouble{"an_error", LanguageModel::refusal(500, "internal error")},
                      Trouble{"a_limit", LanguageModel::refusal(429, "slow down", {{"Retry-After", "0"}})},
                      Trouble{"a_web_page", LanguageModel::web_page()},
                      Trouble{"a_broken_answer", ScriptedAnswer::cut_off("{\"choices\": [{\"message\": {}}]}")},
                      Trouble{"a_closed_connection", ScriptedAnswer::raw("")},
                      Trouble{"an_empty_reply", LanguageModel::completion("")},
                      Trouble{"a_reply_of_words", LanguageModel::completion("I would rather not.")},
                      Trouble{"half_a_reply", LanguageModel::completion("{\"facts\": [{\"te")}),
    [](auto const& tested) { return std::string(tested.param.name); });

TEST_F(ExtractionFailureTest, the_model_is_told_what_was_wrong) {
    model.answer_next({LanguageModel::completion("I would rather talk about the weather.")});
    add_and_wait(conversation({"Ana lives in Porto."}));
    auto const asked = model.asked(extraction);
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_FALSE(asked[0].contains("repair"));
    EXPECT_EQ(asked[1].at("repair").at("reply"), "I would rather talk about the weather.");
    EXPECT_NE(asked[1].at("repair").at("error"), "");
    EXPECT_EQ(asked[1].at("turns"), asked[0].at("turns"));
}

TEST_F(ExtractionFailureTest, a_failed_job_is_a_normal_result_with_its_reason) {
    make_model_ramble();
    auto const answer = add_and_wait(conversation({"Ana lives in Porto."}));
    EXPECT_EQ(answer.at("status"), "FAILED");
    EXPECT_TRUE(says(answer.at("error"), LanguageModel::name));
    EXPECT_TRUE(says(answer.at("message"), "keepsake jobs retry"));
    EXPECT_EQ(answer.at("results"), Json::array());
    EXPECT_EQ(model.questions().size(), 3U);
    auto const remembered = event(answer.at("event_id"));
    EXPECT_EQ(remembered.at("status"), "FAILED");
    EXPECT_EQ(remembered.at("error"), answer.at("error"));
    EXPECT_EQ(texts(found("Porto")), Words{"Ana lives in Porto."}) << "the turn as it was said";
    EXPECT_EQ(facts(), Words{});
}

TEST_F(ExtractionFailureTest, jobs_lists_what_has_failed_and_has_it_tried_again) {
    make_model_ramble();
    auto const failed = add_and_wait(conversation({"Ana lives in Porto."})).at("event_id").get<std::string>();
    auto const error = event(failed).at("error").get<std::string>();
    auto const listed = run({"jobs"});
    EXPECT_EQ(listed.ending.code, 0) << listed.errors;
    for (auto const& part : {failed, std::string("FAILED"), error, std::string("1 turn "), std::string("1 failed")})
        EXPECT_TRUE(says(listed.output, part));

    model.work();
    auto const retried = run({"jobs", "retry", "--all"});
    EXPECT_EQ(retried.ending.code, 0) << retried.errors;
    EXPECT_TRUE(says(retried.output, "1 job"));
    EXPECT_TRUE(comes_to(failed, "SUCCEEDED"));
    EXPECT_EQ(facts(), Words{"Ana lives in Porto."});
    EXPECT_FALSE(event(failed).contains("error"));
    EXPECT_FALSE(mentions(run({"jobs"}).output, failed));
}

TEST_F(ExtractionFailureTest, one_job_is_tried_again_by_its_id) {
    make_model_ramble();
    auto const one = add_and_wait(conversation({"Ana lives in Porto."})).at("event_id").get<std::string>();
    auto const other = add_and_wait(conversation({"Ana likes tea."}, "evening")).at("event_id").get<std::string>();
    model.work();
    EXPECT_EQ(run({"jobs", "retry", other}).ending.code, 0);
    EXPECT_TRUE(comes_to(other, "SUCCEEDED"));
    EXPECT_EQ(event(one).at("status"), "FAILED");
    EXPECT_EQ(facts(), Words{"Ana likes tea."});
}

TEST_F(ExtractionFailureTest, retrying_what_is_no_failed_job_says_so) {
    auto const done = add_and_wait(conversation({"Ana lives in Porto."})).at("event_id").get<std::string>();
    auto const unknown = run({"jobs", "retry", "WRONG"});
    EXPECT_EQ(unknown.ending.code, 1);
    EXPECT_TRUE(says(unknown.errors, "There is no job \"WRONG\""));
    auto const not_failed = run({"jobs", "retry", done});
    EXPECT_EQ(not_failed.ending.code, 1);
    EXPECT_TRUE(says(not_failed.errors, "SUCCEEDED"));
    EXPECT_EQ(model.questions().size(), 1U);
}

TEST_F(ExtractionFailureTest, saying_it_again_tries_it_again) {
    make_model_ramble();
    auto const said = conversation({"Ana lives in Porto.", "Ana likes tea."});
    auto const failed = add_and_wait(said);
    model.work();
    auto const again = add_and_wait(said);
    EXPECT_EQ(again.at("event_id"), failed.at("event_id"));
    EXPECT_EQ(again.at("status"), "SUCCEEDED");
    EXPECT_EQ(facts(), (Words{"Ana likes tea.", "Ana lives in Porto."}));
}

/// Nothing comes back by the clock while a test runs: pauses are of minutes.
class ExtractionOutageTest : public ExtractionTest {
protected:
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_RETRY_BASE_MS"] = "30000";
        return all;
    }
    /// Asks for a pause that is too long to be waited for.
    void shut_model() { model.fail(LanguageModel::refusal(429, "closed today", {{"Retry-After", "7200"}})); }
};

TEST_F(ExtractionOutageTest, dead_letters_come_back_when_the_model_answers_again) {
    shut_model();
    auto const anas = of_user("ana", conversation({"Ana lives in Porto."}));
    auto const bos = of_user("bo", conversation({"Bo lives in Kiel."}));
    auto const first = add_and_wait(anas);
    auto const second = add_and_wait(bos);
    EXPECT_EQ(first.at("status"), "FAILED");
    EXPECT_EQ(second.at("status"), "FAILED");
    EXPECT_TRUE(says(first.at("error"), "closed today"));
    EXPECT_EQ(model.questions().size(), 2U) << "one for each";

    model.work();
    EXPECT_EQ(add_and_wait(of_user("cem", conversation({"Cem lives in Bonn."}))).at("status"), "SUCCEEDED");
    EXPECT_TRUE(comes_to(first.at("event_id"), "SUCCEEDED"));
    EXPECT_TRUE(comes_to(second.at("event_id"), "SUCCEEDED"));
    EXPECT_EQ(facts({{"user_id", "ana"}}), Words{"Ana lives in Porto."});
    EXPECT_EQ(facts({{"user_id", "bo"}}), Words{"Bo lives in Kiel."});
    EXPECT_EQ(model.questions().size(), 5U);
}

TEST_F(ExtractionOutageTest, a_pause_that_the_model_asks_for_is_waited_for) {
    model.fail(LanguageModel::refusal(429, "come back later", {{"Retry-After", "600"}}));
    auto const pending = submitted(conversation({"Ana lives in Porto."}));
    EXPECT_TRUE(eventually([&] { return event(pending).contains("error"); }));
    EXPECT_EQ(event(pending).at("status"), "PENDING");
    EXPECT_TRUE(says(event(pending).at("error"), "come back later"));
    auto const listed = run({"jobs"});
    EXPECT_TRUE(says(listed.output, "come back later"));
    EXPECT_TRUE(says(listed.output, "1 waiting"));
    EXPECT_EQ(model.questions().size(), 1U);
}

TEST_F(ExtractionFailureTest, an_outage_is_over_by_itself) {
    model.fail(LanguageModel::refusal(503, "overloaded"));
    auto const failed = add_and_wait(conversation({"Ana lives in Porto."})).at("event_id").get<std::string>();
    model.work();
    EXPECT_TRUE(comes_to(failed, "SUCCEEDED"));
}

class WrongKeyTest : public ExtractionTest {
protected:
    void SetUp() override {
        auto const said = std::string("Incorrect API key provided: ") + LanguageModel::key;
        model.fail(LanguageModel::refusal(401, said));
    }
    static ::testing::AssertionResult keeps_the_key(std::string const& text) {
        if (!mentions(text, LanguageModel::key)) return ::testing::AssertionSuccess();
        return ::testing::AssertionFailure() << "the key stands in: " << text;
    }
};

TEST_F(WrongKeyTest, the_setting_is_named_and_the_key_is_shown_nowhere) {
    auto const answer = add_and_wait(conversation({"Ana lives in Porto."}));
    EXPECT_EQ(answer.at("status"), "FAILED");
    EXPECT_TRUE(says(answer.at("error"), "KEEPSAKE_LLM_API_KEY"));
    EXPECT_TRUE(keeps_the_key(answer.dump()));
    auto const listed = run({"jobs"});
    EXPECT_TRUE(says(listed.output, "KEEPSAKE_LLM_API_KEY"));
    EXPECT_TRUE(keeps_the_key(listed.output + listed.errors));
    server().close_input();
    server().wait_output_end();
    EXPECT_TRUE(says(server().stderr_text(), "KEEPSAKE_LLM_API_KEY"));
    EXPECT_TRUE(keeps_the_key(server().stderr_text()));
    EXPECT_FALSE(mentions(server().stderr_text(), "Porto")) << "what was said is in no log";
}

TEST_F(WrongKeyTest, doctor_names_the_setting_too) {
    auto const examined = run({"doctor"});
    EXPECT_EQ(examined.ending.code, 1) << examined.output;
    EXPECT_TRUE(says(examined.output, "KEEPSAKE_LLM_API_KEY"));
    EXPECT_TRUE(keeps_the_key(examined.output + examined.errors));
}

class TokenLimitTest : public ExtractionTest {
protected:
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_MAX_TOKENS_PER_DAY"] = "50";
        return all;
    }
};

TEST_F(TokenLimitTest, beyond_the_tokens_of_a_day_jobs_wait_and_say_so) {
    EXPECT_EQ(add_and_wait(conversation({"Ana lives in Porto."})).at("status"), "SUCCEEDED");
    auto const waiting = submitted(conversation({"Ana likes tea."}, "evening"));
    EXPECT_TRUE(eventually([&] { return event(waiting).contains("error"); }));
    EXPECT_EQ(event(waiting).at("status"), "PENDING");
    EXPECT_TRUE(says(event(waiting).at("error"), "KEEPSAKE_LLM_MAX_TOKENS_PER_DAY"));
    EXPECT_TRUE(says(run({"jobs"}).output, "KEEPSAKE_LLM_MAX_TOKENS_PER_DAY"));
    EXPECT_EQ(model.questions().size(), 1U);
    EXPECT_EQ(texts(found("tea")), Words{"Ana likes tea."});
}

}  // namespace
}  // namespace keepsake::testing

// `keepsake extract --backlog` for those who add a key later, and what `keepsake doctor` says of the model.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

class BacklogTest : public ExtractionTest {
protected:
    void add_without_model() {
        auto const plain = start(without_model());
        EXPECT_EQ(plain->call_ok("add_memory", conversation({"Ana lives in Porto."})).at("status"), "SUCCEEDED");
        plain->call_ok("add_memory", conversation({"Ana likes tea."}, "evening"));
        plain->call_ok("add_memory", of_user("bo", {{"text", "Bo lives in Kiel."}}));
        plain->close_input();
        EXPECT_EQ(plain->wait_exit().code, 0);
    }
};

TEST_F(BacklogTest, what_was_stored_without_a_model_is_extracted) {
    add_without_model();
    auto const result = run({"extract", "--backlog"});
    EXPECT_EQ(result.ending.code, 0) << result.output << result.errors;
    EXPECT_TRUE(says(result.output, "3 calls"));
    EXPECT_TRUE(says(result.output, "0 left"));
    EXPECT_EQ(facts(), (Words{"Ana likes tea.", "Ana lives in Porto."}));
    EXPECT_EQ(history(ids(found("tea")).at(0)).at(0).at("actor"), LanguageModel::name);
    auto const questions = model.questions().size();

    auto const again = run({"extract", "--backlog"});
    EXPECT_EQ(again.ending.code, 0) << again.errors;
    EXPECT_TRUE(says(again.output, "nothing to extract"));
    EXPECT_EQ(model.questions().size(), questions);
}

TEST_F(BacklogTest, a_text_whose_fact_says_the_same_stays_a_fact) {
    add_without_model();
    EXPECT_EQ(run({"extract", "--backlog"}).ending.code, 0);
    EXPECT_EQ(facts({{"user_id", "bo"}}), Words{"Bo lives in Kiel."});
    EXPECT_EQ(texts(found("Where does Bo live?", {{"user_id", "bo"}})), Words{"Bo lives in Kiel."});
}

TEST_F(BacklogTest, a_text_with_other_facts_in_it_becomes_a_turn) {
    add_without_model();
    model.reply_to(extraction, [](Json const&) {
        return extracted_facts(Json::array({proposed_fact("Home: Kiel", Json::array({0}))}));
    });
    EXPECT_EQ(run({"extract", "--backlog"}).ending.code, 0);
    EXPECT_EQ(facts({{"user_id", "bo"}}), Words{"Home: Kiel"});
    EXPECT_EQ(listed(server(), "turn", {{"user_id", "bo"}}), Words{"Bo lives in Kiel."});
}

TEST_F(BacklogTest, a_running_server_sees_the_facts) {
    add_without_model();
    EXPECT_EQ(texts(found("Porto")), Words{"Ana lives in Porto."});
    EXPECT_EQ(facts(), Words{});
    EXPECT_EQ(run({"extract", "--backlog"}).ending.code, 0);
    EXPECT_EQ(facts(), (Words{"Ana likes tea.", "Ana lives in Porto."}));
}

TEST_F(BacklogTest, a_server_with_a_model_leaves_the_backlog_alone) {
    add_without_model();
    EXPECT_EQ(add_and_wait(conversation({"Ana has a dog."}, "night")).at("status"), "SUCCEEDED");
    for (auto const& document : model.asked(extraction))
        EXPECT_EQ(texts_in(document, "turns"), Words{"Ana has a dog."});
    EXPECT_TRUE(says(run({"jobs"}).output, "3 calls stored without a language model"));
}

TEST_F(BacklogTest, what_the_model_fails_at_is_said) {
    add_without_model();
    make_model_ramble();
    auto const result = run({"extract", "--backlog"});
    EXPECT_EQ(result.ending.code, 1) << result.output;
    EXPECT_TRUE(says(result.errors, "3 could not be extracted"));
    EXPECT_EQ(texts(found("Porto")), Words{"Ana lives in Porto."});
}

TEST_F(BacklogTest, without_a_model_there_is_a_clear_sentence) {
    add_without_model();
    auto const result = run({"extract", "--backlog"}, without_model());
    EXPECT_EQ(result.ending.code, 1);
    EXPECT_TRUE(says(result.errors, "No language model is configured"));
    EXPECT_TRUE(says(result.errors, "KEEPSAKE_LLM_PROVIDER"));
}

TEST_F(BacklogTest, without_a_store_there_is_nothing_to_extract) {
    auto const result = run({"extract", "--backlog"});
    EXPECT_EQ(result.ending.code, 1);
    EXPECT_TRUE(says(result.errors, "nothing to extract"));
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

class ExtractionDoctorTest : public ExtractionTest {
protected:
    /// The line of doctor's report that has all of these.
    static ::testing::AssertionResult has_line(std::string const& report, Words const& parts) {
        std::istringstream lines(report);
        for (std::string line; std::getline(lines, line);)
            if (std::ranges::all_of(parts, [&](auto const& part) { return mentions(line, part); }))
                return ::testing::AssertionSuccess();
        return ::testing::AssertionFailure() << "no line says \"" << parts.front() << "\" and the rest in:\n" << report;
    }
};

TEST_F(ExtractionDoctorTest, the_model_is_asked_about_a_sentence) {
    auto const report = run({"doctor"});
    EXPECT_EQ(report.ending.code, 0) << report.output << report.errors;
    EXPECT_TRUE(has_line(report.output, {"ok", "language model", LanguageModel::name, "1 fact"}));
    EXPECT_EQ(model.asked(extraction).size(), 1U);
}

TEST_F(ExtractionDoctorTest, a_model_that_rambles_is_told_apart_from_one_that_works) {
    make_model_ramble();
    auto const report = run({"doctor"});
    EXPECT_EQ(report.ending.code, 1) << report.output;
    EXPECT_TRUE(has_line(report.output, {"language model", "A larger model may do better"}));
}

TEST_F(ExtractionDoctorTest, tokens_are_summed) {
    add_and_wait(conversation({"Ana lives in Porto."}, "morning"));
    add_and_wait(conversation({"Ana lives in Kiel."}, "evening"));
    auto const report = run({"doctor"});
    EXPECT_EQ(report.ending.code, 0) << report.output;
    EXPECT_TRUE(has_line(report.output, {extraction, LanguageModel::name, "2 calls", "200 + 40 tokens"}));
    EXPECT_TRUE(has_line(report.output, {consolidation, LanguageModel::name, "1 call", "100 + 20 tokens"}));
}

TEST_F(ExtractionDoctorTest, prices_make_costs) {
    auto const priced = start({{"KEEPSAKE_LLM_PRICE_PROMPT", "1000"}, {"KEEPSAKE_LLM_PRICE_COMPLETION", "5000"}});
    auto said = conversation({"Ana lives in Porto."});
    said["wait"] = true;
    priced->call_ok("add_memory", said);
    EXPECT_TRUE(has_line(run({"doctor"}).output, {extraction, "1 call", "cost 0.2"}));
}

TEST_F(ExtractionDoctorTest, failed_jobs_and_the_backlog_are_counted) {
    auto const plain = start(without_model());
    plain->call_ok("add_memory", conversation({"Ana likes tea."}, "evening"));
    make_model_ramble();
    add_and_wait(conversation({"Ana lives in Porto."}));
    model.work();
    auto const report = run({"doctor"});
    EXPECT_TRUE(has_line(report.output, {"jobs", "1 failed"}));
    EXPECT_TRUE(has_line(report.output, {"backlog", "1 call"}));
    EXPECT_TRUE(has_line(report.output, {extraction, "3 calls", "300 + 60 tokens"})) << "replies in vain are paid, too";
}

TEST_F(ExtractionDoctorTest, without_a_model_it_is_said_how_to_name_one) {
    auto const report = run({"doctor"}, without_model());
    EXPECT_EQ(report.ending.code, 0) << report.output;
    EXPECT_TRUE(has_line(report.output, {"language model", "none", "KEEPSAKE_LLM_PROVIDER"}));
    EXPECT_EQ(model.questions().size(), 0U);
}

}  // namespace
}  // namespace keepsake::testing

// delete_memory with erase, when a language model has had its hands on the texts.

#include <gtest/gtest.h>

#include "e2e/extraction_test.h"
#include "e2e/file_bytes.h"

namespace keepsake::testing {
namespace {

// A word that nothing else writes and that a stemmer leaves its beginning of.
std::string const secret = "zyxquibblefrost";
std::string const secret_stem = "zyxquibblef";

class ExtractionEraseTest : public ExtractionTest {
protected:
    static Json told(std::string const& session = "morning") {
        return of_user("ana", conversation({"The safe opens with " + secret + ".", "Keep it: " + secret}, session));
    }
    Words holding() const { return files_holding(data_directory(), secret_stem); }
    void erase_all() {
        EXPECT_FALSE(holding().empty()) << "the search for bytes sees what is stored";
        checked("delete_memory", {{"all", true}, {"user_id", "ana"}, {"erase", true}});
    }

    void expect_no_trace() {
        EXPECT_EQ(holding(), Words{}) << "while the server runs";
        auto const asked = model.questions().size();
        EXPECT_EQ(run({"jobs", "retry", "--all"}).ending.code, 0);
        EXPECT_EQ(add_and_wait(of_user("bo", conversation({"Bo lives in Kiel."}))).at("status"), "SUCCEEDED");
        for (auto const& question : later(asked)) EXPECT_FALSE(mentions(question.document.dump(), secret));
        EXPECT_FALSE(mentions(server().stderr_text(), secret)) << "what was said is in no log";
        stop();
        EXPECT_EQ(holding(), Words{}) << "after it has ended";
        auto const examined = run({"doctor"});
        EXPECT_EQ(examined.ending.code, 0) << examined.output << examined.errors;
        EXPECT_EQ(holding(), Words{});
    }

private:
    std::vector<LanguageModel::Question> later(std::size_t than) const {
        auto questions = model.questions();
        questions.erase(questions.begin(), questions.begin() + static_cast<std::ptrdiff_t>(than));
        return questions;
    }
};

TEST_F(ExtractionEraseTest, facts_relations_summary_and_reasons_go) {
    model.reply_to(extraction, [](Json const&) {
        Json const relation = {{"source", "Ana"},  {"source_type", "person"}, {"relation", "knows"},
                               {"target", secret}, {"target_type", "thing"},  {"sources", Json::array({0})},
                               {"fact", 0},        {"valid_from", nullptr}};
        auto reply = extracted_facts(Json::array({proposed_fact("Ana's safe opens with " + secret + ".",
                                                                Json::array({0}), {{"category", secret}})}),
                                     Json::array({relation}));
        reply["summary"] = "They talked about " + secret + ".";
        return reply;
    });
    model.reply_to(consolidation, [](Json const&) {
        return Json{
            {"decisions",
             {{{"fact", 0}, {"event", "ADD"}, {"memory", nullptr}, {"text", nullptr}, {"reason", "new: " + secret}}}},
            {"relation_decisions", Json::array()}};
    });
    EXPECT_EQ(add_and_wait(of_user("ana", {{"facts", {"Ana has a safe."}}})).at("status"), "SUCCEEDED");
    EXPECT_EQ(add_and_wait(told()).at("status"), "SUCCEEDED");
    EXPECT_EQ(texts(found(secret, {{"user_id", "ana"}})), Words{"Ana's safe opens with " + secret + "."});
    EXPECT_EQ(model.asked(consolidation).size(), 1U);
    model.reply_to(extraction, [](Json const&) { return extracted_facts(Json::array()); });
    erase_all();
    expect_no_trace();
}

TEST_F(ExtractionEraseTest, turns_of_a_failed_job_go_and_are_not_asked_about) {
    model.fail(LanguageModel::completion("About " + secret + " I say nothing."));
    EXPECT_EQ(add_and_wait(told()).at("status"), "FAILED");
    model.work();
    erase_all();
    expect_no_trace();
}

TEST_F(ExtractionEraseTest, a_reply_that_was_kept_for_a_retry_goes) {
    EXPECT_EQ(add_and_wait(of_user("ana", {{"facts", {"The safe opens slowly."}}})).at("status"), "SUCCEEDED");
    model.hold(consolidation);
    auto const kept = submitted(told());
    ASSERT_TRUE(model.wait_for_questions(2));
    make_model_ramble();
    model.release();
    EXPECT_TRUE(comes_to(kept, "FAILED"));
    model.work();
    erase_all();
    expect_no_trace();
}

TEST_F(ExtractionEraseTest, facts_of_the_caller_that_wait_go) {
    EXPECT_EQ(add_and_wait(of_user("ana", {{"facts", {"The safe opens slowly."}}})).at("status"), "SUCCEEDED");
    make_model_ramble();
    auto const stated = add_and_wait(of_user("ana", {{"facts", {"The safe opens with " + secret + "."}}}));
    EXPECT_EQ(stated.at("status"), "FAILED");
    model.work();
    erase_all();
    expect_no_trace();
}

TEST_F(ExtractionEraseTest, a_reply_that_comes_too_late_writes_nothing) {
    model.hold(extraction);
    auto const late = submitted(told());
    ASSERT_TRUE(model.wait_for_questions(1));
    erase_all();
    model.release();
    EXPECT_EQ(add_and_wait(of_user("ana", conversation({"Ana likes tea."}, "evening"))).at("status"), "SUCCEEDED");
    EXPECT_EQ(facts({{"user_id", "ana"}}), Words{"Ana likes tea."});
    expect_no_trace();
}

TEST_F(ExtractionEraseTest, one_fact_goes_with_the_turn_it_is_from) {
    model.reply_to(extraction, [](Json const&) {
        return extracted_facts(Json::array({proposed_fact("Ana's safe opens with " + secret + ".", Json::array({0})),
                                            proposed_fact("Ana likes tea.", Json::array({1}))}));
    });
    auto const answer = add_and_wait(of_user("ana", conversation({"It opens with " + secret + ".", "I like tea."})));
    model.reply_to(extraction, [](Json const&) { return extracted_facts(Json::array()); });
    checked("delete_memory", {{"memory_id", ids(answer).at(0)}, {"erase", true}});
    EXPECT_EQ(facts({{"user_id", "ana"}}), Words{"Ana likes tea."});
    expect_no_trace();
}

}  // namespace
}  // namespace keepsake::testing

// Processes that are killed while the model works, several on one folder, several users at once.

#include <gtest/gtest.h>

#include "e2e/extraction_test.h"

namespace keepsake::testing {
namespace {

class ExtractionProcessesTest : public ExtractionTest {
protected:
    // Only the end of a process frees its jobs.
    Environment settings() const override {
        auto all = ExtractionTest::settings();
        all["KEEPSAKE_LLM_TIMEOUT_MS"] = "3600000";
        return all;
    }

    std::string submitted_to(ServerProcess& to, Json arguments) {
        return to.call_ok("add_memory", std::move(arguments)).at("event_id");
    }
    /// Kills a server that has been asked so much.
    void kill_when_asked(ServerProcess& killed, std::size_t questions) {
        ASSERT_TRUE(model.wait_for_questions(questions));
        killed.kill_hard();
        model.release();
    }
    void expect_sound_store() {
        auto const examined = run({"doctor"}, without_model());
        EXPECT_EQ(examined.ending.code, 0) << examined.output << examined.errors;
    }
};

TEST_F(ExtractionProcessesTest, a_job_whose_process_was_killed_is_finished_by_the_next) {
    auto killed = start();
    model.hold(extraction);
    auto const id = submitted_to(*killed, conversation({"Ana lives in Porto.", "Ana likes tea."}));
    kill_when_asked(*killed, 1);
    EXPECT_TRUE(comes_to(id, "SUCCEEDED"));
    EXPECT_EQ(event(id).at("attempts"), 2);
    EXPECT_EQ(facts(), (Words{"Ana likes tea.", "Ana lives in Porto."}));
    EXPECT_EQ(checked("list_memories", {{"kinds", {"turn"}}}).at("total"), 2);
    expect_sound_store();
}

TEST_F(ExtractionProcessesTest, what_was_extracted_before_the_kill_is_not_asked_again) {
    auto killed = start();
    killed->call_ok("add_memory", {{"text", "Ana lives in Kiel."}, {"wait", true}});
    model.hold(consolidation);
    auto const id = submitted_to(*killed, conversation({"Ana lives in Porto."}));
    kill_when_asked(*killed, 3);
    EXPECT_TRUE(comes_to(id, "SUCCEEDED"));
    EXPECT_EQ(model.asked(extraction).size(), 2U);
    EXPECT_EQ(model.asked(consolidation).size(), 2U);
    EXPECT_EQ(facts(), (Words{"Ana lives in Kiel.", "Ana lives in Porto."}));
    expect_sound_store();
}

TEST_F(ExtractionProcessesTest, one_kill_after_the_other_loses_and_doubles_nothing) {
    Words said;
    Words events;
    for (std::size_t round = 0; round < 8; ++round) {
        auto killed = start();
        said.push_back("Ana owns " + std::to_string(round) + " bicycles.");
        auto const before = model.questions().size();
        model.hold(round % 2 == 0 ? extraction : consolidation);
        events.push_back(submitted_to(*killed, conversation({said.back()}, "session" + std::to_string(round))));
        kill_when_asked(*killed, before + 1);
    }
    for (auto const& id : events) EXPECT_TRUE(comes_to(id, "SUCCEEDED"));
    EXPECT_EQ(facts(), sorted(said));
    expect_sound_store();
}

TEST_F(ExtractionProcessesTest, the_other_server_goes_on_when_one_is_killed) {
    auto killed = start();
    model.answer_next({ScriptedAnswer::stalled()});
    auto const id = submitted_to(*killed, of_user("ana", conversation({"Ana lives in Porto."})));
    ASSERT_TRUE(model.wait_for_questions(1));
    auto const other = start();
    auto bos = of_user("bo", conversation({"Bo lives in Kiel."}));
    bos["wait"] = true;
    EXPECT_EQ(other->call_ok("add_memory", bos).at("status"), "SUCCEEDED");
    auto const running = other->call_ok("get_event", {{"event_id", id}});
    EXPECT_EQ(running.at("status"), "RUNNING") << "as long as its process lives nobody takes it over";
    EXPECT_EQ(running.at("attempts"), 1);

    killed->kill_hard();
    EXPECT_TRUE(comes_to(*other, id, "SUCCEEDED"));
    EXPECT_EQ(other->call_ok("get_event", {{"event_id", id}}).at("attempts"), 2);
    EXPECT_EQ(listed(*other, "fact", {{"user_id", "ana"}}), Words{"Ana lives in Porto."});
    EXPECT_EQ(model.questions().size(), 3U);
}

TEST_F(ExtractionProcessesTest, a_server_that_ends_in_good_order_leaves_its_job_to_the_next) {
    model.answer_next({ScriptedAnswer::stalled()});
    auto const id = submitted(conversation({"Ana lives in Porto."}));
    ASSERT_TRUE(model.wait_for_questions(1));
    server().close_input();
    EXPECT_EQ(server().wait_exit().code, 0);
    stop();
    EXPECT_TRUE(comes_to(id, "SUCCEEDED"));
    EXPECT_EQ(facts(), Words{"Ana lives in Porto."});
}

TEST_F(ExtractionProcessesTest, jobs_of_two_users_run_at_once_and_two_of_one_user_do_not) {
    model.fail(ScriptedAnswer::stalled());
    auto running = start();
    auto const first = submitted_to(*running, of_user("ana", conversation({"Ana lives in Porto."}, "morning")));
    auto const second = submitted_to(*running, of_user("ana", conversation({"Ana likes tea."}, "evening")));
    auto const third = submitted_to(*running, of_user("bo", conversation({"Bo lives in Kiel."})));
    ASSERT_TRUE(model.wait_for_questions(2));
    Words asked;
    for (auto const& document : model.asked(extraction)) asked.push_back(texts_in(document, "turns").at(0));
    EXPECT_EQ(sorted(asked), (Words{"Ana lives in Porto.", "Bo lives in Kiel."})) << "in one moment, unanswered";
    EXPECT_EQ(running->call_ok("get_event", {{"event_id", second}}).at("status"), "PENDING");
    model.work();
    running->kill_hard();
    for (auto const& id : {first, second, third}) EXPECT_TRUE(comes_to(id, "SUCCEEDED"));
}

TEST_F(ExtractionProcessesTest, each_job_of_a_user_knows_what_those_before_it_have_made) {
    auto const one = start();
    auto const other = start();
    Words said;
    Words events;
    for (int number = 0; number < 10; ++number) {
        said.push_back("Ana owns " + std::to_string(number) + " bicycles.");
        auto& chosen = number % 2 == 0 ? *one : *other;
        events.push_back(submitted_to(chosen, conversation({said.back()}, "session" + std::to_string(number))));
    }
    for (auto const& id : events) EXPECT_TRUE(comes_to(*one, id, "SUCCEEDED"));
    EXPECT_EQ(listed(*one, "fact"), sorted(said));
    auto const decisions = model.asked(consolidation);
    ASSERT_EQ(decisions.size(), 9U) << "none had to be asked again because another had written";
    for (std::size_t place = 0; place < decisions.size(); ++place) {
        EXPECT_EQ(texts_in(decisions[place], "facts"), Words{said[place + 1]}) << "in the order of their coming";
        EXPECT_EQ(sorted(texts_in(decisions[place], "memories")),
                  Words(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(place) + 1));
    }
}

}  // namespace
}  // namespace keepsake::testing

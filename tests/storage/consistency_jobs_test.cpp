#include "storage/job_queue_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

/// A done, a running, a waiting and a failed conversation, in order, until a test breaks one rule by hand.
class ConsistencyOfJobsTest : public JobQueueTest {
protected:
    void SetUp() override {
        submit(talk_, {"Ana likes tea", "a second"});
        auto const job = *lease();
        auto all = finishing(job);
        all.facts.push_back(change(FactChange::Kind::add, "Ana drinks tea", clock_.now(), {job.turns[0].row}));
        all.relations.push_back(relation("Ana", "likes", "tea", clock_.now()));
        all.relations[0].fact = 0;
        all.relations[0].sources = {job.turns[0].row};
        ASSERT_EQ(queue_.apply(all), Applied::done);
        learn(ben_, "Ben likes rum");
        submit(ben_, {"failing"});
        ASSERT_TRUE(queue_.fail(lease()->lease, "no", DeadLetterKind::outage, "openai", 1s));
        submit(ben_, {"running"});
        ASSERT_TRUE(lease());
        submit(ben_, {"waiting"});
        ASSERT_EQ(store_.check(), std::vector<std::string>{});
    }
    void break_and_find(std::string const& sql, std::string const& sentence) {
        raw().execute(sql);
        for (auto const& found : store_.check()) {
            if (found.find(sentence) != std::string::npos) return;
        }
        ADD_FAILURE() << "not reported: " << sql;
    }
    static std::string of_jobs(int count) { return std::to_string(count) + " jobs whose event says something else"; }
};

TEST_F(ConsistencyOfJobsTest, AJobWhoseEventSaysSomethingElse) {
    break_and_find("UPDATE events SET status = 'PENDING' WHERE status = 'RUNNING'", of_jobs(1));
    break_and_find("UPDATE jobs SET dead_letter = NULL", of_jobs(2));
    break_and_find("UPDATE events SET was_queued = 0 WHERE status = 'PENDING'", of_jobs(3));
}

TEST_F(ConsistencyOfJobsTest, AJobOfAnotherUser) {
    break_and_find("UPDATE jobs SET user = (SELECT id FROM users WHERE name = 'ana') WHERE owner IS NOT NULL",
                   of_jobs(1));
}

TEST_F(ConsistencyOfJobsTest, AnEventThatWaitsWithoutAJob) {
    break_and_find("DELETE FROM jobs", "3 events that wait, run or have failed without a job");
}

TEST_F(ConsistencyOfJobsTest, AJobWithNothingToDo) {
    break_and_find("UPDATE turns SET is_context = 1 WHERE text = 'waiting'", "1 jobs with nothing left to do");
}

TEST_F(ConsistencyOfJobsTest, AFlagThatDoesNotFitTheTurn) {
    constexpr auto sentence = "1 memories that facts stand for";
    break_and_find("UPDATE turns SET is_extracted = 1 WHERE text = 'waiting'", sentence);
    raw().execute("UPDATE turns SET is_extracted = 0 WHERE text = 'waiting'");
    break_and_find("UPDATE memories SET is_extracted = 1 WHERE text = 'waiting'", sentence);
    raw().execute("UPDATE memories SET is_extracted = 0 WHERE text = 'waiting'");
    break_and_find("UPDATE memories SET is_extracted = 1 WHERE text = 'Ana drinks tea'", sentence);
}

TEST_F(ConsistencyOfJobsTest, ATurnThatADoneConversationLeftOut) {
    break_and_find("UPDATE turns SET is_extracted = 0 WHERE text = 'a second'",
                   "1 turns of conversations that are done and that were not extracted");
}

TEST_F(ConsistencyOfJobsTest, ASourceOfAVersionThatIsNotThere) {
    break_and_find(
        "UPDATE sources SET version = 2 WHERE memory = (SELECT id FROM memories WHERE text = 'Ana drinks tea')",
        "1 sources that were brought for a version");
}

TEST_F(ConsistencyOfJobsTest, ARelationWithSomethingOfAnotherUser) {
    constexpr auto sentence = "1 relations whose entities, memories or sources belong to another user";
    auto const break_and_mend = [&](std::string const& breaking, std::string const& mending) {
        break_and_find(breaking, sentence);
        raw().execute(mending);
        ASSERT_EQ(store_.check(), std::vector<std::string>{});
    };
    break_and_mend(
        "INSERT INTO relation_memories SELECT r.id, m.id FROM relations r, memories m WHERE m.text = 'Ben likes rum'",
        "DELETE FROM relation_memories WHERE memory = (SELECT id FROM memories WHERE text = 'Ben likes rum')");
    break_and_mend("INSERT INTO relation_sources SELECT r.id, t.id FROM relations r, turns t WHERE t.text = 'waiting'",
                   "DELETE FROM relation_sources WHERE turn = (SELECT id FROM turns WHERE text = 'waiting')");
    break_and_find("UPDATE entities SET user = (SELECT id FROM users WHERE name = 'ben') WHERE name = 'tea'", sentence);
}

TEST_F(ConsistencyOfJobsTest, AnEntityWithoutRelations) {
    break_and_find("DELETE FROM relation_memories; DELETE FROM relation_sources; DELETE FROM relations",
                   "2 entities that no relation names");
}

TEST_F(ConsistencyOfJobsTest, AResultOfAVersionThatIsNotThere) {
    break_and_find(
        "INSERT INTO unchanged(event, memory, version, last_version, reason) SELECT 1, id, 7, 0, '' FROM memories LIMIT 1",
        "1 results that name a version");
}

TEST_F(ConsistencyOfJobsTest, ASummaryOfNoSession) {
    break_and_find("INSERT INTO summaries SELECT id, 'x', 0 FROM scopes WHERE session = ''",
                   "1 summaries of what is no session");
}

}  // namespace
}  // namespace keepsake::storage

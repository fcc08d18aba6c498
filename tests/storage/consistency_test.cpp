#include "storage/store_test.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

/// A store in which all is well, until a test breaks one rule by hand.
class ConsistencyTest : public StoreTest {
protected:
    void SetUp() override {
        store_.add(conversation(ana_, {{"Ana", "Hello"}, {"Ben", "Hi"}}, clock_.now()));
        auto const id = add(fact_of_turns(ana_, "Ana moved", {{"Ana", "I moved"}}, clock_.now()));
        ASSERT_TRUE(change_text(id, "Ana has moved"));
        ASSERT_TRUE(store_.end(removal({add_fact("over")})));
        store_.add(conversation(ben_, {{"Ben", "Mine"}}, clock_.now()));
        ASSERT_EQ(store_.check(), std::vector<std::string>{});
    }
    /// Breaks something behind the store's back and says whether one sentence of its check tells of it.
    void break_and_find(std::string const& sql, std::string const& sentence) {
        raw().execute(sql);
        for (auto const& found : store_.check()) {
            if (found.find(sentence) != std::string::npos) return;
        }
        ADD_FAILURE() << "not reported: " << sql;
    }
};

TEST_F(ConsistencyTest, AVersionNumberThatSkips) {
    break_and_find("UPDATE memories SET version = version + 1 WHERE kind = 'fact'", "2 memories whose version is not");
}

TEST_F(ConsistencyTest, AVersionThatIsGone) {
    break_and_find("DELETE FROM versions WHERE version = 1 AND text = 'Ana moved'", "1 memories whose version is not");
}

TEST_F(ConsistencyTest, AMemoryThatDiffersFromItsLastVersion) {
    for (auto const* const change : {"text = 'other'", "metadata = '{\"a\":1}'", "categories = '[\"x\"]'",
                                     "expires_at = 5", "confidence = .5", "event_date = '2020-01-01'"}) {
        raw().execute("CREATE TABLE kept AS SELECT * FROM memories");
        break_and_find(std::string("UPDATE memories SET ") + change + " WHERE text = 'Hello'",
                       "differ from their last version");
        raw().execute("DELETE FROM memories; INSERT INTO memories SELECT * FROM kept; DROP TABLE kept");
        ASSERT_EQ(store_.check(), std::vector<std::string>{});
    }
}

TEST_F(ConsistencyTest, AnEndWithoutAVersionAndTheOtherWayRound) {
    break_and_find("UPDATE memories SET valid_to = 5 WHERE text = 'Hello'", "1 memories that have ended without");
    break_and_find("UPDATE memories SET valid_to = NULL WHERE text = 'over'", "2 memories that have ended without");
}

TEST_F(ConsistencyTest, ATurnWithoutItsSourceOrWithSeveral) {
    break_and_find(
        "INSERT INTO sources SELECT m.id, t.id, 1 FROM memories m, turns t WHERE m.text = 'Hello' AND t.text = 'Hi'",
        "1 turns that are kept as a memory without");
    break_and_find("DELETE FROM sources WHERE memory = (SELECT id FROM memories WHERE text = 'Hello')",
                   "1 turns that are kept as a memory without");
}

TEST_F(ConsistencyTest, ASourceOfAnotherUser) {
    break_and_find(
        "INSERT INTO sources SELECT m.id, t.id, 1 FROM memories m, turns t WHERE m.text = 'Ana has moved' AND t.text = 'Mine'",
        "source belongs to another user");
}

TEST_F(ConsistencyTest, AScopeOfAnotherUser) {
    break_and_find("UPDATE memories SET user = (SELECT id FROM users WHERE name = 'ben') WHERE text = 'Ana has moved'",
                   "1 memories whose scope belongs to another user");
}

TEST_F(ConsistencyTest, AChangeThatNobodyCounted) {
    break_and_find("UPDATE users SET changes = 0 WHERE name = 'ben'", "1 memories that changed after");
}

TEST_F(ConsistencyTest, ATurnThatNothingHolds) {
    break_and_find(
        "INSERT INTO turns(scope, event, role, speaker, text, said_at) SELECT scope, event, 'user', '', 'lost', 0 FROM turns LIMIT 1",
        "1 turns that no memory and no waiting event holds");
}

TEST_F(ConsistencyTest, ATextWithoutAPlaceForItsVector) {
    break_and_find("DELETE FROM embeddings WHERE version = (SELECT id FROM versions WHERE text = 'Hello')",
                   "1 texts without a place for their vector");
    break_and_find("DELETE FROM embeddings WHERE version = (SELECT id FROM versions WHERE text = 'Ana has moved')",
                   "2 texts without a place for their vector");
}

TEST_F(ConsistencyTest, AVectorThatDoesNotFit) {
    constexpr auto sentence = "1 vectors of another memory than their version's, of another model than the store's";
    auto addition = fact(ana_, "tea", clock_.now());
    addition.memories[0].vector = Vector{1, 0};
    addition.vector_model = {"small", 2};
    add(addition);
    ASSERT_EQ(store_.check(), std::vector<std::string>{});
    auto const break_and_mend = [&](std::string const& sql) {
        raw().execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM embeddings");
        break_and_find(sql, sentence);
        raw().execute("DELETE FROM embeddings; INSERT INTO embeddings SELECT * FROM kept");
        ASSERT_EQ(store_.check(), std::vector<std::string>{});
    };
    break_and_mend("UPDATE embeddings SET memory = 1 WHERE vector IS NOT NULL");
    break_and_mend("UPDATE embeddings SET vector = x'003c' WHERE vector IS NOT NULL");
    raw().execute("INSERT INTO embedding_models(id, name, dimensions) VALUES(77, 'other', 2)");
    break_and_mend("UPDATE embeddings SET model = 77 WHERE vector IS NOT NULL");
    break_and_find("DELETE FROM store_state WHERE key = 'embedding_model'", sentence);
}

TEST_F(ConsistencyTest, ARowThatNamesOneThatIsNotThere) {
    break_and_find("DELETE FROM turns WHERE text = 'I moved'", "a row of sources names a row of turns");
}

TEST_F(ConsistencyTest, AValueThatTheSchemaForbids) {
    break_and_find("PRAGMA ignore_check_constraints = ON; UPDATE events SET status = 'LOST'", "integrity_check");
}

}  // namespace
}  // namespace keepsake::storage

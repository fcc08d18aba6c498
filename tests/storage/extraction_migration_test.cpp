#include "storage/job_queue_test.h"
#include "storage/sqlite/schema.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

/// A store as version 2 of the schema left it: a conversation and a text that waited for a model, and a fact that was
/// changed by hand.
class ExtractionMigrationTest : public JobQueueTest {
protected:
    void SetUp() override {
        sqlite::open_store_file(folder_.path(), sqlite::migrations().first(2));
        raw().execute(R"sql(
            INSERT INTO users(id, org, project, name, changes) VALUES(1, 'default', 'default', 'ana', 9);
            INSERT INTO scopes(id, user, agent, app, session) VALUES(1, 1, '', '', 's1');
            INSERT INTO events(id, uuid, scope, status, wants_extraction, created_at) VALUES
                (1, 'talk', 1, 'SUCCEEDED', 1, 5), (2, 'kept', 1, 'SUCCEEDED', 0, 6);
            INSERT INTO turns(id, scope, event, role, speaker, text, said_at) VALUES
                (1, 1, 1, 'user', 'Ana', 'hello', 5), (2, 1, 2, 'user', 'Ana', 'I moved', 6);
            INSERT INTO memories(id, uuid, scope, user, kind, text, categories, metadata, confidence, valid_from, created_at,
                                 updated_at, version, change) VALUES
                (1, 'm1', 1, 1, 'turn', 'hello', '[]', '{}', 1, 5, 5, 5, 1, 1),
                (2, 'm2', 1, 1, 'fact', 'Ana lives in Rome', '[]', '{}', 1, 6, 6, 7, 2, 3);
            INSERT INTO versions(id, memory, version, change, event, text, categories, metadata, confidence, valid_from,
                                 recorded_at, actor, reason) VALUES
                (1, 1, 1, 'ADD', 1, 'hello', '[]', '{}', 1, 5, 5, 'a', ''),
                (2, 2, 1, 'ADD', 2, 'Ana moved', '[]', '{}', 1, 6, 6, 'a', ''),
                (3, 2, 2, 'UPDATE', NULL, 'Ana lives in Rome', '[]', '{}', 1, 6, 7, 'a', '');
            INSERT INTO embeddings(version, memory) VALUES(1, 1), (2, 2), (3, 2);
            INSERT INTO sources(memory, turn) VALUES(1, 1), (2, 2);)sql");
    }
    std::map<RowId, std::string> source_texts() const {
        std::map<RowId, std::string> found;
        store_.read_changes(1, 0, [&](IndexedRow&& row) {
            EXPECT_FALSE(row.is_extracted);
            found[row.row] = row.source_text;
        });
        return found;
    }
};

TEST_F(ExtractionMigrationTest, AnOldStoreIsWellAndItsTextsAreFound) {
    expect_well();
    EXPECT_EQ(raw().number("PRAGMA user_version"), std::ssize(sqlite::migrations()));
    EXPECT_EQ(store_.page(all_of("ana"), {}, {}, Store::Include::current, 10, {}).total, 2);
    EXPECT_EQ(source_texts(), (std::map<RowId, std::string>{{1, ""}, {2, ""}}));
    EXPECT_FALSE(queue_.has_work());
}

TEST_F(ExtractionMigrationTest, WhatWasStoredForAModelIsItsBacklog) {
    auto const backlog = queue_.backlog(0, 10);
    ASSERT_EQ(backlog.size(), 1u);
    EXPECT_EQ(backlog[0].event.text, "talk");
    ASSERT_TRUE(queue_.queue_backlog(backlog[0], job_due_in(0ms)));
    auto const job = lease();
    ASSERT_TRUE(job);
    EXPECT_EQ(texts(job->turns), std::vector<std::string>{"hello"});
    ASSERT_EQ(queue_.apply(finishing(*job)), Applied::done);
    expect_well();
}

TEST_F(ExtractionMigrationTest, OldTurnsAreRecognisedWhenTheyAreRepeated) {
    auto const found = queue_.repetitions(talk_, said(talk_, {"hello"}, clock_.now()).turns);
    ASSERT_EQ(found.of_turns[0].size(), 1u);
    EXPECT_FALSE(found.of_turns[0][0].was_given);
    EXPECT_EQ(found.last_turn, 2);
}

}  // namespace
}  // namespace keepsake::storage

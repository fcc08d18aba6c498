#include "storage/embeddings_test.h"
#include "storage/sqlite/schema.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

/// A store as version 1 of the schema left it.
class EmbeddingsMigrationTest : public EmbeddingsTest {
protected:
    void SetUp() override {
        sqlite::open_store_file(folder_.path(), sqlite::migrations().first(1));
        raw().execute(R"sql(
            INSERT INTO users(id, org, project, name, changes) VALUES(1, 'default', 'default', 'ana', 9);
            INSERT INTO scopes(id, user, agent, app, session) VALUES(1, 1, '', '', '');
            INSERT INTO events(id, uuid, scope, status, wants_extraction, created_at) VALUES(1, 'e', 1, 'SUCCEEDED', 0, 0);
            INSERT INTO turns(id, scope, event, role, speaker, text, said_at) VALUES(1, 1, 1, 'user', 'Ana', 'hello', 0);)sql");
    }
    void add_old(int id, std::string const& kind, std::vector<std::pair<std::string, std::string>> const& versions) {
        auto const number = std::to_string(id);
        auto const count = std::to_string(versions.size());
        auto const ended = versions.back().first == "DELETE" ? "5" : "NULL";
        raw().execute(
            "INSERT INTO memories(id, uuid, scope, user, kind, text, categories, metadata, confidence, valid_from, valid_to, "
            "created_at, updated_at, version, change) VALUES(" +
            number + ", 'm" + number + "', 1, 1, '" + kind + "', '" + versions.back().second + "', '[]', '{}', 1, 0, " +
            ended + ", 0, 0, " + count + ", " + number + ")");
        for (std::size_t i = 0; i < versions.size(); ++i) {
            raw().execute(
                "INSERT INTO versions(memory, version, change, text, categories, metadata, confidence, valid_from, recorded_at, "
                "actor, reason) VALUES(" +
                number + ", " + std::to_string(i + 1) + ", '" + versions[i].first + "', '" + versions[i].second +
                "', '[]', '{}', 1, 0, 0, '', '')");
        }
    }
};

TEST_F(EmbeddingsMigrationTest, EveryTextHasItsPlaceInTheQueueOnce) {
    add_old(1, "fact", {{"ADD", "plain"}});
    add_old(2, "fact", {{"ADD", "shared"}, {"UPDATE", "shared"}, {"UPDATE", "shared"}});
    add_old(3, "fact", {{"ADD", "old"}, {"UPDATE", "new"}, {"UPDATE", "old"}});
    add_old(4, "fact", {{"ADD", "ended"}, {"DELETE", "ended"}});
    add_old(5, "turn", {{"ADD", "hello"}});
    raw().execute("INSERT INTO sources(memory, turn) VALUES(5, 1)");

    EXPECT_EQ(waiting(), (Texts{"plain", "shared", "old", "new", "old", "ended", "Ana: hello"}));
    expect_well();
    EXPECT_FALSE(store_.vector_model());
    EXPECT_EQ(number("PRAGMA user_version"), std::ssize(sqlite::migrations()));
    EXPECT_EQ(fill(east), 7);
    EXPECT_EQ(vectors_of(),
              (std::map<std::string, Vector>{{"plain", east}, {"shared", east}, {"old", east}, {"hello", east}}));
    expect_well();
}

TEST_F(EmbeddingsMigrationTest, NobodyHasRatedAnythingYet) {
    add_old(1, "fact", {{"ADD", "plain"}});
    store_.read_changes(1, 0, [](IndexedRow&& row) { EXPECT_EQ(row.feedback, 0); });
    EXPECT_EQ(number("SELECT count(*) FROM memories WHERE feedback = 0"), 1);
}

}  // namespace
}  // namespace keepsake::storage

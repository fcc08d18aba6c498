#include "storage/graph_store_test.h"
#include "storage/sqlite/schema.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;
using Texts = std::vector<std::string>;

/// A store as version 3 of the schema left it: two relations as models had worded them, one of which has ended.
class GraphMigrationTest : public GraphStoreTest {
protected:
    void SetUp() override {
        sqlite::open_store_file(folder_.path(), sqlite::migrations().first(3));
        raw().execute(R"sql(
            INSERT INTO users(id, org, project, name, changes) VALUES(1, 'default', 'default', 'ana', 9);
            INSERT INTO scopes(id, user, agent, app, session) VALUES(1, 1, '', '', 's1');
            INSERT INTO events(id, uuid, scope, status, wants_extraction, created_at) VALUES(1, 'talk', 1, 'SUCCEEDED', 0, 5);
            INSERT INTO entities(id, user, name, folded_name, type, created_at) VALUES
                (1, 1, 'Ana', 'ana', 'person', 5), (2, 1, 'Rome', 'rome', 'place', 5), (3, 1, 'Bonn', 'bonn', 'place', 5), (4, 1, 'I', 'i', '', 5), (5, 1, 'user', 'user', '', 5);
            INSERT INTO relations(id, uuid, user, source, relation, target, valid_from, valid_to, learned_at, closed_at, confidence, event, actor, reason)
            VALUES (1, 'r1', 1, 1, 'Lives in', 3, 5, 6, 5, 7, .9, 1, 'm', ''), (2, 'r2', 1, 1, 'Lives in', 2, 6, NULL, 7, NULL, .9, 1, 'm', ''),
                (3, 'r3', 1, 4, 'likes', 2, 6, 7, 7, 7, .9, 1, 'm', ''), (4, 'r4', 1, 5, 'likes', 2, 6, 7, 7, 7, .9, 1, 'm', '');
            INSERT INTO relation_results(event, relation, change) VALUES(1, 1, 'ADD'), (1, 2, 'ADD'), (1, 3, 'ADD'), (1, 4, 'ADD');)sql");
    }
};

TEST_F(GraphMigrationTest, OldRelationsKeepTheirEntitiesTimesAndWording) {
    expect_well();
    EXPECT_EQ(current(), Texts{"Ana lives_in Rome"});
    EXPECT_EQ(graph().relations().size(), 4u);
    EXPECT_EQ(graph().self_of(4), 3u);
    EXPECT_EQ(graph().relations()[0].scopes, std::vector<RowId>{1});
    EXPECT_EQ(graph().entities()[1].type, "place");
    EXPECT_EQ(graph().entities()[1].id.size(), 36u);
    EXPECT_EQ(raw().number("SELECT count(*) FROM relations WHERE wording = 'Lives in'"), 2);
}

TEST_F(GraphMigrationTest, WhatIsToldNowJoinsWhatWasThere) {
    EXPECT_EQ(results(tell({triple("ana", "lives in", "ROME")})), "NOOP Ana lives_in Rome; ");
    EXPECT_EQ(graph().entities().size(), 5u);
    expect_well();
}

TEST_F(GraphMigrationTest, EntitiesAreStillReferredTo) {
    tell({});
    auto connection = raw();
    EXPECT_EQ(connection.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    EXPECT_EQ(
        connection.number("SELECT count(*) FROM pragma_foreign_key_list('relations') WHERE \"table\" = 'entities'"), 2);
    EXPECT_EQ(
        connection.number("SELECT count(*) FROM pragma_foreign_key_list('entities') WHERE \"table\" = 'entities'"), 1);
}

}  // namespace
}  // namespace keepsake::storage

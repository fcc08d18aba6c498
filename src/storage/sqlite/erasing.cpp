#include <map>
#include <set>

#include "storage/sqlite/entities.h"
#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

/// What goes together: the chosen memories, the turns they came from, and the memories that are those turns.
struct Remains {
    std::set<RowId> memories;
    std::set<RowId> turns;
    std::set<RowId> whole_scopes;  ///< of which nothing is to stay
};

std::set<RowId> rows_of(Rows rows) {
    auto const found = row_ids(std::move(rows));
    return {found.begin(), found.end()};
}

Remains everything_about(Connection& connection, std::vector<MemoryRecord> const& chosen) {
    Remains remains;
    for (auto const& memory : chosen) {
        remains.memories.insert(memory.row);
        remains.turns.merge(rows_of(connection.query("SELECT turn FROM sources WHERE memory = ?", memory.row)));
    }
    for (auto const turn : remains.turns) {
        remains.memories.merge(rows_of(connection.query(
            "SELECT m.id FROM sources JOIN memories m ON m.id = memory WHERE turn = ? AND m.kind = 'turn'", turn)));
    }
    return remains;
}

/// Turns of whole scopes, also those that no memory came from.
void add_scopes(Connection& connection, ScopeFilter const& visible, Remains& remains) {
    remains.whole_scopes = rows_of(query_visible(
        connection, "SELECT s.id FROM scopes s JOIN users u ON u.id = s.user WHERE " + visible_in(visible), visible));
    for (auto const scope : remains.whole_scopes)
        remains.turns.merge(rows_of(connection.query("SELECT id FROM turns WHERE scope = ?", scope)));
}

struct Tally {
    int memories = 0;
    int turns = 0;
};

/// By user: an audit row names nothing that was erased, not even a session.
std::map<RowId, Tally> tally(Connection& connection, Remains const& remains) {
    std::map<RowId, Tally> of_user;
    for (auto const row : remains.memories)
        ++of_user[connection.number("SELECT user FROM memories WHERE id = ?", row)].memories;
    for (auto const row : remains.turns) {
        ++of_user[connection.number("SELECT user FROM turns t JOIN scopes s ON s.id = t.scope WHERE t.id = ?", row)]
              .turns;
    }
    for (auto const row : remains.whole_scopes)
        of_user.try_emplace(connection.number("SELECT user FROM scopes WHERE id = ?", row));
    return of_user;
}

/// A digest of a text that is gone would still tell somebody who guesses the text.
void forget_handed_out(Connection& connection, RowId memory) {
    std::vector<std::pair<RowId, std::int64_t>> digests;
    {
        auto rows = connection.query(
            "SELECT DISTINCT m.user, v.text FROM versions v JOIN memories m ON m.id = v.memory WHERE m.id = ?", memory);
        while (rows.next()) digests.emplace_back(rows.integer(0), core::words_digest(rows.text(1)));
    }
    for (auto const& [user, digest] : digests)
        connection.run("DELETE FROM handed_out WHERE user = ? AND digest = ?", user, digest);
}

std::set<RowId> relations_of(Connection& connection, Remains const& remains) {
    std::set<RowId> relations;
    for (auto const row : remains.memories) {
        relations.merge(rows_of(connection.query("SELECT relation FROM relation_memories WHERE memory = ?", row)));
    }
    for (auto const row : remains.turns)
        relations.merge(rows_of(connection.query("SELECT relation FROM relation_sources WHERE turn = ?", row)));
    return relations;
}

constexpr char const* without_origin =
    "NOT EXISTS (SELECT 1 FROM relation_memories WHERE relation = relations.id) "
    "AND NOT EXISTS (SELECT 1 FROM relation_sources WHERE relation = relations.id) "
    "AND NOT EXISTS (SELECT 1 FROM relation_results WHERE relation = relations.id AND is_stated)";

/// Relations that lost memories or turns: those that have none any more go too.
void remove_relations(Connection& connection, std::set<RowId> const& relations) {
    static std::string const removal = std::string("DELETE FROM relations WHERE id = ? AND ") + without_origin;
    for (auto const row : relations) {
        connection.run(removal, row);
        connection.run("UPDATE relations SET reason = '' WHERE id = ?", row);
    }
}

/// What was made of a conversation as a whole: it may speak of the turns that are gone.
void forget_conversation(Connection& connection, RowId scope, std::int64_t change, Timestamp now) {
    connection.run("DELETE FROM summaries WHERE scope = ?", scope);
    connection.run(
        "UPDATE unchanged SET reason = '' WHERE event IN (SELECT id FROM events WHERE scope = ?) AND reason <> ''",
        scope);
    connection.run(
        "UPDATE events SET error = iif(status = 'FAILED', 'It failed before a part of its session was erased.', NULL) "
        "WHERE scope = ? AND error IS NOT NULL",
        scope);
    auto const jobs = rows_of(
        connection.query("SELECT j.event FROM jobs j JOIN events e ON e.id = j.event WHERE e.scope = ?", scope));
    for (auto const job : jobs) begin_anew(connection, job, change, now);
}

/// What else belongs to a scope of which nothing is to stay. An event that changed memories of other scopes goes to one
/// of these: their history needs it.
void remove_scope(Connection& connection, RowId scope) {
    auto const said_there = rows_of(connection.query(
        "DELETE FROM relation_results WHERE event IN (SELECT id FROM events WHERE scope = ?) RETURNING relation",
        scope));
    remove_relations(connection, said_there);
    connection.run("DELETE FROM jobs WHERE event IN (SELECT id FROM events WHERE scope = ?)", scope);
    connection.run("UPDATE entities SET event = NULL WHERE event IN (SELECT id FROM events WHERE scope = ?)", scope);
    connection.run("DELETE FROM events WHERE scope = ? AND NOT EXISTS (SELECT 1 FROM versions WHERE event = events.id)",
                   scope);
    connection.run(
        "UPDATE events SET scope = (SELECT m.scope FROM versions v JOIN memories m ON m.id = v.memory WHERE v.event = events.id LIMIT 1), "
        "status = 'SUCCEEDED', error = NULL WHERE scope = ?",
        scope);
}

/// Events, scopes and entities that hold nothing any more; a session's name may say something too.
void remove_empty(Connection& connection, RowId user, std::int64_t change) {
    connection.run(
        "DELETE FROM events WHERE scope IN (SELECT id FROM scopes WHERE user = ?) AND NOT EXISTS (SELECT 1 FROM turns WHERE event = events.id) "
        "AND NOT EXISTS (SELECT 1 FROM versions WHERE event = events.id) AND NOT EXISTS (SELECT 1 FROM jobs WHERE event = events.id) "
        "AND NOT EXISTS (SELECT 1 FROM entities WHERE event = events.id) "
        "AND NOT EXISTS (SELECT 1 FROM unchanged WHERE event = events.id) AND NOT EXISTS (SELECT 1 FROM relation_results WHERE event = events.id)",
        user);
    connection.run(
        "DELETE FROM scopes WHERE user = ? AND NOT EXISTS (SELECT 1 FROM memories WHERE scope = scopes.id) "
        "AND NOT EXISTS (SELECT 1 FROM turns WHERE scope = scopes.id) AND NOT EXISTS (SELECT 1 FROM events WHERE scope = scopes.id)",
        user);
    drop_unsaid_entities(connection, user, change);
}

/// Takes out the rows and what hangs on them; `changes` are the users' that the erasure counts as.
void remove(Connection& connection, Remains const& remains, CountedChanges& changes, Timestamp now) {
    auto const relations = relations_of(connection, remains);
    std::set<RowId> conversations;
    for (auto const row : remains.turns)
        conversations.merge(rows_of(connection.query("SELECT scope FROM turns WHERE id = ?", row)));
    for (auto const row : remains.memories) {
        forget_handed_out(connection, row);
        connection.run("DELETE FROM memories WHERE id = ?", row);
    }
    for (auto const row : remains.turns) connection.run("DELETE FROM turns WHERE id = ?", row);
    remove_relations(connection, relations);
    for (auto const scope : remains.whole_scopes) remove_scope(connection, scope);
    for (auto const scope : conversations) {
        auto const user = connection.number("SELECT user FROM scopes WHERE id = ?", scope);
        forget_conversation(connection, scope, changes.of_user(user), now);
    }
}

}  // namespace

core::Result<int> erase(Connection& connection, Removal const& removal, Timestamp now) {
    auto const chosen = targets(connection, removal);
    if (!chosen) return chosen.error();
    auto remains = everything_about(connection, chosen.value());
    if (removal.ids.empty()) add_scopes(connection, removal.visible, remains);

    auto const tallies = tally(connection, remains);
    CountedChanges changes(connection);
    remove(connection, remains, changes, now);
    for (auto const& [user, counts] : tallies) {
        remove_empty(connection, user, changes.of_user(user));
        connection.run("INSERT INTO erasures(user, erased_at, memories, turns, actor) VALUES(?, ?, ?, ?, ?)", user,
                       to_ms(now), counts.memories, counts.turns, removal.actor);
        connection.run("UPDATE users SET last_erasure = ? WHERE id = ?", changes.of_user(user), user);
    }
    if (!tallies.empty()) connection.run("INSERT OR REPLACE INTO store_state(key, value) VALUES('rebuild_pending', 1)");
    return static_cast<int>(remains.memories.size());
}

}  // namespace keepsake::storage::sqlite

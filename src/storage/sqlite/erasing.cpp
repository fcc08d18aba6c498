#include <map>
#include <set>

#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {
namespace {

/// What goes together: the chosen memories, the turns they came from, and the memories that are those turns.
struct Remains {
    std::set<RowId> memories;
    std::set<RowId> turns;
};

Remains everything_about(Connection& connection, std::vector<MemoryRecord> const& chosen) {
    Remains remains;
    for (auto const& memory : chosen) {
        remains.memories.insert(memory.row);
        auto turns = connection.query("SELECT turn FROM sources WHERE memory = ?", memory.row);
        while (turns.next()) remains.turns.insert(turns.integer(0));
    }
    for (auto const turn : remains.turns) {
        auto same = connection.query(
            "SELECT m.id FROM sources JOIN memories m ON m.id = memory WHERE turn = ? AND m.kind = 'turn'", turn);
        while (same.next()) remains.memories.insert(same.integer(0));
    }
    return remains;
}

/// Turns and events of a whole scope, also those that no memory came from.
void add_turns_of_scope(Connection& connection, ScopeFilter const& scope, Remains& remains) {
    auto rows =
        query_visible(connection,
                      "SELECT t.id FROM turns t JOIN scopes s ON s.id = t.scope JOIN users u ON u.id = s.user WHERE " +
                          visible_in(scope),
                      scope);
    while (rows.next()) remains.turns.insert(rows.integer(0));
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
    return of_user;
}

/// Events and scopes that hold nothing any more; a session's name may say something too.
void remove_empty(Connection& connection, RowId user) {
    connection.run(
        "DELETE FROM events WHERE scope IN (SELECT id FROM scopes WHERE user = ?) AND NOT EXISTS (SELECT 1 FROM turns WHERE event = events.id) "
        "AND NOT EXISTS (SELECT 1 FROM versions WHERE event = events.id)",
        user);
    connection.run(
        "DELETE FROM scopes WHERE user = ? AND NOT EXISTS (SELECT 1 FROM memories WHERE scope = scopes.id) "
        "AND NOT EXISTS (SELECT 1 FROM turns WHERE scope = scopes.id) AND NOT EXISTS (SELECT 1 FROM events WHERE scope = scopes.id)",
        user);
}

}  // namespace

core::Result<int> erase(Connection& connection, Removal const& removal, Timestamp now) {
    auto const chosen = targets(connection, removal);
    if (!chosen) return chosen.error();
    auto remains = everything_about(connection, chosen.value());
    if (removal.ids.empty()) add_turns_of_scope(connection, removal.visible, remains);

    auto const tallies = tally(connection, remains);
    for (auto const row : remains.memories) connection.run("DELETE FROM memories WHERE id = ?", row);
    for (auto const row : remains.turns) connection.run("DELETE FROM turns WHERE id = ?", row);
    for (auto const& [user, counts] : tallies) {
        remove_empty(connection, user);
        connection.run("INSERT INTO erasures(user, erased_at, memories, turns, actor) VALUES(?, ?, ?, ?, ?)", user,
                       to_ms(now), counts.memories, counts.turns, removal.actor);
        auto const change = count_change(connection, user);
        connection.run("UPDATE users SET last_erasure = ? WHERE id = ?", change, user);
    }
    if (!tallies.empty()) connection.run("INSERT OR REPLACE INTO store_state(key, value) VALUES('rebuild_pending', 1)");
    return static_cast<int>(remains.memories.size());
}

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

constexpr int most_same_turns = 50;

std::optional<RowId> scope_row(Connection& connection, Scope const& scope) {
    auto rows = connection.query(
        "SELECT s.id FROM scopes s JOIN users u ON u.id = s.user WHERE u.org = ? AND u.project = ? AND u.name = ? AND s.agent = ? "
        "AND s.app = ? AND s.session = ?",
        scope.tenant.org, scope.tenant.project, scope.user, scope.agent, scope.app, scope.session);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::vector<SameTurn> same_turns(Connection& connection, RowId scope, NewTurn const& turn) {
    // The beginning of the text is what turns_by_text knows. Without the + SQLite would put ?2 in the place of t.text there
    // too, and not know its index again.
    auto rows = connection.query(
        "SELECT t.id, coalesce((SELECT min(n.id) FROM turns n WHERE n.scope = ?1 AND n.id > t.id), 0), t.said_at, e.uuid, e.status, "
        "e.was_queued FROM turns t INDEXED BY turns_by_text JOIN events e ON e.id = t.event WHERE t.scope = ?1 "
        "AND substr(t.text, 1, 48) = substr(?2, 1, 48) AND +t.text = ?2 AND t.role = ?3 AND t.speaker = ?4 ORDER BY t.id DESC LIMIT ?5",
        scope, turn.text, turn.role, turn.speaker, most_same_turns);
    std::vector<SameTurn> found;
    while (rows.next()) {
        found.push_back({.row = rows.integer(0),
                         .next = rows.integer(1),
                         .said_at = from_ms(rows.integer(2)),
                         .event = {rows.text(3)},
                         .status = status_named(rows.view(4)),
                         .was_given = rows.integer(5) != 0});
    }
    return found;
}

}  // namespace

RowId last_turn(Connection& connection, RowId scope) {
    return connection.number("SELECT coalesce(max(id), 0) FROM turns WHERE scope = ?", scope);
}

Repetitions repetitions(Connection& connection, Scope const& scope, std::span<NewTurn const> turns) {
    Repetitions found{.of_turns = std::vector<std::vector<SameTurn>>(turns.size()), .last_turn = 0};
    auto const row = scope_row(connection, scope);
    if (!row) return found;
    found.last_turn = last_turn(connection, *row);
    if (found.last_turn == 0) return found;
    for (std::size_t i = 0; i < turns.size(); ++i) found.of_turns[i] = same_turns(connection, *row, turns[i]);
    return found;
}

}  // namespace keepsake::storage::sqlite

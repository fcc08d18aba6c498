#include "storage/sqlite/overview.h"

#include <utility>

#include "storage/sqlite/jobs.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {
namespace {

/// Memories m that a list shows by itself at the time ?7.
std::string const listed = "m.valid_to IS NULL AND m.is_extracted = 0 AND (m.expires_at IS NULL OR m.expires_at > ?7) ";

/// A condition for texts that begin with the parameter; an index on the column serves it.
std::string begins_with(std::string const& column, std::string const& parameter) {
    return column + " >= " + parameter + " AND " + column + " < " + parameter + " || char(0x10ffff) ";
}

std::int64_t& place_of(MemoryKind kind, Overview& overview) {
    switch (kind) {
        case MemoryKind::fact: return overview.facts;
        case MemoryKind::turn: return overview.turns;
        case MemoryKind::procedure: break;
    }
    return overview.procedures;
}

/// Rows of a name and the number of all.
NamesFound read_names(Rows rows) {
    NamesFound found;
    while (rows.next()) {
        found.names.push_back(rows.text(0));
        found.total = rows.integer(1);
    }
    return found;
}

}  // namespace

std::optional<MemoryState> read_state(Connection& connection, MemoryId const& id, ScopeFilter const& visible) {
    auto rows = query_visible(
        connection,
        "SELECT m.version, m.valid_to IS NOT NULL, (SELECT count(*) FROM sources WHERE memory = m.id) FROM memories m "
        "JOIN scopes s ON s.id = m.scope JOIN users u ON u.id = m.user WHERE m.uuid = ?7 AND " +
            visible_in(visible),
        visible, id.text);
    if (!rows.next()) return std::nullopt;
    return MemoryState{static_cast<int>(rows.integer(0)), rows.integer(1) != 0, rows.integer(2)};
}

Overview read_overview(Connection& connection, ScopeFilter const& visible, Timestamp now) {
    Overview overview;
    RowId last_user = 0;
    auto rows = query_visible(
        connection,
        "SELECT u.id, m.kind, count(*) FROM users u CROSS JOIN memories m ON m.user = u.id JOIN scopes s ON s.id = m.scope "
        "WHERE " +
            listed + "AND " + visible_in(visible) + "GROUP BY u.id, m.kind ORDER BY u.id",
        visible, to_ms(now));
    while (rows.next()) {
        if (std::exchange(last_user, rows.integer(0)) != rows.integer(0)) ++overview.users;
        place_of(kind_named(rows.view(1)), overview) += rows.integer(2);
    }
    overview.extractions = count_extractions(connection, visible);
    return overview;
}

ChangeState read_changes(Connection& connection, ScopeFilter const& visible, Timestamp now) {
    static std::string const of_users = "u.org = ?1 AND u.project = ?2 AND (?3 = '' OR u.name = ?3)";
    auto const& [tenant, user, agent, app, session] = visible;
    return {
        // Users outlive their memories, so that it never becomes less.
        .changes = connection.number("SELECT coalesce(sum(u.changes), 0) FROM users u WHERE " + of_users, tenant.org,
                                     tenant.project, user),
        .expired = connection.number(
            "SELECT count(*) FROM memories m JOIN users u ON u.id = m.user WHERE m.valid_to IS NULL AND m.expires_at IS NOT NULL "
            "AND m.expires_at <= ?4 AND " +
                of_users,
            tenant.org, tenant.project, user, to_ms(now)),
    };
}

NamesFound ids_beginning_with(Connection& connection, std::string const& begun, ScopeFilter const& visible, int limit,
                              Timestamp now) {
    return read_names(query_visible(
        connection,
        "SELECT m.uuid, count(*) OVER () FROM memories m JOIN scopes s ON s.id = m.scope JOIN users u ON u.id = m.user "
        "WHERE " +
            begins_with("m.uuid", "?8") + "AND " + listed + "AND " + visible_in(visible) +
            "ORDER BY m.id DESC LIMIT ?9",
        visible, to_ms(now), begun, limit));
}

NamesFound users_beginning_with(Connection& connection, std::string const& begun, ScopeFilter const& visible,
                                int limit) {
    return read_names(query_visible(
        connection,
        "SELECT u.name, count(*) OVER () FROM users u WHERE " + begins_with("u.name", "?7") +
            "AND EXISTS (SELECT 1 FROM memories m JOIN scopes s ON s.id = m.scope WHERE m.user = u.id AND m.valid_to IS NULL AND " +
            visible_in(visible) + ") ORDER BY u.name LIMIT ?8",
        visible, begun, limit));
}

}  // namespace keepsake::storage::sqlite

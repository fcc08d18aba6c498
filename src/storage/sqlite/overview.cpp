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

/// Memories m with their user u and scope s, taken up from the end where fewer rows are looked at.
std::string memories_of(ScopeFilter const& visible) {
    return visible.user.empty()
               ? "memories m CROSS JOIN users u ON u.id = m.user CROSS JOIN scopes s ON s.id = m.scope "
               : "users u CROSS JOIN memories m ON m.user = u.id CROSS JOIN scopes s ON s.id = m.scope ";
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
    auto rows = query_visible(connection,
                              "SELECT u.id, m.kind, count(*) FROM " + memories_of(visible) + "WHERE " + listed +
                                  "AND " + visible_in(visible) + "GROUP BY u.id, m.kind ORDER BY u.id",
                              visible, to_ms(now));
    while (rows.next()) {
        if (std::exchange(last_user, rows.integer(0)) != rows.integer(0)) ++overview.users;
        place_of(kind_named(rows.view(1)), overview) += rows.integer(2);
    }
    overview.extractions = count_extractions(connection, visible);
    return overview;
}

ChangeState read_change_state(Connection& connection, ScopeFilter const& visible, Timestamp now) {
    ChangeState state;
    ScopeFilter const users{.tenant = visible.tenant, .user = visible.user, .agent = "", .app = "", .session = ""};
    {
        // Users outlive their memories, so that it never becomes less.
        auto rows = query_visible(connection,
                                  "SELECT coalesce(sum(u.changes), 0) FROM users u WHERE " + visible_in(users), users);
        if (rows.next()) state.changes = rows.integer(0);
    }
    // Read every second where somebody watches: from the few that may have expired to their users.
    auto rows = query_visible(
        connection,
        "SELECT count(*) FROM memories m INDEXED BY memories_by_expiry CROSS JOIN users u ON u.id = m.user "
        "WHERE m.valid_to IS NULL AND m.expires_at IS NOT NULL AND m.expires_at <= ?7 AND " +
            visible_in(users),
        users, to_ms(now));
    if (rows.next()) state.expired = rows.integer(0);
    return state;
}

NamesFound ids_beginning_with(Connection& connection, std::string const& begun, ScopeFilter const& visible, int limit,
                              Timestamp now) {
    return read_names(query_visible(connection,
                                    "SELECT m.uuid, count(*) OVER () FROM " + memories_of(visible) + "WHERE " +
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

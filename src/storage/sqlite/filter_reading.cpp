#include "storage/sqlite/filter_reading.h"

#include <algorithm>

#include "storage/sqlite/filter_sql.h"
#include "storage/sqlite/index_reading.h"
#include "storage/sqlite/rows.h"

namespace keepsake::storage::sqlite {

Query allowed_query(ScopeFilter const& visible, core::Filter const& filter, PastView const& view, Timestamp now) {
    bool const current = view.shows_now();
    Query query{current ? "SELECT u.id, u.changes, u.last_erasure, m.id, m.version "
                        : "SELECT u.id, u.changes, u.last_erasure, m.id, v.version ",
                parameters_of(visible)};
    // The order of the tables is fixed: one user's memories after another's.
    query.sql += "FROM users u CROSS JOIN memories m ON m.user = u.id JOIN scopes s ON s.id = m.scope ";
    if (!current) query.sql += "JOIN versions v ON v.memory = m.id ";
    query.sql += "WHERE " + visible_in(visible) + "AND ";
    if (current) {
        query.sql += "m.valid_to IS NULL AND ";
    } else {
        auto const limits = limits_of(view, now);
        query.sql += shown_versions(view, "?7", "?8") + " AND ";
        query.parameters.insert(query.parameters.end(), {limits.became_true, limits.recorded});
    }
    auto condition = filter_condition(filter, current ? FilteredRows::memories : FilteredRows::versions,
                                      query.parameters.size() + 1);
    query.sql += condition.sql;
    std::ranges::move(condition.parameters, std::back_inserter(query.parameters));
    return query;
}

std::vector<AllowedUser> read_allowed(Connection& connection, ScopeFilter const& visible, core::Filter const& filter,
                                      PastView const& view, Timestamp now) {
    auto const query = allowed_query(visible, filter, view, now);
    auto rows = connection.query_with(query.sql, query.parameters, Preparation::once);
    std::vector<AllowedUser> found;
    while (rows.next()) {
        auto const user = rows.integer(0);
        if (found.empty() || found.back().user.row != user)
            found.push_back({{user, rows.integer(1), rows.integer(2)}, {}});
        found.back().rows.emplace_back(rows.integer(3), static_cast<int>(rows.integer(4)));
    }
    std::ranges::sort(found, {}, [](AllowedUser const& allowed) { return allowed.user.row; });
    for (auto& allowed : found) std::ranges::sort(allowed.rows);
    return found;
}

}  // namespace keepsake::storage::sqlite

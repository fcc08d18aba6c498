#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

inline std::int64_t to_ms(Timestamp time) { return time.time_since_epoch().count(); }
inline Timestamp from_ms(std::int64_t ms) { return Timestamp{std::chrono::milliseconds{ms}}; }
std::optional<std::int64_t> to_ms(std::optional<Timestamp> const& time);
std::optional<Timestamp> from_ms(std::optional<std::int64_t> const& ms);

std::string_view name_of(MemoryKind kind);
MemoryKind kind_named(std::string_view name);
std::string_view name_of(ChangeEvent event);
ChangeEvent change_named(std::string_view name);
std::string_view name_of(EventStatus status);
EventStatus status_named(std::string_view name);

std::string to_json_array(std::vector<std::string> const& texts);
std::vector<std::string> from_json_array(std::string_view text);

/// Memories m with their scope s and user u, in the columns that read_memory() expects.
extern std::string const select_memories;
/// The same for versions v of memories m: content, valid_from and version are the version's.
extern std::string const select_versions;
MemoryRecord read_memory(Rows const& rows);

/// A condition over s and u for parameters ?1 to ?6, which are org, project, user, agent, app and session.
std::string visible_in(ScopeFilter const& filter);

/// The same six values, as the beginning of a list.
std::vector<Parameter> parameters_of(ScopeFilter const& filter);

/// The first column of all rows.
std::vector<RowId> row_ids(Rows rows);

/// Runs SQL whose first six parameters are the filter's.
template <typename... Values>
Rows query_visible(Connection& connection, std::string const& sql, ScopeFilter const& filter, Values const&... more) {
    return connection.query(sql, filter.tenant.org, filter.tenant.project, filter.user, filter.agent, filter.app,
                            filter.session, more...);
}

}  // namespace keepsake::storage::sqlite

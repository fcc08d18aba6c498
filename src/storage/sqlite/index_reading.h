#pragma once

#include <functional>
#include <string>
#include <vector>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// What an index over a user's memories is built from; see Store for the meaning.

std::vector<UserRecord> read_users(Connection& connection, ScopeFilter const& visible);
std::vector<ScopeRecord> read_scopes(Connection& connection, RowId user);
UserRecord read_changes(Connection& connection, RowId user, std::int64_t since,
                        std::function<void(IndexedRow&&)> const& take);
void read_past(Connection& connection, RowId user, PastView const& view, Timestamp now,
               std::function<void(IndexedRow&&)> const& take);

/// A condition for the versions v of memories m that a view of the past shows; the parameters are those of limits_of().
std::string shown_versions(PastView const& view, std::string const& became_true, std::string const& recorded);

struct PastLimits {
    std::int64_t became_true;  ///< by when, in milliseconds
    std::int64_t recorded;
};
PastLimits limits_of(PastView const& view, Timestamp now);

}  // namespace keepsake::storage::sqlite

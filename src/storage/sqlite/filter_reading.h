#pragma once

#include <string>
#include <vector>

#include "core/filter/filter.h"
#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// SQL with the values of all its parameters.
struct Query {
    std::string sql;
    std::vector<Parameter> parameters;
};

/// What read_allowed() asks: user (id, changes, last erasure), memory and version; all of a user one after another.
Query allowed_query(ScopeFilter const& visible, core::Filter const& filter, PastView const& view, Timestamp now);

/// Users in the order of their rows; see Store::allowed.
std::vector<AllowedUser> read_allowed(Connection& connection, ScopeFilter const& visible, core::Filter const& filter,
                                      PastView const& view, Timestamp now);

}  // namespace keepsake::storage::sqlite

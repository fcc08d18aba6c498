#pragma once

#include <optional>
#include <string>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// How much there is, what it is called, and whether it has changed; see Store for the meaning.

std::optional<MemoryState> read_state(Connection& connection, MemoryId const& id, ScopeFilter const& visible);
Overview read_overview(Connection& connection, ScopeFilter const& visible, Timestamp now);
ChangeState read_change_state(Connection& connection, ScopeFilter const& visible, Timestamp now);

NamesFound ids_beginning_with(Connection& connection, std::string const& begun, ScopeFilter const& visible, int limit,
                              Timestamp now);
NamesFound users_beginning_with(Connection& connection, std::string const& begun, ScopeFilter const& visible,
                                int limit);

}  // namespace keepsake::storage::sqlite

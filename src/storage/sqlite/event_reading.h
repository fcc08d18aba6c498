#pragma once

#include <optional>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// What a caller follows: an event with what came of it so far.
std::optional<EventRecord> find_event(Connection& connection, EventId const& id, ScopeFilter const& visible);

}  // namespace keepsake::storage::sqlite

#pragma once

#include <vector>

#include "storage/records.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// The rows that make up a call, a memory and its versions; each function is a part of a write transaction.

struct ScopeRow {
    RowId user;
    RowId scope;
};
ScopeRow ensure_scope(Connection& connection, Scope const& scope);

/// Whether facts are to be extracted from an event's turns.
enum class Extraction { unwanted, later, queued };
RowId add_event(Connection& connection, RowId scope, EventId const& id, EventStatus status, Extraction extraction,
                Timestamp now);

/// The rows of an addition's parts, in its order.
struct AddedParts {
    std::vector<RowId> turns;
    std::vector<RowId> memories;
    std::vector<MemoryId> ids;
};
/// `change` is the user's. `is_context` may be shorter than the turns: the others are none.
AddedParts add_parts(Connection& connection, ScopeRow const& scope, RowId event, Addition const& addition,
                     std::vector<bool> const& is_context, std::int64_t change, Timestamp now);

/// What a version says of itself.
struct VersionNote {
    ChangeEvent change;
    std::optional<RowId> event;
    Timestamp valid_from;
    Timestamp recorded_at;
    std::string const& actor;
    std::string const& reason;
};
/// Returns the row of the version.
RowId add_version(Connection& connection, RowId memory, int version, Content const& content, VersionNote const& note);

struct AddedMemory {
    RowId row;
    RowId version;
};
/// A memory in its first version, without sources and vector; `note` is the version's.
AddedMemory add_memory(Connection& connection, ScopeRow const& scope, MemoryId const& id, MemoryKind kind,
                       Content const& content, VersionNote const& note, std::int64_t change);

/// The version of the memory that the source was brought for; a source that is there moves to it.
void add_source(Connection& connection, RowId memory, RowId turn, int version);

}  // namespace keepsake::storage::sqlite

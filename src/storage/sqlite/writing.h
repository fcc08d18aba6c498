#pragma once

#include <map>
#include <span>
#include <string>

#include "core/result.h"
#include "storage/records.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/inserting.h"

namespace keepsake::storage::sqlite {

/// The changes of the store, each to be run inside one write transaction; `now` becomes the time of recording.

Added add(Connection& connection, Addition const& addition, Timestamp now);
core::Result<MemoryRecord> revise(Connection& connection, Revision const& revision, Timestamp now);
/// Remembers what people said of a memory; no version of it.
core::Result<MemoryRecord> rate(Connection& connection, MemoryId const& id, ScopeFilter const& visible, int feedback);
core::Result<int> end(Connection& connection, Removal const& removal, Timestamp now);
/// Memories that have not ended although their expires_at has passed.
std::vector<RowId> expired_memories(Connection& connection, Timestamp now);
/// Ends those of the rows that are still expired, each as of its expires_at; returns how many.
int end_expired(Connection& connection, std::span<RowId const> rows, Timestamp now);
/// Leaves the mark that the file has to be rebuilt; the caller does that after the transaction.
core::Result<int> erase(Connection& connection, Removal const& removal, Timestamp now);

std::optional<MemoryRecord> find(Connection& connection, MemoryId const& id, ScopeFilter const& visible);
std::optional<MemoryRecord> memory_of_row(Connection& connection, RowId row);

/// The memories that a removal means; an error names the first id that is not there.
core::Result<std::vector<MemoryRecord>> targets(Connection& connection, Removal const& removal);

/// Counts a change of the user's memories and returns its number.
std::int64_t count_change(Connection& connection, RowId user);

/// The changes of one transaction: each user whose memories it touches counts one.
class CountedChanges {
public:
    explicit CountedChanges(Connection& connection) : connection_(connection) {}
    std::int64_t of_user(RowId user);
    /// The number of the change of the memory's user.
    std::int64_t of(RowId memory);

private:
    Connection& connection_;
    std::map<RowId, std::int64_t> of_user_;
};

/// A version with a new content, and maybe a vector for its text.
struct Replacement {
    VersionNote note;
    bool is_new_text = false;
    std::optional<Vector> const& vector;
    VectorModel const& vector_model;
};
/// Writes a memory whose content and valid_from are the new ones already, as its next version.
void replace_content(Connection& connection, MemoryRecord& memory, Replacement const& replacement, std::int64_t change);

/// How a memory ends.
struct Ending {
    Timestamp at;  ///< not before it became true
    Timestamp recorded_at;
    std::string actor;
    std::string reason;
    std::optional<RowId> event = std::nullopt;
};
/// Ends a memory with a version that says so.
void end_memory(Connection& connection, MemoryRecord const& memory, Ending const& ending, CountedChanges& changes);
/// Ends a memory because it is not wanted any more: its relations end with it, and nothing is made of its turns later.
void end_with_traces(Connection& connection, MemoryRecord const& memory, Ending const& ending, CountedChanges& changes);

}  // namespace keepsake::storage::sqlite

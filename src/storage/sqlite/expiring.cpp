#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {

std::vector<RowId> expired_memories(Connection& connection, Timestamp now) {
    return row_ids(connection.query(
        "SELECT id FROM memories INDEXED BY memories_by_expiry WHERE expires_at <= ? AND valid_to IS NULL ORDER BY id",
        to_ms(now)));
}

int end_expired(Connection& connection, std::span<RowId const> rows, Timestamp now) {
    CountedChanges changes(connection);
    int ended = 0;
    for (auto const row : rows) {
        auto const memory = memory_of_row(connection, row);
        bool const expired =
            memory && !memory->valid_to && memory->content.expires_at && *memory->content.expires_at <= now;
        if (!expired) continue;  // changed or erased since it was looked for
        end_with_traces(connection, *memory, {*memory->content.expires_at, now, "keepsake", "expired"}, changes);
        ++ended;
    }
    return ended;
}

}  // namespace keepsake::storage::sqlite

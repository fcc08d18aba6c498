#include "storage/sqlite/rows.h"
#include "storage/sqlite/writing.h"

namespace keepsake::storage::sqlite {

std::vector<RowId> expired_memories(Connection& connection, Timestamp now) {
    auto rows =
        connection.query("SELECT id FROM memories WHERE expires_at <= ? AND valid_to IS NULL ORDER BY id", to_ms(now));
    std::vector<RowId> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

int end_expired(Connection& connection, std::span<RowId const> rows, Timestamp now) {
    CountedChanges changes(connection);
    int ended = 0;
    for (auto const row : rows) {
        std::optional<MemoryRecord> memory;
        {
            auto found = connection.query(select_memories +
                                              "WHERE m.id = ?1 AND u.id = (SELECT user FROM memories WHERE id = ?1) "
                                              "AND m.expires_at <= ?2 AND m.valid_to IS NULL",
                                          row, to_ms(now));
            if (found.next()) memory = read_memory(found);
        }
        if (!memory) continue;  // changed or erased since it was looked for
        end_memory(connection, *memory, {*memory->content.expires_at, now, "keepsake", "expired"}, changes);
        ++ended;
    }
    return ended;
}

}  // namespace keepsake::storage::sqlite

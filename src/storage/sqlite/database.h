#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "core/process.h"
#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// The connections of one process to one store: one that writes, and as many that read as threads read at once.
class Database {
public:
    explicit Database(std::filesystem::path directory);

    /// One write transaction: `work(connection)` runs while no other thread or process writes, and what it did is on
    /// the disk when write() returns. When it throws, nothing has happened.
    template <typename Work>
    auto write(Work&& work) const {
        std::lock_guard const threads(writing_);
        std::lock_guard const processes(file_lock_);
        Transaction transaction(*writer_, Transaction::Kind::write);
        auto result = work(*writer_);
        transaction.commit();
        return result;
    }

    /// One consistent view of the store: `work(connection)` sees no change of others while it runs.
    template <typename Work>
    auto read(Work&& work) const {
        Reader reader(*this);
        Transaction const snapshot(*reader.connection, Transaction::Kind::read);
        return work(*reader.connection);
    }

    /// After an erasure: rewrites the whole file so that no page keeps a remainder, and empties the log.
    void rebuild_if_pending() const;

    std::filesystem::path const& directory() const { return directory_; }

private:
    struct Reader {
        explicit Reader(Database const& database);
        Reader(Reader const&) = delete;
        Reader& operator=(Reader const&) = delete;
        ~Reader();
        Database const& owner;
        std::unique_ptr<Connection> connection;
    };
    void rebuild_if_pending_locked() const;

    std::filesystem::path directory_;
    mutable std::mutex writing_;
    mutable core::FileLock file_lock_;
    std::unique_ptr<Connection> writer_;
    mutable std::mutex reading_;
    mutable std::vector<std::unique_ptr<Connection>> idle_readers_;
};

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/database.h"

#include <spdlog/spdlog.h>

#include <system_error>

#include "storage/sqlite/schema.h"
#include "storage/sqlite/store_file.h"
#include "storage/store_failure.h"

namespace keepsake::storage::sqlite {
namespace {

std::filesystem::path prepared(std::filesystem::path directory) {
    try {
        core::create_private_directory(directory);
    } catch (std::system_error const& error) {
        throw StoreFailure("The data folder " + directory.string() + " cannot be created (" + error.code().message() +
                           "). Name another with KEEPSAKE_DATA_DIR.");
    }
    return directory;
}

core::FileLock open_lock(std::filesystem::path const& directory) {
    try {
        return core::FileLock(lock_path(directory));
    } catch (std::system_error const& error) {
        throw StoreFailure("The data folder " + directory.string() + " cannot be written (" + error.code().message() +
                           "); nothing was changed. Make it writable, or name another with KEEPSAKE_DATA_DIR.");
    }
}

}  // namespace

Database::Database(std::filesystem::path directory)
    : directory_(prepared(std::move(directory))), file_lock_(open_lock(directory_)) {
    std::lock_guard const processes(file_lock_);
    writer_ = open_store_file(directory_, migrations());
    rebuild_if_pending_locked();
}

void Database::rebuild_if_pending() const {
    std::lock_guard const threads(writing_);
    std::lock_guard const processes(file_lock_);
    rebuild_if_pending_locked();
}

void Database::rebuild_if_pending_locked() const {
    if (writer_->number("SELECT count(*) FROM store_state WHERE key = 'rebuild_pending'") == 0) return;
    for (auto const& backup : upgrade_backups(directory_)) {
        std::filesystem::remove(backup);
        spdlog::info("removed {}: it held the texts that were erased", backup.string());
    }
    writer_->run("VACUUM");
    writer_->run("DELETE FROM store_state WHERE key = 'rebuild_pending'");
    if (writer_->number("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        writer_->run("INSERT OR REPLACE INTO store_state(key, value) VALUES('rebuild_pending', 1)");
        throw StoreFailure("The memories are erased, but a reader kept the log file of " + directory_.string() +
                           " from being emptied; it will be at the next start.");
    }
}

Database::Reader::Reader(Database const& database) : owner(database) {
    std::lock_guard const lock(owner.reading_);
    if (owner.idle_readers_.empty()) {
        connection = std::make_unique<Connection>(store_path(owner.directory_), OpenMode::read_write);
        connection->execute("PRAGMA query_only = ON");
    } else {
        connection = std::move(owner.idle_readers_.back());
        owner.idle_readers_.pop_back();
    }
}

Database::Reader::~Reader() {
    std::lock_guard const lock(owner.reading_);
    owner.idle_readers_.push_back(std::move(connection));
}

}  // namespace keepsake::storage::sqlite

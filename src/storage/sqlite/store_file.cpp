#include "storage/sqlite/store_file.h"

#include <spdlog/spdlog.h>

#include <array>
#include <cstring>
#include <fstream>

#include "core/process.h"
#include "storage/sqlite/schema.h"
#include "storage/store_failure.h"

namespace keepsake::storage::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "keepsake.db";
constexpr std::string_view backup_prefix = "keepsake.db.before-version-";
/// Up to this size a whole check at opening costs no more than some tens of milliseconds.
constexpr std::uintmax_t always_check_below = 32u << 20;

/// The start of an SQLite file (sqlite.org/fileformat2.html, section 1.3).
class FileHeader {
public:
    explicit FileHeader(fs::path const& file) {
        std::ifstream in(file, std::ios::binary);
        in.read(reinterpret_cast<char*>(bytes_.data()), static_cast<std::streamsize>(bytes_.size()));
        complete_ = in.gcount() == static_cast<std::streamsize>(bytes_.size());
        readable_ = in.is_open();
    }
    bool readable() const { return readable_; }
    bool is_sqlite() const { return complete_ && std::memcmp(bytes_.data(), "SQLite format 3", 16) == 0; }
    std::uintmax_t promised_size() const { return (page_size() == 1 ? 65536 : page_size()) * pages(); }
    std::uintmax_t pages() const { return big_endian(28); }
    std::uintmax_t application() const { return big_endian(68); }

private:
    std::uintmax_t page_size() const { return static_cast<std::uintmax_t>(bytes_[16] << 8 | bytes_[17]); }
    std::uintmax_t big_endian(std::size_t at) const {
        return static_cast<std::uintmax_t>(bytes_[at]) << 24 | static_cast<std::uintmax_t>(bytes_[at + 1]) << 16 |
               static_cast<std::uintmax_t>(bytes_[at + 2]) << 8 | bytes_[at + 3];
    }

    std::array<unsigned char, 100> bytes_{};
    bool complete_ = false;
    bool readable_ = false;
};

[[noreturn]] void refuse(fs::path const& file, std::string const& why) {
    throw StoreFailure("The memory store " + file.string() + " " + why);
}

[[noreturn]] void refuse_damaged(fs::path const& file, std::string const& what) {
    refuse(file, "is damaged (" + what +
                     "); it was left untouched. Put a backup in its place, or move it away to begin a new store.");
}

bool has_log(fs::path const& file) {
    std::error_code none;
    auto const size = fs::file_size(file.string() + "-wal", none);
    return !none && size > 0;
}

/// Looks at the bytes before SQLite does: SQLite would take a log over into a file that is not ours.
void inspect(fs::path const& file) {
    auto const size = fs::file_size(file);
    if (size == 0) return;
    FileHeader const header(file);
    if (!header.readable()) refuse(file, "cannot be read; it was left untouched. Check the permissions of the file.");
    if (!header.is_sqlite()) {
        refuse(
            file,
            "is damaged or is not a Keepsake store (no SQLite file); it was left untouched. Put a backup in its place, or move it away.");
    }
    // Without tables or with its beginning still in the log, it may be ours from before it was named; SQL will tell.
    bool const unnamed = header.application() == 0 && (header.pages() <= 1 || has_log(file));
    if (header.application() != application_id && !unnamed) {
        refuse(file, "belongs to another program; it was left untouched. Name another folder with KEEPSAKE_DATA_DIR.");
    }
    if (!has_log(file) && size < header.promised_size()) refuse_damaged(file, "its end is missing");
}

void check_soundness(Connection& connection, fs::path const& file) {
    if (fs::file_size(file) > always_check_below) return;
    auto rows = connection.query("PRAGMA quick_check(1)");
    if (!rows.next() || rows.view(0) != "ok") refuse_damaged(file, rows.text(0));
}

void back_up(Connection& connection, fs::path const& directory, std::int64_t next_version) {
    auto const backup = directory / (std::string(backup_prefix) + std::to_string(next_version));
    fs::remove(backup);
    connection.run("VACUUM INTO ?", backup.string());
    spdlog::info("the store is being upgraded to version {}; a copy of it is kept at {}", next_version,
                 backup.string());
}

void migrate(Connection& connection, std::int64_t from, std::span<std::string_view const> migrations) {
    Transaction transaction(connection, Transaction::Kind::write);
    for (auto version = from; version < std::ssize(migrations); ++version) {
        connection.execute(std::string(migrations[static_cast<std::size_t>(version)]));
    }
    connection.execute("PRAGMA application_id = " + std::to_string(application_id));
    connection.execute("PRAGMA user_version = " + std::to_string(migrations.size()));
    transaction.commit();
}

}  // namespace

fs::path store_path(fs::path const& directory) { return directory / file_name; }
fs::path lock_path(fs::path const& directory) { return directory / "keepsake.lock"; }

std::unique_ptr<Connection> open_store_file(fs::path const& directory, std::span<std::string_view const> migrations) {
    auto const file = store_path(directory);
    bool const exists = fs::exists(file);
    if (exists) inspect(file);

    auto connection = std::make_unique<Connection>(file, OpenMode::create);
    if (exists) connection->keep_log_on_close(true);
    auto const version = connection->number("PRAGMA user_version");
    auto const application = connection->number("PRAGMA application_id");
    bool const empty = connection->number("SELECT count(*) FROM sqlite_schema") == 0;
    if (!empty && application != application_id) {
        refuse(file, "belongs to another program; it was left untouched. Name another folder with KEEPSAKE_DATA_DIR.");
    }
    if (version > std::ssize(migrations)) {
        refuse(file, "was written by a newer Keepsake (its schema is version " + std::to_string(version) +
                         ", this program knows " + std::to_string(migrations.size()) +
                         "); it was left untouched. Update Keepsake.");
    }
    if (!empty) check_soundness(*connection, file);

    connection->keep_log_on_close(false);
    // secure_delete overwrites what is deleted; FULL makes a commit wait until it is on the disk.
    connection->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
    if (version < std::ssize(migrations)) {
        if (!empty) back_up(*connection, directory, std::ssize(migrations));
        migrate(*connection, version, migrations);
    }
    // Only now: a table that an upgrade makes anew is gone for a moment (sqlite.org/lang_altertable.html, section 7).
    connection->execute("PRAGMA foreign_keys = ON");
    return connection;
}

std::vector<fs::path> upgrade_backups(fs::path const& directory) {
    std::vector<fs::path> found;
    for (auto const& entry : fs::directory_iterator(directory)) {
        if (entry.path().filename().string().starts_with(backup_prefix)) found.push_back(entry.path());
    }
    return found;
}

}  // namespace keepsake::storage::sqlite

#include "storage/sqlite/connection.h"

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include <charconv>
#include <stdexcept>
#include <utility>

#include "core/text/graph_names.h"
#include "core/text/unicode.h"
#include "core/time.h"
#include "storage/store_failure.h"

namespace keepsake::storage::sqlite {
namespace {

/// Long enough for every other process to take its turn, so that a caller never hears "busy".
constexpr int busy_timeout_ms = 120'000;

[[noreturn]] void fail(sqlite3* database, int code, std::string const& path) {
    std::string const reason = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            throw StoreFailure("The memory store " + path + " is damaged or is not a Keepsake store (" + reason +
                               "); nothing was changed. Run `keepsake doctor`, or put a backup in its place.");
        case SQLITE_FULL:
        case SQLITE_IOERR:
            throw StoreFailure("The memory store " + path + " could not be read or written (" + reason +
                               "; is the disk full?); this call changed nothing. Free some space and try again.");
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
        case SQLITE_AUTH:
            throw StoreFailure(
                "The memory store " + path + " cannot be opened for writing (" + reason +
                "); nothing was changed. Make the folder writable, or name another with KEEPSAKE_DATA_DIR.");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw StoreFailure("The memory store " + path + " has been held by another program for two minutes (" +
                               reason + "); this call changed nothing. Close that program and try again.");
        default: throw std::runtime_error("SQLite: " + reason);
    }
}

std::string_view text_of(sqlite3_value* value) {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_value_text(value));
    return data == nullptr ? std::string_view{}
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

/// folded(text): without the difference of upper and lower case, in any script.
void folded(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(*values) == SQLITE_NULL) return;
    auto const text = core::fold(text_of(*values));
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

template <std::string (*Name)(std::string_view)>
void named(sqlite3_context* context, int, sqlite3_value** values) {
    auto const text = Name(text_of(*values));
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// time_ms(text): milliseconds since 1970 of an ISO 8601 time; NULL for anything else.
void time_ms(sqlite3_context* context, int, sqlite3_value** values) {
    if (auto const time = core::parse_time(text_of(*values)))
        sqlite3_result_int64(context, time->time_since_epoch().count());
}

/// number_of(text): the nearest double; NULL where there is no number.
void number_of(sqlite3_context* context, int, sqlite3_value** values) {
    auto const text = text_of(*values);
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) sqlite3_result_double(context, number);
}

using Function = void (*)(sqlite3_context*, int, sqlite3_value**);

/// What filters and upgrades need beyond SQLite's own functions.
constexpr std::pair<char const*, Function> functions[] = {{"folded", folded},
                                                          {"time_ms", time_ms},
                                                          {"number_of", number_of},
                                                          {"entity_key", named<core::entity_key>},
                                                          {"relation_name", named<core::relation_name>}};

}  // namespace

Rows::Rows(sqlite3* database, sqlite3_stmt* statement, std::string const& path, Preparation preparation)
    : database_(database), statement_(statement), path_(&path), preparation_(preparation) {}

Rows::Rows(Rows&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      path_(other.path_),
      preparation_(other.preparation_) {}

Rows::~Rows() {
    if (statement_ == nullptr) return;
    if (preparation_ == Preparation::once) {
        sqlite3_finalize(statement_);
        return;
    }
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Rows::check(int code) const {
    if (code != SQLITE_OK) fail(database_, code, *path_);
}

bool Rows::next() {
    int const code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(database_, sqlite3_extended_errcode(database_), *path_);
}

void Rows::bind(int place, std::int64_t value) { check(sqlite3_bind_int64(statement_, place, value)); }
void Rows::bind(int place, double value) { check(sqlite3_bind_double(statement_, place, value)); }
void Rows::bind_null(int place) { check(sqlite3_bind_null(statement_, place)); }
void Rows::bind(int place, std::string_view value) {
    check(sqlite3_bind_text64(statement_, place, value.data() != nullptr ? value.data() : "", value.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Rows::bind(int place, Blob const& value) {
    check(sqlite3_bind_blob64(statement_, place, value.bytes.data(), value.bytes.size(), SQLITE_TRANSIENT));
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }
std::string Rows::text(int column) const { return std::string(view(column)); }
std::string_view Rows::view(int column) const {
    auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
    return data == nullptr ? std::string_view{}
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
std::string_view Rows::blob(int column) const {
    auto const* const data = static_cast<char const*>(sqlite3_column_blob(statement_, column));
    return data == nullptr ? std::string_view{}
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
std::optional<std::int64_t> Rows::integer_or_null(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return integer(column);
}
std::optional<std::string> Rows::text_or_null(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return text(column);
}

Connection::Connection(std::filesystem::path const& file, OpenMode mode) : path_(file.string()) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == OpenMode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == OpenMode::create) flags |= SQLITE_OPEN_CREATE;
    int const code = sqlite3_open_v2(path_.c_str(), &database_, flags, nullptr);
    try {
        if (code != SQLITE_OK) fail(database_, code, path_);
        sqlite3_busy_timeout(database_, busy_timeout_ms);
        constexpr int pure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
        for (auto const& [name, function] : functions) {
            int const made =
                sqlite3_create_function_v2(database_, name, 1, pure, nullptr, function, nullptr, nullptr, nullptr);
            if (made != SQLITE_OK) fail(database_, made, path_);
        }
    } catch (...) {
        sqlite3_close_v2(database_);
        throw;
    }
}

Connection::~Connection() {
    for (auto const& [sql, statement] : statements_) sqlite3_finalize(statement);
    if (sqlite3_close(database_) != SQLITE_OK) spdlog::error("a statement outlived its connection to {}", path_);
}

void Connection::execute(std::string const& sql) {
    int const code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(database_, code, path_);
}

sqlite3_stmt* Connection::prepare(std::string const& sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    int const code =
        sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr);
    if (code != SQLITE_OK) fail(database_, code, path_);
    return statement;
}

sqlite3_stmt* Connection::prepared(std::string const& sql) {
    if (auto const place = statements_.find(sql); place != statements_.end()) return place->second;
    auto* const statement = prepare(sql, SQLITE_PREPARE_PERSISTENT);
    statements_.emplace(sql, statement);
    return statement;
}

Rows Connection::query_with(std::string const& sql, std::span<Parameter const> parameters, Preparation preparation) {
    Rows rows(database_, preparation == Preparation::kept ? prepared(sql) : prepare(sql, 0), path_, preparation);
    int place = 0;
    for (auto const& parameter : parameters) rows.bind(++place, parameter);
    return rows;
}

void Connection::fail_without_row(std::string const& sql) { throw std::logic_error("no row: " + sql); }

std::int64_t Connection::last_row() const { return sqlite3_last_insert_rowid(database_); }

void Connection::keep_log_on_close(bool keep) {
    sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
    connection_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        connection_.run("ROLLBACK");
    } catch (std::exception const& error) {
        // SQLite has already rolled back by itself after a full disk or an I/O error.
        spdlog::debug("rollback: {}", error.what());
    }
}

void Transaction::commit() {
    connection_.run("COMMIT");
    open_ = false;
}

}  // namespace keepsake::storage::sqlite

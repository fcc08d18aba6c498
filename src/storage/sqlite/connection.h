#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace keepsake::storage::sqlite {

/// Bytes to be stored as they are.
struct Blob {
    std::string bytes;
};

/// A value of SQL that is made at run time.
using Parameter = std::variant<std::int64_t, double, std::string>;

/// What becomes of a statement after its use: kept for the next one with the same SQL, or given up.
enum class Preparation { kept, once };

/// The rows of one running statement. Ends with its lifetime; one at a time for the same SQL on one connection.
class Rows {
public:
    Rows(sqlite3* database, sqlite3_stmt* statement, std::string const& path, Preparation preparation);
    Rows(Rows&& other) noexcept;
    Rows(Rows const&) = delete;
    Rows& operator=(Rows const&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    /// Valid until the next call of next().
    std::string_view view(int column) const;
    /// Bytes; valid until the next call of next().
    std::string_view blob(int column) const;
    std::optional<std::int64_t> integer_or_null(int column) const;
    std::optional<std::string> text_or_null(int column) const;

private:
    friend class Connection;
    void bind(int place, std::int64_t value);
    void bind(int place, int value) { bind(place, std::int64_t{value}); }
    void bind(int place, double value);
    void bind(int place, std::string_view value);
    void bind(int place, std::string const& value) { bind(place, std::string_view(value)); }
    void bind(int place, Blob const& value);
    void bind(int place, char const* value) { bind(place, std::string_view(value)); }
    void bind(int place, Parameter const& value) {
        std::visit([&](auto const& held) { bind(place, held); }, value);
    }
    void bind_null(int place);
    template <typename T>
    void bind(int place, std::optional<T> const& value) {
        value ? bind(place, *value) : bind_null(place);
    }
    void check(int code) const;

    sqlite3* database_;
    sqlite3_stmt* statement_;
    std::string const* path_;
    Preparation preparation_;
};

enum class OpenMode { read_only, read_write, create };

/// One SQLite connection with its prepared statements; used by one thread at a time.
class Connection {
public:
    Connection(std::filesystem::path const& file, OpenMode mode);
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;
    ~Connection();

    /// Runs SQL without results; may hold several statements.
    void execute(std::string const& sql);

    /// Prepares once per SQL text and binds the values in order.
    template <typename... Values>
    Rows query(std::string const& sql, Values const&... values) {
        Rows rows(database_, prepared(sql), path_, Preparation::kept);
        int place = 0;
        (rows.bind(++place, values), ...);
        return rows;
    }
    /// The same for a list of values. SQL that is made for one call is to be prepared once: kept ones never go.
    Rows query_with(std::string const& sql, std::span<Parameter const> parameters, Preparation preparation);
    template <typename... Values>
    void run(std::string const& sql, Values const&... values) {
        auto rows = query(sql, values...);
        while (rows.next()) {}
    }
    /// The first column of the first row, which must be there.
    template <typename... Values>
    std::int64_t number(std::string const& sql, Values const&... values) {
        auto rows = query(sql, values...);
        if (!rows.next()) fail_without_row(sql);
        return rows.integer(0);
    }

    std::int64_t last_row() const;
    /// Whether closing leaves the write-ahead log as it is: a store that is not ours stays untouched.
    void keep_log_on_close(bool keep);

private:
    sqlite3_stmt* prepare(std::string const& sql, unsigned flags);
    sqlite3_stmt* prepared(std::string const& sql);
    [[noreturn]] static void fail_without_row(std::string const& sql);

    sqlite3* database_ = nullptr;
    std::string path_;
    std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

/// Takes back everything unless commit() was reached.
class Transaction {
public:
    enum class Kind { read, write };
    Transaction(Connection& connection, Kind kind);
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;
    ~Transaction();
    void commit();

private:
    Connection& connection_;
    bool open_ = true;
};

}  // namespace keepsake::storage::sqlite

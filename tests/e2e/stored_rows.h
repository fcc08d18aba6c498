#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace keepsake::testing {

/// The first column of what a question to the store's file gives; a server may have it open. Blobs as they are.
inline std::vector<std::string> stored(std::filesystem::path const& data_directory, std::string const& question) {
    sqlite3* opened = nullptr;
    auto const path = (data_directory / "keepsake.db").string();
    auto const status = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> const database(opened, &sqlite3_close);
    if (status != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(opened, question.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(opened));
    std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> const statement(prepared, &sqlite3_finalize);
    std::vector<std::string> rows;
    while (sqlite3_step(prepared) == SQLITE_ROW) {
        auto const* bytes = static_cast<char const*>(sqlite3_column_blob(prepared, 0));
        auto const size = static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0));
        rows.emplace_back(bytes == nullptr ? "" : std::string(bytes, size));
    }
    return rows;
}

/// Every embedding with its version, memory, model and vector.
inline std::vector<std::string> stored_embeddings(std::filesystem::path const& data_directory) {
    return stored(data_directory,
                  "SELECT version || ' ' || memory || ' ' || coalesce(model, '-') || ' ' || coalesce(hex(vector), '-') "
                  "FROM embeddings ORDER BY version");
}

}  // namespace keepsake::testing

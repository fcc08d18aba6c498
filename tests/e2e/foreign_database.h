#pragma once

#include <cstdint>
#include <string>

namespace keepsake::testing {

constexpr std::size_t sqlite_page_size = 4096;
/// Where the file format keeps `user_version` and `application_id`, both four bytes, the highest first.
constexpr std::size_t user_version_offset = 60;
constexpr std::size_t application_id_offset = 68;

inline void put_number(std::string& bytes, std::size_t offset, std::uint32_t number, int width) {
    for (int place = 0; place < width; ++place)
        bytes[offset + static_cast<std::size_t>(place)] = static_cast<char>(number >> (8 * (width - 1 - place)));
}

namespace foreign {

inline void put_header(std::string& file) {
    file.replace(0, 16, std::string("SQLite format 3\0", 16));
    put_number(file, 16, sqlite_page_size, 2);
    file[18] = file[19] = 1;  // rollback journal
    file[21] = 64;
    file[22] = file[23] = 32;
    put_number(file, 24, 1, 4);  // change counter
    put_number(file, 28, 2, 4);  // pages in the file
    put_number(file, 40, 1, 4);  // schema cookie
    put_number(file, 44, 4, 4);  // schema format
    put_number(file, 56, 1, 4);  // UTF-8
    put_number(file, 92, 1, 4);  // the change counter these are valid for
    put_number(file, 96, 3040001, 4);
}

inline void put_leaf(std::string& file, std::size_t offset, std::string const& record, std::size_t page_start) {
    auto const cell = page_start + sqlite_page_size - record.size();
    file[offset] = 13;  // table leaf
    put_number(file, offset + 3, record.empty() ? 0 : 1, 2);
    put_number(file, offset + 5, static_cast<std::uint32_t>(cell - page_start), 2);
    if (record.empty()) return;
    put_number(file, offset + 8, static_cast<std::uint32_t>(cell - page_start), 2);
    file.replace(cell, record.size(), record);
}

/// The row of sqlite_schema for one table on page 2, as a cell with row id 1.
inline std::string schema_cell(std::string const& sql) {
    auto const text_type = [](std::string const& text) { return static_cast<char>(13 + 2 * text.size()); };
    std::string const type = "table";
    std::string const name = "recipes";
    std::string const header{6, text_type(type), text_type(name), text_type(name), 1, text_type(sql)};
    auto const payload = header + type + name + name + '\x02' + sql;
    return std::string{static_cast<char>(payload.size()), 1} + payload;
}

}  // namespace foreign

/// The bytes of a small, sound SQLite database of some other program: one empty table named recipes.
inline std::string foreign_database() {
    std::string file(2 * sqlite_page_size, '\0');
    foreign::put_header(file);
    foreign::put_leaf(file, 100, foreign::schema_cell("CREATE TABLE recipes(title TEXT)"), 0);
    foreign::put_leaf(file, sqlite_page_size, "", sqlite_page_size);
    return file;
}

}  // namespace keepsake::testing

#include "tools/cursor.h"

#include <charconv>

namespace keepsake::tools {
namespace {

constexpr std::string_view prefix = "before-";

}  // namespace

std::string cursor_at(std::int64_t row) { return std::string(prefix) + std::to_string(row); }

std::optional<std::int64_t> place_of_cursor(std::string_view cursor) {
    if (!cursor.starts_with(prefix)) return std::nullopt;
    cursor.remove_prefix(prefix.size());
    std::int64_t row = 0;
    auto const [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), row);
    if (error != std::errc{} || end != cursor.data() + cursor.size() || row <= 0) return std::nullopt;
    return row;
}

}  // namespace keepsake::tools

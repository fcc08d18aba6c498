#pragma once

#include <span>
#include <string_view>

namespace keepsake::storage::sqlite {

/// Tells our files from other SQLite databases (PRAGMA application_id): "KPSE".
inline constexpr int application_id = 0x4B505345;

/// The steps from an empty file to the current schema; the store's user_version counts those it has taken.
/// Forward only: a step that has been released is never changed.
std::span<std::string_view const> migrations();

}  // namespace keepsake::storage::sqlite

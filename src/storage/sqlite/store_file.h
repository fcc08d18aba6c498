#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "storage/sqlite/connection.h"

namespace keepsake::storage::sqlite {

/// Opens DIRECTORY/keepsake.db for writing, creates it where there is none and brings an older one up to date, with a
/// backup beside it first. The caller holds the store's write lock. A file that is damaged, newer than this program
/// or not ours is left untouched and reported by StoreFailure.
std::unique_ptr<Connection> open_store_file(std::filesystem::path const& directory,
                                            std::span<std::string_view const> migrations);

std::filesystem::path store_path(std::filesystem::path const& directory);
std::filesystem::path lock_path(std::filesystem::path const& directory);

/// Copies that were made before an upgrade; they hold the texts of their day.
std::vector<std::filesystem::path> upgrade_backups(std::filesystem::path const& directory);

}  // namespace keepsake::storage::sqlite

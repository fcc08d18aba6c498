#pragma once

#include <optional>
#include <vector>

#include "memory/requests.h"
#include "storage/index/user_index.h"
#include "storage/store.h"

namespace keepsake::memory {

/// A user to be searched, and which of their memories a filter lets through.
struct FilteredUser {
    storage::UserRecord user;
    std::optional<std::vector<std::pair<storage::RowId, int>>> rows;  ///< with their versions; no value: all
    bool current = true;                                              ///< no look into the past

    /// Leaves only documents that are let through. False when one of them has changed since the filter looked at it: what
    /// it would say of the new version is not known.
    [[nodiscard]] bool keep_allowed(storage::UserIndex const& index, std::vector<storage::DocumentId>& documents) const;
};

/// The users that a search sees; with a filter, only those with a memory that it lets through.
std::vector<FilteredUser> users_to_search(storage::Store const& store, SearchRequest const& request);

}  // namespace keepsake::memory

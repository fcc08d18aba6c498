#include "memory/retrieval/filtered_users.h"

#include <algorithm>

namespace keepsake::memory {

bool FilteredUser::keep_allowed(storage::UserIndex const& index, std::vector<storage::DocumentId>& documents) const {
    if (!rows) return true;
    bool changed = false;
    std::erase_if(documents, [&](storage::DocumentId id) {
        auto const& document = index.documents()[id];
        if (std::ranges::binary_search(*rows, std::pair(document.row, document.version))) return false;
        auto const other = std::ranges::lower_bound(*rows, std::pair(document.row, 0));
        changed = changed || (current && other != rows->end() && other->first == document.row);
        return true;
    });
    return !changed;
}

std::vector<FilteredUser> users_to_search(storage::Store const& store, SearchRequest const& request) {
    std::vector<FilteredUser> users;
    if (request.filter.lets_all_through()) {
        for (auto const& user : store.users(request.visible)) users.push_back({user, std::nullopt, true});
    } else {
        for (auto& [user, rows] : store.allowed(request.visible, request.filter, request.past))
            users.push_back({user, std::move(rows), request.past.shows_now()});
    }
    return users;
}

}  // namespace keepsake::memory

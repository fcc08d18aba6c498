#include "memory/index_check.h"

#include <algorithm>

#include "core/text/terms.h"
#include "storage/index/user_index.h"

namespace keepsake::memory {
namespace {

struct Counts {
    std::size_t current = 0;
    std::size_t indexed = 0;
    std::size_t without_words = 0;
};

Counts compare(storage::Store const& store, storage::RowId user) {
    storage::UserIndex index;
    Counts counts;
    std::vector<storage::IndexedRow> current;
    store.read_changes(user, 0, [&](storage::IndexedRow&& row) {
        index.put(row);
        if (row.current) current.push_back(std::move(row));
    });
    counts.current = current.size();
    auto const documents = index.documents();
    std::vector<storage::DocumentId> alive;
    for (storage::DocumentId id = 0; id < documents.size(); ++id) {
        if (documents[id].alive) alive.push_back(id);
    }
    counts.indexed = alive.size();
    for (std::size_t i = 0; i < std::min(alive.size(), current.size()); ++i) {
        auto const words = core::terms(current[i].text, core::TextRole::document);
        bool const complete =
            documents[alive[i]].row == current[i].row &&
            std::all_of(words.begin(), words.end(), [&](auto const& word) { return index.count(alive[i], word) > 0; });
        counts.without_words += complete ? 0 : 1;
    }
    return counts;
}

}  // namespace

std::vector<std::string> index_differences(storage::Store const& store) {
    std::vector<std::string> found;
    for (auto const user : store.all_users()) {
        auto const [current, indexed, without_words] = compare(store, user);
        if (current != indexed || without_words != 0) {
            found.push_back("the index of user " + std::to_string(user) + " holds " + std::to_string(indexed) + " of " +
                            std::to_string(current) + " memories, " + std::to_string(without_words) +
                            " of them without all their words");
        }
    }
    return found;
}

}  // namespace keepsake::memory

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "storage/index/user_graph.h"

namespace keepsake::memory {

/// Goes through the relations of an entity under all of its names, newest first, each once. For as long as the graph does
/// not change.
class RelationCursor {
public:
    RelationCursor(storage::UserGraph const& graph, storage::EntityPlace self, storage::Direction direction);

    std::optional<storage::RelationPlace> next();

    /// How many there are at most, as cheaply as that can be said.
    static std::size_t most(storage::UserGraph const& graph, storage::EntityPlace self, storage::Direction direction);

private:
    using Rest = std::span<storage::RelationPlace const>;

    std::optional<storage::RelationPlace> next_of_two();
    std::optional<storage::RelationPlace> next_of_many();

    std::array<Rest, 2> two_;
    std::vector<Rest> many_;  ///< of an entity with several names: a heap by the last place of each
    std::optional<storage::RelationPlace> before_;
};

}  // namespace keepsake::memory

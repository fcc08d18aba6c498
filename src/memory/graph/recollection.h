#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// What a question brings to mind: the entities that it names, what is said of them, and of their neighbours up to two
/// steps away, each step seven tenths. What counts is of what the question speaks: by a word in a relation's name or in the
/// name at its other end, or by asking for what is there ("who", "which city"); a word that has led somewhere leads no
/// further. For one question and one thread; keeps nothing of the view but places.
class Recollection {
public:
    Recollection(GraphView const& view, std::string_view question);

    /// The question names nobody and nothing that is known.
    bool is_silent() const { return reached_.empty(); }
    /// How much a memory has to do with what is named, up to 1; 0: nothing.
    float of_memory(storage::RowId memory) const;
    /// The relations that lead from what is named to what the memory says, the last of them being its own; empty when it is
    /// linked to none.
    std::vector<storage::RelationPlace> path_to(storage::RowId memory) const;
    /// Relations that share a word with the question, most important first.
    std::vector<storage::RelationPlace> const& spoken_of() const { return spoken_of_; }

private:
    struct Reached {
        float weight = 0;
        int step = 0;
        std::uint64_t said = 0;                    ///< words of the question that led here
        std::optional<storage::RelationPlace> by;  ///< none: it is named
        storage::EntityPlace from = 0;
    };
    struct Linked {
        float value = 0;
        std::optional<storage::RelationPlace> relation;  ///< none: it was put down under the entity's name
        storage::EntityPlace entity = 0;                 ///< the more important end
    };
    struct Spread;

    void link(storage::RowId memory, Linked const& linked);

    std::unordered_map<storage::EntityPlace, Reached> reached_;
    std::unordered_map<storage::RowId, Linked> linked_;
    std::vector<storage::RelationPlace> spoken_of_;
};

}  // namespace keepsake::memory

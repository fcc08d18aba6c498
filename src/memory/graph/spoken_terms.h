#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// Which of a question's terms stand in names of a graph, as bits. For one question.
class SpokenTerms {
public:
    /// Of no term: for what else a question may say of an entity.
    static constexpr std::uint64_t bit_of_kinds = std::uint64_t{1} << 63;

    SpokenTerms(GraphView const& view, std::string_view question);

    /// Of a long name the beginning counts.
    std::uint64_t in(std::string_view name) const;
    std::uint64_t in_relation(storage::RelationNamePlace name);
    /// Of an entity's name; nothing once very many have been read.
    std::uint64_t in_entity(storage::EntityPlace self);

private:
    GraphView const& view_;
    std::unordered_map<std::string, std::uint64_t> bits_;
    std::unordered_map<storage::RelationNamePlace, std::uint64_t> relations_;
    std::unordered_map<storage::EntityPlace, std::uint64_t> entities_;
};

}  // namespace keepsake::memory

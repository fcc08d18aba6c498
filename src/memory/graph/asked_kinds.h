#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "memory/graph/graph_view.h"

namespace keepsake::memory {

/// What a question asks for: "who" for a person, "where" or "which city" for a place, "which company" for an organization,
/// any other type by its own name. For one question.
class AskedKinds {
public:
    AskedKinds(GraphView const& view, std::string_view question);

    /// A bit that no term of SpokenTerms has, when an entity of that type is asked for; else 0.
    std::uint64_t kind_of(storage::EntityPlace self) const;

private:
    GraphView const& view_;
    std::unordered_set<std::string> types_;
};

}  // namespace keepsake::memory

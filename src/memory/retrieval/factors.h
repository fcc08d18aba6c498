#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// Something about a memory that makes its rank better or worse whatever its words are.
struct Factor {
    std::string_view name;
    /// One multiplier per candidate, in order; empty when the question leaves all as they are.
    std::vector<float> (*multipliers)(Question const& question, Candidates const& candidates);
};

/// Speaker named in the question x 1.5, a turn that is itself a question x 0.9, a time expression where a time is asked
/// for x 1.1, a date named in the question up to x 1.3.
std::span<Factor const> standard_factors();

}  // namespace keepsake::memory

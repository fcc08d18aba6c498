#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// Something about a memory that makes its rank better or worse whatever its words are.
struct Factor {
    std::string_view name;
    /// The multiplier where it applies wholly; 1 changes nothing.
    float strength;
    /// One multiplier per candidate, in order; empty when the question leaves all as they are.
    std::vector<float> (*multipliers)(Question const& question, Candidates const& candidates, float strength);
};

/// speaker: named in the question. question: a turn that is one itself. time_expression: where a time is asked for. date:
/// near one that the question names. recency: said lately (half of it after 30 days). confidence: less than sure.
/// feedback: what people said of it.
std::span<Factor const> standard_factors();

}  // namespace keepsake::memory

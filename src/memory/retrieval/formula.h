#pragma once

#include <map>
#include <string>
#include <vector>

#include "memory/retrieval/factors.h"
#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// What a rank is made of: the signals with their weights, the factors with their strengths.
struct Formula {
    std::vector<WeightedSignal> signals;
    std::vector<Factor> factors;

    bool has(std::string_view signal) const;
};

/// The weights that were measured, with `changed` ones in place of them: weight 0 leaves a signal out, strength 1 a
/// factor. The error names what there is.
core::Result<Formula> make_formula(std::map<std::string, double> const& changed = {});

/// Which memory a new text changes: its words, and its meaning three quarters as much (measured with stores of 345 facts:
/// in 92 of 100 changes among the first twenty, words alone 91, meaning alone 88).
Formula write_path_formula();

}  // namespace keepsake::memory

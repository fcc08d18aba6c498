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
};

/// The weights that were measured, with `changed` ones in place of them: weight 0 leaves a signal out, strength 1 a
/// factor. The error names what there is.
core::Result<Formula> make_formula(std::map<std::string, double> const& changed = {});

}  // namespace keepsake::memory

#pragma once

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// Cosine of the question's vector with that of the memory.
class Meaning final : public Signal {
public:
    std::string_view name() const override { return "meaning"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

/// Cosine of the question's vector with the sum of the vectors of a turn and the two turns on either side. It follows
/// from their cosines and the length of the sum: nothing is computed over dimensions.
class WindowMeaning final : public Signal {
public:
    std::string_view name() const override { return "window_meaning"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

}  // namespace keepsake::memory

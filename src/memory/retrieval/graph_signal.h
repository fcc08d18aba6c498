#pragma once

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// How much a memory has to do with the entities that the question names; see Recollection. Silent for a user of whom it
/// names none.
class GraphLinks final : public Signal {
public:
    std::string_view name() const override { return "graph"; }
    bool is_absolute() const override { return true; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

}  // namespace keepsake::memory

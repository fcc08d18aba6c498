#include "memory/retrieval/graph_signal.h"

#include "memory/graph/recollection.h"

namespace keepsake::memory {

core::Result<std::vector<float>> GraphLinks::score(Question const&, Candidates const& candidates) const {
    auto const* const recollection = candidates.recollection;
    if (recollection == nullptr || recollection->is_silent())
        return std::vector<float>(candidates.documents.size(), no_value);
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents)
        values.push_back(recollection->of_memory(candidates.index.documents()[id].row));
    return values;
}

}  // namespace keepsake::memory

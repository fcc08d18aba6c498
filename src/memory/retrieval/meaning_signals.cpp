#include "memory/retrieval/meaning_signals.h"

#include <cmath>

namespace keepsake::memory {
namespace {

core::Error unavailable(Candidates const& candidates) {
    return {core::ErrorKind::unavailable, std::string(candidates.no_cosines)};
}

}  // namespace

core::Result<std::vector<float>> Meaning::score(Question const&, Candidates const& candidates) const {
    if (candidates.cosines.empty() && !candidates.documents.empty()) return unavailable(candidates);
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents) values.push_back(candidates.cosines[id]);
    return values;
}

core::Result<std::vector<float>> WindowMeaning::score(Question const&, Candidates const& candidates) const {
    if (candidates.cosines.empty() && !candidates.documents.empty()) return unavailable(candidates);
    auto const documents = candidates.index.documents();
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents) {
        float sum = 0;
        storage::for_each_in_window(documents, id, [&](storage::DocumentId turn) {
            float const cosine = candidates.cosines[turn];
            sum += std::isnan(cosine) ? 0 : cosine;
        });
        auto const norm = documents[id].window_norm;
        values.push_back(norm > 0 ? sum / norm : no_value);
    }
    return values;
}

}  // namespace keepsake::memory

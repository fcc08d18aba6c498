#include "memory/retrieval/factors.h"

#include <algorithm>

namespace keepsake::memory {
namespace {

using storage::Document;

template <typename Multiplier>
std::vector<float> for_each(Candidates const& candidates, Multiplier multiplier) {
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents) values.push_back(multiplier(candidates.index.documents()[id]));
    return values;
}

std::vector<float> speaker(Question const& question, Candidates const& candidates) {
    auto const speakers = candidates.index.speakers();
    std::vector<bool> named(speakers.size());
    for (std::size_t i = 0; i < speakers.size(); ++i) named[i] = question.names(speakers[i]);
    if (std::find(named.begin(), named.end(), true) == named.end()) return {};
    return for_each(candidates, [&](Document const& document) {
        return document.speaker >= 0 && named[static_cast<std::size_t>(document.speaker)] ? 1.5f : 1.0f;
    });
}

std::vector<float> own_question(Question const&, Candidates const& candidates) {
    return for_each(candidates, [](Document const& document) { return document.ends_with_question ? .9f : 1.0f; });
}

std::vector<float> time_expression(Question const& question, Candidates const& candidates) {
    if (!question.asks_for_time()) return {};
    return for_each(candidates, [](Document const& document) { return document.has_time_expression ? 1.1f : 1.0f; });
}

std::vector<float> date(Question const& question, Candidates const& candidates) {
    if (question.dates().empty()) return {};
    return for_each(candidates, [&](Document const& document) {
        double best = 0;
        for (auto const& mention : question.dates()) best = std::max(best, core::nearness(mention, document.day));
        return static_cast<float>(1 + .3 * best);
    });
}

constexpr std::array<Factor, 4> factors = {{
    {"speaker", speaker},
    {"question", own_question},
    {"time_expression", time_expression},
    {"date", date},
}};

}  // namespace

std::span<Factor const> standard_factors() { return factors; }

}  // namespace keepsake::memory

#include "memory/retrieval/factors.h"

#include <algorithm>
#include <array>
#include <cmath>

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

bool all_of(Candidates const& candidates, auto same) {
    return std::all_of(candidates.documents.begin(), candidates.documents.end(),
                       [&](storage::DocumentId id) { return same(candidates.index.documents()[id]); });
}

std::vector<float> speaker(Question const& question, Candidates const& candidates, float strength) {
    auto const speakers = candidates.index.speakers();
    std::vector<bool> named(speakers.size());
    for (std::size_t i = 0; i < speakers.size(); ++i) named[i] = question.names(speakers[i]);
    if (std::find(named.begin(), named.end(), true) == named.end()) return {};
    return for_each(candidates, [&](Document const& document) {
        return document.speaker >= 0 && named[static_cast<std::size_t>(document.speaker)] ? strength : 1.0f;
    });
}

std::vector<float> own_question(Question const&, Candidates const& candidates, float strength) {
    return for_each(candidates,
                    [&](Document const& document) { return document.ends_with_question ? strength : 1.0f; });
}

std::vector<float> time_expression(Question const& question, Candidates const& candidates, float strength) {
    if (!question.asks_for_time()) return {};
    return for_each(candidates,
                    [&](Document const& document) { return document.has_time_expression ? strength : 1.0f; });
}

std::vector<float> date(Question const& question, Candidates const& candidates, float strength) {
    if (question.dates().empty()) return {};
    return for_each(candidates, [&](Document const& document) {
        double best = 0;
        for (auto const& mention : question.dates()) best = std::max(best, core::nearness(mention, document.day));
        return static_cast<float>(1 + (strength - 1) * best);
    });
}

std::vector<float> recency(Question const&, Candidates const& candidates, float strength) {
    constexpr double half_life_in_days = 30;
    constexpr std::size_t days_that_count = 365;
    std::array<float, days_that_count> of_age{};
    for (std::size_t age = 0; age < of_age.size(); ++age)
        of_age[age] = static_cast<float>(1 + (strength - 1) * std::exp2(-static_cast<double>(age) / half_life_in_days));
    auto const today = std::chrono::floor<std::chrono::days>(candidates.now);
    return for_each(candidates, [&](Document const& document) {
        auto const age = std::max<std::int64_t>(0, (today - document.day).count());
        return static_cast<std::size_t>(age) < of_age.size() ? of_age[static_cast<std::size_t>(age)] : 1.0f;
    });
}

std::vector<float> confidence(Question const&, Candidates const& candidates, float strength) {
    if (all_of(candidates, [](Document const& document) { return document.confidence == 1; })) return {};
    return for_each(candidates, [&](Document const& document) { return std::pow(strength, document.confidence - 1); });
}

std::vector<float> feedback(Question const&, Candidates const& candidates, float strength) {
    if (all_of(candidates, [](Document const& document) { return document.feedback == 0; })) return {};
    std::array const of_feedback = {1 / strength, 1 / std::sqrt(strength), 1.0f, strength};  // from -2 on
    return for_each(candidates, [&](Document const& document) {
        return of_feedback[static_cast<std::size_t>(document.feedback + 2)];
    });
}

constexpr std::array<Factor, 7> factors = {{
    {"speaker", 1.5f, speaker},
    {"question", .9f, own_question},
    {"time_expression", 1.1f, time_expression},
    {"date", 1.3f, date},
    // What is not about the question decides only between near equals.
    {"recency", 1.1f, recency},
    {"confidence", 1.2f, confidence},
    {"feedback", 1.2f, feedback},
}};

}  // namespace

std::span<Factor const> standard_factors() { return factors; }

}  // namespace keepsake::memory

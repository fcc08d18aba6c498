#include "memory/retrieval/ranking.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace keepsake::memory {
namespace {

std::vector<Place> places_of(std::span<Candidates const> users) {
    std::vector<Place> places;
    for (std::size_t user = 0; user < users.size(); ++user) {
        for (std::size_t i = 0; i < users[user].documents.size(); ++i) places.push_back({user, i});
    }
    return places;
}

}  // namespace

float Ranking::SignalValues::normalised(std::size_t position) const {
    return high > low && !std::isnan(raw[position]) ? (raw[position] - low) / (high - low) : 0;
}

Ranking::Ranking(Question const& question, std::span<Candidates const> users, std::span<WeightedSignal const> signals,
                 std::span<Factor const> factors)
    : places_(places_of(users)) {
    for (auto const& signal : signals) add_signal(signal, question, users);
    for (auto const& factor : factors) add_factor(factor, question, users);
    fuse();
}

void Ranking::add_signal(WeightedSignal const& signal, Question const& question, std::span<Candidates const> users) {
    SignalValues values{signal.signal->name(), signal.weight, {}};
    values.raw.reserve(places_.size());
    for (auto const& candidates : users) {
        auto const scores = signal.signal->score(question, candidates);
        if (!scores) {
            not_searched_.push_back({std::string(values.name), scores.error().message});
            return;
        }
        values.raw.insert(values.raw.end(), scores.value().begin(), scores.value().end());
    }
    // Silent for everybody: as if it were not there.
    if (std::ranges::all_of(values.raw, [](float value) { return std::isnan(value); })) return;
    values.low = std::numeric_limits<float>::infinity();
    values.high = -std::numeric_limits<float>::infinity();
    for (float const value : values.raw) {
        if (std::isnan(value)) continue;
        values.low = std::min(values.low, value);
        values.high = std::max(values.high, value);
    }
    values.is_absolute = signal.signal->is_absolute();
    if (values.is_absolute) std::tie(values.low, values.high) = std::pair(0.0f, 1.0f);
    else total_weight_ += values.weight;
    signals_.push_back(std::move(values));
}

void Ranking::add_factor(Factor const& factor, Question const& question, std::span<Candidates const> users) {
    FactorValues values{factor.name, {}};
    bool any = false;
    for (auto const& candidates : users) {
        auto multipliers = factor.multipliers(question, candidates, factor.strength);
        any = any || !multipliers.empty();
        multipliers.resize(candidates.documents.size(), 1.0f);
        values.multipliers.insert(values.multipliers.end(), multipliers.begin(), multipliers.end());
    }
    if (!any) values.multipliers.clear();
    factors_.push_back(std::move(values));
}

float Ranking::available_weight(std::size_t position) const {
    float available = 0;
    for (auto const& signal : signals_) {
        if (!signal.is_absolute && !std::isnan(signal.raw[position])) available += signal.weight;
    }
    return available;
}

float Ranking::scale(std::size_t position) const {
    float const available = available_weight(position);
    return available > 0 ? total_weight_ / available : 1;
}

float Ranking::factor(std::size_t position) const {
    float product = 1;
    for (auto const& factor : factors_) product *= factor.at(position);
    return product;
}

void Ranking::fuse() {
    fused_.assign(places_.size(), 0);
    for (std::size_t position = 0; position < places_.size(); ++position) {
        float sum = 0;
        float absolute = 0;
        for (auto const& signal : signals_)
            (signal.is_absolute ? absolute : sum) += signal.weight * signal.normalised(position);
        if (sum == 0 && absolute == 0) continue;
        fused_[position] = (sum * scale(position) + absolute) * factor(position);
    }
}

std::vector<RankedPlace> Ranking::best(std::size_t at_most, std::function<bool(Place const&)> const& keep) const {
    std::vector<RankedPlace> ranked;
    for (std::size_t position = 0; position < places_.size(); ++position) {
        bool const matches = std::any_of(signals_.begin(), signals_.end(),
                                         [&](SignalValues const& signal) { return signal.raw[position] > 0; });
        if (matches && keep(places_[position])) ranked.push_back({places_[position], fused_[position], position});
    }
    auto const better = [this](RankedPlace const& a, RankedPlace const& b) {
        if (a.score != b.score) return a.score > b.score;
        auto const [of_a, of_b] = std::pair(factor(a.position), factor(b.position));
        return of_a != of_b ? of_a > of_b : a.position < b.position;
    };
    auto const kept = static_cast<std::ptrdiff_t>(std::min(at_most, ranked.size()));
    std::partial_sort(ranked.begin(), ranked.begin() + kept, ranked.end(), better);
    ranked.resize(static_cast<std::size_t>(kept));
    return ranked;
}

Explanation Ranking::explain(RankedPlace const& ranked) const {
    Explanation explanation;
    float const scaled = scale(ranked.position);
    for (auto const& signal : signals_) {
        float const raw = signal.raw[ranked.position];
        bool const missing = std::isnan(raw);
        explanation.signals.push_back({signal.name, missing ? std::nullopt : std::optional(raw),
                                       signal.normalised(ranked.position),
                                       missing              ? 0
                                       : signal.is_absolute ? signal.weight
                                                            : signal.weight * scaled});
    }
    for (auto const& factor : factors_) explanation.factors.push_back({factor.name, factor.at(ranked.position)});
    explanation.fused = ranked.score;
    return explanation;
}

}  // namespace keepsake::memory

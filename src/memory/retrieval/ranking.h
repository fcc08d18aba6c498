#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/retrieval/factors.h"
#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// Place of a memory in the searched scope: which of the users' candidates, and where among them.
struct Place {
    std::size_t user = 0;
    std::size_t candidate = 0;
};

struct RankedPlace {
    Place place;
    float score = 0;
    std::size_t position = 0;  ///< in the searched scope, all users' candidates one after the other
};

struct NotSearched {
    std::string signal;
    std::string reason;
};

/// How one memory came to its rank.
struct Explanation {
    struct SignalPart {
        std::string_view name;
        std::optional<float> raw;
        float normalised = 0;
        float weight = 0;  ///< after the weights of missing signals went to the others
    };
    struct FactorPart {
        std::string_view name;
        float multiplier = 1;
    };
    std::vector<SignalPart> signals;
    std::vector<FactorPart> factors;
    float fused = 0;
    std::vector<std::string> path = {};  ///< "Ana works_at Acme": how the graph led to it, from what is named
};

/// Formula S: every signal is normalised over all candidates, (x - min) / (max - min), 0 where all are equal; summed by
/// weight, the weights of signals that a memory does not have going to those it has; multiplied by the factors. An
/// absolute signal is added as it is, before the factors.
class Ranking {
public:
    Ranking(Question const& question, std::span<Candidates const> users, std::span<WeightedSignal const> signals,
            std::span<Factor const> factors);

    /// The best memories of those for which some signal has a value above 0 and which `keep` lets through, best first;
    /// equal ones by their factors, then in the order of creation.
    std::vector<RankedPlace> best(std::size_t at_most, std::function<bool(Place const&)> const& keep) const;
    /// Signals that could not be had.
    std::vector<NotSearched> const& not_searched() const { return not_searched_; }
    Explanation explain(RankedPlace const& ranked) const;

private:
    struct SignalValues {
        std::string_view name;
        float weight;
        std::vector<float> raw;
        float low = 0;
        float high = 0;
        bool is_absolute = false;
        float normalised(std::size_t position) const;
    };
    struct FactorValues {
        std::string_view name;
        std::vector<float> multipliers;  ///< none: 1 for all
        float at(std::size_t position) const { return multipliers.empty() ? 1 : multipliers[position]; }
    };

    void add_signal(WeightedSignal const& signal, Question const& question, std::span<Candidates const> users);
    void add_factor(Factor const& factor, Question const& question, std::span<Candidates const> users);
    float available_weight(std::size_t position) const;
    float scale(std::size_t position) const;
    /// Product of the factors.
    float factor(std::size_t position) const;
    void fuse();

    std::vector<Place> places_;
    std::vector<SignalValues> signals_;
    std::vector<FactorValues> factors_;
    float total_weight_ = 0;
    std::vector<float> fused_;
    std::vector<NotSearched> not_searched_;
};

}  // namespace keepsake::memory

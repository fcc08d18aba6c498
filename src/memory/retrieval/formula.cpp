#include "memory/retrieval/formula.h"

#include <algorithm>

#include "memory/retrieval/graph_signal.h"
#include "memory/retrieval/meaning_signals.h"
#include "memory/retrieval/word_signals.h"

namespace keepsake::memory {
namespace {

/// Formula S. The weights are flat: one halved or doubled moves the recall of ten by less than 2.4 points.
Formula measured() {
    Formula formula;
    auto const add = [&](std::unique_ptr<Signal const> signal, float weight) {
        formula.signals.push_back({std::move(signal), weight});
    };
    add(std::make_unique<AnswerWords>(), .5f);
    add(std::make_unique<WindowWords>(), .5f);
    add(std::make_unique<SessionWords>(), .5f);
    add(std::make_unique<Meaning>(), 2.0f);
    add(std::make_unique<WindowMeaning>(), .5f);
    add(std::make_unique<GraphLinks>(), 3.0f);
    // A step further, M, adds this one with .3: a point for questions that join several memories, none on the whole, and
    // a vector for each word. It is off until it is asked for.
    add(std::make_unique<SoftWords>(), 0.0f);
    auto const factors = standard_factors();
    formula.factors.assign(factors.begin(), factors.end());
    return formula;
}

}  // namespace

bool Formula::has(std::string_view signal) const {
    return std::any_of(signals.begin(), signals.end(),
                       [&](auto const& entry) { return entry.signal->name() == signal; });
}

Formula write_path_formula() {
    Formula formula;
    formula.signals.push_back({std::make_unique<OwnWords>(), 1.0f});
    formula.signals.push_back({std::make_unique<Meaning>(), .75f});
    return formula;
}

core::Result<Formula> make_formula(std::map<std::string, double> const& changed) {
    auto formula = measured();
    std::map<std::string_view, float*> places;
    for (auto& [signal, weight] : formula.signals) places[signal->name()] = &weight;
    for (auto& factor : formula.factors) places[factor.name] = &factor.strength;
    for (auto const& [name, value] : changed) {
        auto const place = places.find(name);
        if (place == places.end() || !(value >= 0 && value <= 10)) {
            std::string names;
            for (auto const& [known, ignored] : places) names += (names.empty() ? "" : ", ") + std::string(known);
            return core::Error{
                core::ErrorKind::bad_argument,
                "\"" + name + "\" of the ranking is wrong; allowed: a number from 0 to 10 for one of " + names + "."};
        }
        *place->second = static_cast<float>(value);
    }
    std::erase_if(formula.signals, [](auto const& entry) { return entry.weight == 0; });
    std::erase_if(formula.factors, [](auto const& factor) { return factor.strength == 1; });
    return formula;
}

}  // namespace keepsake::memory

#pragma once

#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// Okapi BM25 with idf = ln(1 + (n - df + .5) / (df + .5)), n and df counted over the searched user's memories.
struct Bm25 {
    double k1;
    double b;

    static double idf(double documents, double with_term) {
        return std::log(1 + (documents - with_term + .5) / (with_term + .5));
    }
    double weight(double count, double length, double average) const {
        return count * (k1 + 1) / (count + k1 * (1 - b + b * length / average));
    }
};

/// Sums of term counts per place, emptied in the time of what was touched: one term after another needs it.
class Tally {
public:
    explicit Tally(std::size_t places) : counts_(places) {}

    void add(std::size_t place, float count) {
        if (counts_[place] == 0) touched_.push_back(place);
        counts_[place] += count;
    }
    std::size_t size() const { return touched_.size(); }
    template <typename Take>
    void drain(Take take) {
        for (auto const place : touched_) take(place, std::exchange(counts_[place], 0.0f));
        touched_.clear();
    }

private:
    std::vector<float> counts_;
    std::vector<std::size_t> touched_;
};

/// BM25 over places whose term counts are sums over postings: `spread(term, tally)` makes those sums.
template <typename Spread, typename Length>
std::vector<float> bm25(Question const& question, std::size_t places, storage::FieldSize const& size, Bm25 const& form,
                        Spread spread, Length length) {
    std::vector<float> scores(places);
    Tally tally(places);
    for (auto const& term : question.terms()) {
        spread(term, tally);
        double const idf = Bm25::idf(size.documents, static_cast<double>(tally.size()));
        tally.drain([&](std::size_t place, float count) {
            scores[place] += static_cast<float>(idf * form.weight(count, length(place), size.average()));
        });
    }
    return scores;
}

}  // namespace keepsake::memory

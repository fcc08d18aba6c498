#include "memory/retrieval/word_signals.h"

#include <cmath>
#include <utility>

namespace keepsake::memory {
namespace {

using storage::Document;
using storage::DocumentId;
using storage::FieldSize;
using storage::no_document;
using storage::Posting;

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

constexpr Bm25 answer_bm25{1.2, .4};
constexpr Bm25 text_bm25{1.2, .75};

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
std::vector<float> bm25(Question const& question, std::size_t places, FieldSize const& size, Bm25 const& form,
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

template <typename Value>
std::vector<float> of_candidates(Candidates const& candidates, Value value) {
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents) values.push_back(value(candidates.index.documents()[id], id));
    return values;
}

}  // namespace

core::Result<std::vector<float>> AnswerWords::score(Question const& question, Candidates const& candidates) const {
    auto const& index = candidates.index;
    auto const documents = index.documents();
    auto const spread = [&](std::string const& term, Tally& tally) {
        for (auto const& posting : index.postings(term)) {
            tally.add(posting.document, posting.count);
            auto const next = documents[posting.document].next;
            if (next != no_document && documents[next].answers_question) tally.add(next, posting.count);
        }
    };
    auto const scores = bm25(question, documents.size(), index.answer_size(), answer_bm25, spread,
                             [&](std::size_t place) { return documents[place].answer_length; });
    return of_candidates(candidates, [&](Document const&, DocumentId id) { return scores[id]; });
}

core::Result<std::vector<float>> WindowWords::score(Question const& question, Candidates const& candidates) const {
    auto const& index = candidates.index;
    auto const documents = index.documents();
    auto const spread = [&](std::string const& term, Tally& tally) {
        for (auto const& posting : index.postings(term)) {
            if (documents[posting.document].session < 0) continue;
            storage::for_each_in_window(documents, posting.document,
                                        [&](DocumentId turn) { tally.add(turn, posting.count); });
        }
        for (auto const& posting : index.source_postings(term)) tally.add(posting.document, posting.count);
    };
    auto const scores = bm25(question, documents.size(), index.window_size(), text_bm25, spread,
                             [&](std::size_t place) { return documents[place].window_length; });
    return of_candidates(candidates, [&](Document const& document, DocumentId id) {
        return document.window_length > 0 ? scores[id] : no_value;
    });
}

core::Result<std::vector<float>> SessionWords::score(Question const& question, Candidates const& candidates) const {
    auto const& index = candidates.index;
    auto const documents = index.documents();
    auto const lengths = index.session_lengths();
    auto const spread = [&](std::string const& term, Tally& tally) {
        for (auto const& posting : index.postings(term)) {
            if (auto const session = documents[posting.document].session; session >= 0)
                tally.add(static_cast<std::size_t>(session), posting.count);
        }
    };
    auto const scores = bm25(question, lengths.size(), index.session_size(), text_bm25, spread,
                             [&](std::size_t place) { return lengths[place]; });
    return of_candidates(candidates, [&](Document const& document, DocumentId) {
        return document.session >= 0 ? scores[static_cast<std::size_t>(document.session)] : no_value;
    });
}

}  // namespace keepsake::memory

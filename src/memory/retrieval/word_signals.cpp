#include "memory/retrieval/word_signals.h"

#include <algorithm>

#include "memory/retrieval/bm25.h"

namespace keepsake::memory {
namespace {

using storage::Document;
using storage::DocumentId;
using storage::FieldSize;
using storage::no_document;
using storage::Posting;

constexpr Bm25 answer_bm25{1.2, .4};
constexpr Bm25 text_bm25{1.2, .75};

template <typename Value>
std::vector<float> of_candidates(Candidates const& candidates, Value value) {
    std::vector<float> values;
    values.reserve(candidates.documents.size());
    for (auto const id : candidates.documents) values.push_back(value(candidates.index.documents()[id], id));
    return values;
}

}  // namespace

core::Result<std::vector<float>> OwnWords::score(Question const& question, Candidates const& candidates) const {
    auto const& index = candidates.index;
    auto const documents = index.documents();
    auto const spread = [&](std::string const& term, Tally& tally) {
        for (auto const& posting : index.postings(term)) tally.add(posting.document, posting.count);
    };
    auto const scores = bm25(question, documents.size(), index.own_size(), text_bm25, spread,
                             [&](std::size_t place) { return documents[place].length; });
    return of_candidates(candidates, [&](Document const&, DocumentId id) { return scores[id]; });
}

core::Result<std::vector<float>> SoftWords::score(Question const&, Candidates const& candidates) const {
    if (candidates.near_terms.empty() && !candidates.documents.empty())
        return core::Error{core::ErrorKind::unavailable, std::string(candidates.no_near_terms)};
    auto const& index = candidates.index;
    auto const documents = index.documents();
    auto const& size = index.own_size();
    std::vector<float> scores(documents.size());
    std::vector<float> best(documents.size());
    for (auto const& near : candidates.near_terms) {
        std::fill(best.begin(), best.end(), 0.0f);
        for (auto const& [term, weight] : near) {
            auto const postings = index.postings(term);
            double const idf = weight * Bm25::idf(size.documents, static_cast<double>(postings.size()));
            for (auto const& [document, count] : postings) {
                auto const value = idf * text_bm25.weight(count, documents[document].length, size.average());
                best[document] = std::max(best[document], static_cast<float>(value));
            }
        }
        for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += best[i];
    }
    return of_candidates(candidates, [&](Document const&, DocumentId id) { return scores[id]; });
}

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

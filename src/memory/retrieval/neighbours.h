#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "memory/requests.h"
#include "memory/retrieval/formula.h"
#include "memory/text_vectors.h"
#include "storage/index/index_cache.h"

namespace keepsake::memory {

/// A text about to be stored, with its vector when there is one.
struct NewText {
    std::string text;
    std::optional<storage::Vector> vector;
};

/// An existing memory close to a new text.
struct Neighbour {
    storage::RowId row = 0;
    double closeness = 0;  ///< 0..1: the larger of the cosine and the share of words that both have
};

/// Finds the memories that a new text may change or repeat: BM25 of the full text and the cosine, each normalised, the
/// cosine counting .75. Names that stand in over a quarter of the user's memories are left out of the text's vector.
class Neighbours {
public:
    Neighbours(storage::Store const& store, storage::IndexCache& indexes, TextVectors const& vectors,
               core::Clock const& clock);

    /// For each text the current facts of the scope's user, whatever the agent, app or session; the most likely first.
    /// Questions that somebody waits for go before.
    std::vector<std::vector<Neighbour>> facts_near(Scope const& scope, std::vector<NewText> const& texts,
                                                   std::size_t at_most, std::stop_token stop = {}) const;

    /// Up to `at_most` of them that say nearly the same as one of the texts, the closest first.
    std::vector<SimilarMemory> similar(Scope const& scope, std::vector<NewText> const& texts, std::size_t at_most,
                                       std::stop_token stop = {}) const;

private:
    /// A new text as it is compared.
    struct Compared {
        std::string text;
        storage::Vector whole;     ///< empty: it has none, or none that says anything
        storage::Vector nameless;  ///< without the names that most memories have
    };

    enum class Wanted { facts, whatever_is_found };

    std::vector<Compared> compared(Scope const& scope, std::span<NewText const> texts, models::Urgency urgency,
                                   std::stop_token stop) const;
    std::vector<Neighbour> in(storage::UserIndex const& index, Compared const& text, Wanted wanted,
                              std::size_t at_most) const;
    std::optional<storage::IndexCache::Lease> lease(Scope const& scope) const;
    /// Who looks again, because others wrote meanwhile, asks for the same.
    core::Result<std::vector<storage::Vector>> nameless_vectors(std::vector<std::string> const& texts,
                                                                models::Urgency urgency, std::stop_token stop) const;

    storage::Store const& store_;
    storage::IndexCache& indexes_;
    TextVectors const& vectors_;
    core::Clock const& clock_;
    Formula formula_;
    mutable std::mutex recent_mutex_;
    mutable std::map<std::string, storage::Vector> recent_;
};

}  // namespace keepsake::memory

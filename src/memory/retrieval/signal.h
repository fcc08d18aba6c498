#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "memory/retrieval/question.h"
#include "storage/index/user_index.h"

namespace keepsake::memory {

class Recollection;

/// A term of the user's vocabulary that can stand for a word of the question.
struct NearTerm {
    storage::TermId term = 0;
    float weight = 1;  ///< 1 for the word itself
};

/// The memories of one user that a search may find.
struct Candidates {
    storage::UserIndex const& index;
    std::span<storage::DocumentId const> documents;
    /// Of the question with each document of the index, no_value where it has no vector; empty: `no_cosines` says why.
    std::span<float const> cosines = {};
    std::string_view no_cosines = "the question has no vector";
    core::Timestamp now = {};
    /// For each term of the question the terms of the user that mean nearly the same; empty: `no_near_terms` says why.
    std::span<std::vector<NearTerm> const> near_terms = {};
    std::string_view no_near_terms = "the words have no vectors";
    /// What the question brings to mind of the user's graph; null: the graph is not asked.
    Recollection const* recollection = nullptr;
};

/// A memory has no value of this signal, which is not the same as the value 0.
inline constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

/// One way of telling how well a memory answers a question. The ranking knows no signal by name: it normalises each
/// over the searched scope and sums them by weight. Stateless; used from many threads.
class Signal {
public:
    virtual ~Signal() = default;
    virtual std::string_view name() const = 0;
    /// Whether its values mean the same for every question, from 0 to 1: they are not normalised then.
    virtual bool is_absolute() const { return false; }
    /// One raw value per candidate, in order; larger is better, 0 is nothing, or no_value. An error says why this
    /// signal cannot be had now: the search goes on without it and tells the caller.
    virtual core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const = 0;
};

struct WeightedSignal {
    std::unique_ptr<Signal const> signal;
    float weight;
};

}  // namespace keepsake::memory

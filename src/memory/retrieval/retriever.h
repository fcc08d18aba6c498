#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "memory/requests.h"
#include "memory/retrieval/filtered_users.h"
#include "memory/retrieval/formula.h"
#include "memory/retrieval/question_vectors.h"
#include "memory/retrieval/vocabularies.h"
#include "memory/text_vectors.h"
#include "storage/graph_store.h"
#include "storage/index/index_cache.h"

namespace keepsake::memory {

/// Finds memories: scope and kinds become a set of allowed memories, the signals rank them, the store gives the texts.
class Retriever {
public:
    /// `graph`: asked as long as the formula counts what it brings to mind.
    Retriever(storage::Store const& store, storage::GraphStore const& graph, storage::IndexCache& indexes,
              TextVectors const& vectors, core::Clock const& clock, Formula formula);

    SearchAnswer search(SearchRequest const& request, std::stop_token stop = {}) const;

private:
    struct SearchedUser;
    SearchedUser searched(SearchRequest const& request, storage::UserRecord const& user) const;
    std::vector<SearchedUser> users_of(SearchRequest const& request, std::vector<FilteredUser> filtered) const;
    using NearTerms = core::Result<std::vector<std::vector<NearTerm>>>;
    /// Of each user; empty when the formula does not ask for them.
    std::vector<NearTerms> near_terms_of(Question const& question, std::vector<SearchedUser> const& users) const;
    void fill(SearchAnswer& answer, SearchRequest const& request, Question const& question,
              QuestionVectors const& vectors, std::vector<SearchedUser> const& users) const;

    storage::Store const& store_;
    storage::GraphStore const& graph_;
    storage::IndexCache& indexes_;
    TextVectors const& vectors_;
    core::Clock const& clock_;
    Formula formula_;
    std::unique_ptr<Vocabularies> vocabularies_;  ///< when the formula counts words of the same meaning
};

}  // namespace keepsake::memory

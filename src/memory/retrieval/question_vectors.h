#pragma once

#include <future>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "memory/retrieval/question.h"
#include "memory/text_vectors.h"
#include "storage/index/index_cache.h"

namespace keepsake::memory {

/// A question's vectors: for each user without the names of the user's speakers, and as it was asked. Made before any
/// index is held, since a model may take its time. Used by one thread.
class QuestionVectors {
public:
    QuestionVectors(Question const& question, std::span<storage::UserRecord const> users, storage::IndexCache& indexes,
                    TextVectors const& vectors, std::stop_token stop);

    /// Why there are none; empty when there are.
    std::string const& missing() const { return missing_; }
    /// For ranking the user's memories.
    std::span<float const> of(storage::RowId user) const;
    /// Of the whole question, 0..1, the same in any store; 0 where the memory has no vector.
    double absolute(storage::UserIndex const& index, storage::DocumentId id) const;

private:
    storage::Vector const& as_asked() const;

    std::map<storage::RowId, std::size_t> text_of_user_;
    std::vector<storage::Vector> vectors_;
    mutable storage::Vector as_asked_;
    mutable std::future<core::Result<std::vector<storage::Vector>>> coming_;
    std::string missing_;
};

}  // namespace keepsake::memory

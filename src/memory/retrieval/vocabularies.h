#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "memory/retrieval/signal.h"
#include "memory/text_vectors.h"

namespace keepsake::memory {

/// Which words of a user mean nearly the same as a word of a question: their vectors, from which the mean of all words is
/// taken, have a cosine of at least .5; at most twelve, each weighing (cosine - .2) / .8. The vectors of a user's words are
/// made by one thread in the background from the user's first search on and kept in memory.
class Vocabularies {
public:
    explicit Vocabularies(TextVectors const& vectors);
    Vocabularies(Vocabularies const&) = delete;
    Vocabularies& operator=(Vocabularies const&) = delete;
    ~Vocabularies();

    /// For each term of the question, itself first. An error while a good part of the words has no vector yet.
    core::Result<std::vector<std::vector<NearTerm>>> near(storage::RowId user, storage::UserIndex const& index,
                                                          Question const& question);

private:
    struct Vocabulary;
    using Near = std::vector<NearTerm>;

    void work(std::stop_token const& stop);
    void extend(Vocabulary& vocabulary, std::stop_token const& stop);

    TextVectors const& vectors_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<storage::RowId, std::shared_ptr<Vocabulary>> of_user_;
    std::deque<std::shared_ptr<Vocabulary>> to_extend_;
    std::jthread thread_;
};

}  // namespace keepsake::memory

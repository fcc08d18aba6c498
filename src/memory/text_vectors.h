#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "models/embedding/embedder.h"
#include "storage/store.h"

namespace keepsake::memory {

/// The vectors of questions and memories, made by the configured model as long as the store's are of the same. Safe from
/// many threads.
class TextVectors {
public:
    TextVectors(storage::Store& store, models::Embedder& embedder) : store_(store), embedder_(embedder) {}

    /// One sentence when the store's vectors are of another model than the configured one.
    std::optional<std::string> mismatch() const;

    /// Whether the model was made for such a text: the vector of another says little.
    bool understands(std::string_view text) const { return embedder_.understands(text); }

    /// Whether a question's vector takes milliseconds, or as long as a server likes.
    bool are_made_here() const { return embedder_.is_in_process(); }

    /// Of what somebody asks, in order. The error says why there are none.
    core::Result<std::vector<storage::Vector>> of_questions(
        std::span<std::string const> texts, std::stop_token stop = {},
        models::Urgency urgency = models::Urgency::waited_for) const;

    /// Of single words, while nobody waits.
    core::Result<std::vector<storage::Vector>> of_words(std::span<std::string const> words, std::stop_token stop) const;

    struct OfMemories {
        storage::VectorModel model;
        std::vector<std::optional<storage::Vector>> vectors;  ///< in order; what is missing is made later
    };
    /// Of what is about to be stored. `progress` is told how many are ready.
    OfMemories of_memories(std::span<std::string const> texts, std::stop_token stop,
                           std::function<void(std::size_t done)> const& progress,
                           models::Urgency urgency = models::Urgency::waited_for) const;

    /// Makes vectors for texts of the store that have none until there are no more; returns how many. The error says why
    /// it could not go on; what is made is stored.
    core::Result<std::int64_t> make_missing(std::stop_token stop,
                                            std::function<void(std::int64_t made)> const& progress);

    /// Drops the vectors of another model, so that make_missing() makes all anew. The error says why the model cannot be
    /// used; nothing is dropped then.
    core::Result<storage::VectorModel> take_over_store();

private:
    /// What is left out could not be made.
    core::Result<std::vector<storage::EmbeddedText>> embed_queued(std::span<storage::TextToEmbed const> waiting,
                                                                  std::stop_token stop) const;

    storage::Store& store_;
    models::Embedder& embedder_;
};

}  // namespace keepsake::memory

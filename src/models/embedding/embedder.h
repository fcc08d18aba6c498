#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace keepsake::models {

/// The direction in which a text points: length 1, so that the dot product of two is their cosine.
using Embedding = std::vector<float>;

/// Brings a vector to length 1; false when it has no direction: all zero, or not a number.
[[nodiscard]] bool normalise(Embedding& vector);

/// Vectors of different models, or of different lengths, cannot be compared.
struct EmbeddingModel {
    std::string name;
    std::size_t dimensions = 0;  ///< 0: not known before the first answer
    bool operator==(EmbeddingModel const&) const = default;
};

/// Who waits for a vector; the first come first.
enum class Urgency {
    waited_for,  ///< a caller
    soon,        ///< work that goes on by itself, such as an extraction
    background,  ///< nobody
};

/// Turns texts into vectors whose nearness is nearness of meaning. Safe from many threads.
class Embedder {
public:
    virtual ~Embedder() = default;

    virtual EmbeddingModel model() const = 0;

    /// Begins to get ready, so that the first caller waits less. Returns at once.
    virtual void start() {}

    /// False when it is still getting ready after `patience`: its destructor would wait for that.
    virtual bool wait_until_idle(std::chrono::milliseconds) { return true; }

    /// One vector per text, in order. An error is a sentence for the person: why there is none now and what to do; it may
    /// be gone at the next call. A requested stop ends the call early, with an error.
    virtual core::Result<std::vector<Embedding>> embed(std::span<std::string const> texts, Urgency urgency,
                                                       std::stop_token stop) = 0;

    /// Whether a text takes milliseconds, or as long as a server likes.
    virtual bool is_in_process() const { return false; }

    /// Whether the model was made for texts like this one: of others its vectors say little.
    virtual bool understands(std::string_view text) const = 0;
};

}  // namespace keepsake::models

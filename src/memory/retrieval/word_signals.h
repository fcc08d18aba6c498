#pragma once

#include "memory/retrieval/signal.h"

namespace keepsake::memory {

/// BM25 of the memory's own text.
class OwnWords final : public Signal {
public:
    std::string_view name() const override { return "own_words"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

/// BM25 in which each word of the question also counts as the words of the user that mean nearly the same, the best of
/// them in each memory.
class SoftWords final : public Signal {
public:
    std::string_view name() const override { return "soft_words"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

/// BM25 of what was said, together with the question that it answers.
class AnswerWords final : public Signal {
public:
    std::string_view name() const override { return "words"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

/// BM25 of a turn with the two turns on either side, or of the texts a fact came from.
class WindowWords final : public Signal {
public:
    std::string_view name() const override { return "window"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

/// BM25 of the whole conversation; each of its turns gets its value.
class SessionWords final : public Signal {
public:
    std::string_view name() const override { return "session"; }
    core::Result<std::vector<float>> score(Question const& question, Candidates const& candidates) const override;
};

}  // namespace keepsake::memory

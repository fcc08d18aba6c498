#include "memory/retrieval/vocabularies.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>

#include "models/embedding/embedder.h"

namespace keepsake::memory {
namespace {

constexpr float nearest_cosine = .5f;
constexpr std::size_t most_near = 12;
constexpr std::size_t batch_size = 64;

float weight_of(float cosine) { return std::min(1.0f, (cosine - .2f) / .8f); }

}  // namespace

/// The words of one index. They only grow; another index of the same user begins anew.
struct Vocabularies::Vocabulary {
    std::mutex mutex;
    std::uint64_t index = 0;           ///< whose words these are
    std::vector<std::string> words;    ///< by term
    std::vector<storage::Vector> raw;  ///< of the first words
    storage::VectorIndex centred{std::numeric_limits<std::size_t>::max()};
    std::map<storage::TermId, Near> known;
    bool waits = false;

    /// Takes the mean of all out of each, so that what all words have in common does not count.
    void centre() {
        if (raw.empty()) return;
        storage::Vector mean(raw.front().size());
        for (auto const& vector : raw) {
            for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += vector[i] / static_cast<float>(raw.size());
        }
        known.clear();
        for (std::size_t term = 0; term < raw.size(); ++term) {
            auto vector = raw[term];
            for (std::size_t i = 0; i < mean.size(); ++i) vector[i] -= mean[i];
            if (models::normalise(vector)) centred.put(static_cast<storage::DocumentId>(term), vector);
        }
    }

    Near const& near(storage::TermId term) {
        auto const [place, is_new] = known.try_emplace(term);
        if (!is_new) return place->second;
        auto& found = place->second;
        if (centred.has(term)) {
            for (storage::TermId other = 0; other < raw.size(); ++other) {
                if (other == term || !centred.has(other)) continue;
                auto const cosine = centred.dot(term, other);
                if (cosine >= nearest_cosine) found.push_back({other, weight_of(cosine)});
            }
            auto const heavier = [](NearTerm const& a, NearTerm const& b) { return a.weight > b.weight; };
            std::stable_sort(found.begin(), found.end(), heavier);
            found.resize(std::min(found.size(), most_near));
        }
        found.insert(found.begin(), NearTerm{term, 1});
        return found;
    }
};

Vocabularies::Vocabularies(TextVectors const& vectors) : vectors_(vectors) {}
Vocabularies::~Vocabularies() = default;

core::Result<std::vector<Vocabularies::Near>> Vocabularies::near(storage::RowId user, storage::UserIndex const& index,
                                                                 Question const& question) {
    std::shared_ptr<Vocabulary> vocabulary;
    {
        std::lock_guard const lock(mutex_);
        auto& place = of_user_[user];
        if (!place || place->index != index.serial()) {
            place = std::make_shared<Vocabulary>();
            place->index = index.serial();
        }
        vocabulary = place;
    }
    std::lock_guard const lock(vocabulary->mutex);
    for (auto term = static_cast<storage::TermId>(vocabulary->words.size()); term < index.vocabulary_size(); ++term)
        vocabulary->words.push_back(index.word(term));
    if (vocabulary->raw.size() < vocabulary->words.size() && !std::exchange(vocabulary->waits, true)) {
        std::lock_guard const queue(mutex_);
        to_extend_.push_back(vocabulary);
        if (!thread_.joinable()) thread_ = std::jthread([this](std::stop_token const& stop) { work(stop); });
        changed_.notify_one();
    }
    // A few new words do not keep the others from being used.
    if (vocabulary->raw.size() < vocabulary->words.size() * 9 / 10) {
        return core::Error{core::ErrorKind::unavailable, std::to_string(vocabulary->raw.size()) + " of " +
                                                             std::to_string(vocabulary->words.size()) +
                                                             " words have their vectors; the rest is being made"};
    }
    std::vector<Near> found;
    for (auto const& term : question.terms()) {
        auto const id = index.find_term(term);
        found.push_back(id ? vocabulary->near(*id) : Near{});
    }
    return found;
}

void Vocabularies::work(std::stop_token const& stop) {
    while (true) {
        std::shared_ptr<Vocabulary> next;
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [this] { return !to_extend_.empty(); })) return;
            next = std::move(to_extend_.front());
            to_extend_.pop_front();
        }
        extend(*next, stop);
    }
}

void Vocabularies::extend(Vocabulary& vocabulary, std::stop_token const& stop) {
    while (!stop.stop_requested()) {
        std::vector<std::string> batch;
        {
            std::lock_guard const lock(vocabulary.mutex);
            auto const first = vocabulary.words.begin() + std::ssize(vocabulary.raw);
            batch.assign(first, first + std::min<std::ptrdiff_t>(batch_size, vocabulary.words.end() - first));
        }
        auto made = vectors_.of_words(batch, stop);
        std::lock_guard const lock(vocabulary.mutex);
        if (made) {
            for (auto& vector : std::move(made).value()) vocabulary.raw.push_back(std::move(vector));
        } else {
            spdlog::debug("word vectors wait: {}", made.error().message);
        }
        bool const complete = vocabulary.raw.size() == vocabulary.words.size();
        if (!made || complete) {
            vocabulary.centre();
            vocabulary.waits = false;
            return;
        }
    }
}

}  // namespace keepsake::memory

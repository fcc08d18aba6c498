#pragma once

#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/text/terms.h"
#include "core/text/unicode.h"
#include "models/embedding/embedder.h"

namespace keepsake::testing {

/// Knows a few things of the world, one dimension each, whatever word names them; all other words share the last
/// dimension, a quarter as much each. Does what a test tells it to. Safe from many threads.
class ConceptEmbedder final : public models::Embedder {
public:
    static constexpr std::size_t dimensions = 12;

    models::EmbeddingModel model() const override {
        {
            std::lock_guard const lock(mutex_);
            ++asked_for_model_;
        }
        happened_.notify_all();
        std::lock_guard const lock(mutex_);
        return model_;
    }

    core::Result<std::vector<models::Embedding>> embed(std::span<std::string const> texts, models::Urgency urgency,
                                                       std::stop_token) override {
        std::function<void()> meanwhile;
        std::optional<std::string> failure;
        {
            std::lock_guard const lock(mutex_);
            calls_.push_back({{texts.begin(), texts.end()}, urgency});
            if (calls_.size() > calls_that_work_) failure = failure_;
            meanwhile = meanwhile_;
        }
        happened_.notify_all();
        if (meanwhile) meanwhile();
        if (failure) return core::Error{core::ErrorKind::unavailable, *failure};
        std::vector<models::Embedding> vectors;
        for (auto const& text : texts) vectors.push_back(vector_of(text));
        return vectors;
    }

    bool is_in_process() const override { return in_process_; }
    bool understands(std::string_view text) const override { return core::is_mostly_latin(text); }

    static models::Embedding vector_of(std::string_view text) {
        static std::vector<std::vector<std::string>> const concepts = {
            {"car", "cars", "automobile", "vehicle"},
            {"tea", "infusion"},
            {"dog", "hound", "puppy"},
            {"lives", "resides", "dwells"},
            {"violin", "fiddle"},
            {"ana"},
            {"ben"},
            {"lisbon"},
            {"porto"},
        };
        models::Embedding vector(dimensions);
        for (auto const& word : core::words(text)) {
            auto const known = std::find_if(concepts.begin(), concepts.end(), [&](auto const& names) {
                return std::find(names.begin(), names.end(), word) != names.end();
            });
            if (known == concepts.end()) {
                vector.back() += .25f;
            } else {
                vector[static_cast<std::size_t>(known - concepts.begin())] += 1;
            }
        }
        if (!models::normalise(vector)) vector.back() = 1;
        return vector;
    }

    struct Call {
        std::vector<std::string> texts;
        models::Urgency urgency;
    };
    std::vector<Call> calls() const {
        std::lock_guard const lock(mutex_);
        return calls_;
    }
    /// From the call after so many on, until it is mended.
    void fail(std::string why, std::size_t after_calls = 0) {
        std::lock_guard const lock(mutex_);
        failure_ = std::move(why);
        calls_that_work_ = calls_.size() + after_calls;
    }
    void mend() {
        std::lock_guard const lock(mutex_);
        failure_.reset();
    }
    void be_a_server() { in_process_ = false; }
    void become(models::EmbeddingModel model) {
        std::lock_guard const lock(mutex_);
        model_ = std::move(model);
    }
    /// Called at each call, once it is counted.
    void during_calls(std::function<void()> meanwhile) {
        std::lock_guard const lock(mutex_);
        meanwhile_ = std::move(meanwhile);
    }
    void wait_for_calls(std::size_t count) const {
        std::unique_lock lock(mutex_);
        happened_.wait(lock, [&] { return calls_.size() >= count; });
    }
    /// Until somebody has asked so often what the model is.
    void wait_until_asked_for_model(std::size_t count) const {
        std::unique_lock lock(mutex_);
        happened_.wait(lock, [&] { return asked_for_model_ >= count; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable happened_;
    mutable std::size_t asked_for_model_ = 0;
    models::EmbeddingModel model_{"concepts", dimensions};
    bool in_process_ = true;
    std::vector<Call> calls_;
    std::optional<std::string> failure_;
    std::size_t calls_that_work_ = 0;
    std::function<void()> meanwhile_;
};

}  // namespace keepsake::testing

#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "models/chat/chat_model.h"

namespace keepsake::testing {

/// A language model that says what the test has written down, in order, and remembers what it was asked.
class ScriptedChat final : public models::ChatModel {
public:
    using Answering = std::function<models::ChatAnswer(models::ChatQuestion const&)>;

    std::string const& model() const override { return model_; }
    std::string const& provider() const override { return provider_; }
    models::ChatAnswer ask(models::ChatQuestion const& question, std::stop_token stop) override {
        Answering next;
        {
            std::lock_guard const lock(mutex_);
            questions_.push_back(question);
            if (script_.empty()) throw std::logic_error("the model was asked once too often: " + question.document);
            next = std::move(script_.front());
            script_.pop_front();
        }
        if (stop.stop_requested()) return models::ChatFailure{models::ChatFailureKind::stopped, "stopped"};
        return next(question);
    }

    void say(std::string text, models::TokenUse tokens = {100, 10}) {
        then([text = std::move(text), tokens](auto const&) { return models::ChatReply{text, false, tokens}; });
    }
    void say(nlohmann::json const& reply) { say(reply.dump()); }
    void say_cut(std::string text) {
        then([text = std::move(text)](auto const&) { return models::ChatReply{text, true, {100, 4096}}; });
    }
    void fail(models::ChatFailureKind kind, std::optional<std::chrono::milliseconds> retry_after = {}) {
        then([kind, retry_after](auto const&) { return models::ChatFailure{kind, "it failed", retry_after}; });
    }
    void then(Answering answering) {
        std::lock_guard const lock(mutex_);
        script_.push_back(std::move(answering));
    }

    std::vector<models::ChatQuestion> questions() const {
        std::lock_guard const lock(mutex_);
        return questions_;
    }
    /// The last document.
    nlohmann::json asked() const { return nlohmann::json::parse(questions().back().document); }
    std::size_t unsaid() const {
        std::lock_guard const lock(mutex_);
        return script_.size();
    }

private:
    std::string const model_ = "scripted";
    std::string const provider_ = "test nowhere";
    mutable std::mutex mutex_;
    std::deque<Answering> script_;
    std::vector<models::ChatQuestion> questions_;
};

}  // namespace keepsake::testing

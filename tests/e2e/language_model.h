#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/child_process.h"
#include "support/scripted_http_server.h"

namespace keepsake::testing {

inline std::string const extraction = "memory_extraction";
inline std::string const consolidation = "memory_consolidation";

/// A fact of an extraction's reply; `more` goes before what is written here.
inline nlohmann::json proposed_fact(std::string const& text, nlohmann::json sources,
                                    nlohmann::json const& more = nlohmann::json::object()) {
    nlohmann::json fact = {{"text", text},          {"sources", std::move(sources)}, {"confidence", .9},
                           {"event_date", nullptr}, {"category", nullptr},           {"forget", false}};
    fact.update(more);
    return fact;
}

inline nlohmann::json extracted_facts(nlohmann::json facts, nlohmann::json relations = nlohmann::json::array()) {
    return {{"facts", std::move(facts)}, {"relations", std::move(relations)}, {"summary", "They talked."}};
}

/// Speaks OpenAI's /chat/completions. As long as no rule says otherwise, what a user says becomes a fact as it stands, and
/// every fact is new.
class LanguageModel {
    using Json = nlohmann::json;

public:
    static constexpr char const* name = "scripted-model";
    static constexpr char const* key = "key-that-nobody-may-see";
    static constexpr int prompt_tokens = 100;
    static constexpr int completion_tokens = 20;

    struct Question {
        std::string purpose;
        Json document;
        std::string authorization;
    };
    using Rule = std::function<Json(Json const& document)>;

    LanguageModel() : http_([this](RecordedRequest const& request) { return answer(request); }) {}
    LanguageModel(LanguageModel const&) = delete;
    LanguageModel& operator=(LanguageModel const&) = delete;
    ~LanguageModel() { release(); }

    std::map<std::string, std::string> settings() const {
        return {{"KEEPSAKE_LLM_PROVIDER", "openai"},
                {"KEEPSAKE_LLM_MODEL", name},
                {"KEEPSAKE_LLM_BASE_URL", http_.address()},
                {"KEEPSAKE_LLM_API_KEY", key}};
    }

    /// How questions of one purpose are answered from now on.
    void reply_to(std::string const& purpose, Rule rule) {
        std::lock_guard const lock(mutex_);
        rules_[purpose] = std::move(rule);
    }
    /// The next questions are answered so, one each.
    void answer_next(std::vector<ScriptedAnswer> const& answers) {
        std::lock_guard const lock(mutex_);
        next_.insert(next_.end(), answers.begin(), answers.end());
    }
    /// All questions are answered so until work().
    void fail(ScriptedAnswer answer) {
        std::lock_guard const lock(mutex_);
        failure_ = std::move(answer);
    }
    void work() {
        std::lock_guard const lock(mutex_);
        failure_.reset();
    }

    /// The first question of this purpose, and all that come after it, are not answered before release().
    void hold(std::string const& purpose) {
        std::lock_guard const lock(mutex_);
        held_ = purpose;
    }
    void release() {
        {
            std::lock_guard const lock(mutex_);
            held_.reset();
        }
        changed_.notify_all();
    }

    std::vector<Question> questions() const {
        std::lock_guard const lock(mutex_);
        return questions_;
    }
    /// The documents of one purpose, in order of their coming.
    std::vector<Json> asked(std::string const& purpose) const {
        std::vector<Json> documents;
        for (auto const& question : questions())
            if (question.purpose == purpose) documents.push_back(question.document);
        return documents;
    }
    /// Returns when so many have come, the held ones among them; false when that takes too long.
    bool wait_for_questions(std::size_t count) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return questions_.size() >= count; });
    }

    /// A chat completion with this text.
    static ScriptedAnswer completion(std::string const& text) {
        Json const message = {{"role", "assistant"}, {"content", text}};
        Json const choice = {{"index", 0}, {"message", message}, {"finish_reason", "stop"}};
        Json const usage = {{"prompt_tokens", prompt_tokens}, {"completion_tokens", completion_tokens}};
        return ScriptedAnswer::status(200, Json{{"choices", Json::array({choice})}, {"usage", usage}}.dump(),
                                      {{"Content-Type", "application/json"}});
    }
    static ScriptedAnswer web_page() {
        return ScriptedAnswer::status(200, "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
                                      {{"Content-Type", "text/html"}});
    }
    /// An error as OpenAI words it.
    static ScriptedAnswer refusal(int status, std::string const& message, ScriptedAnswer::Headers const& headers = {}) {
        return ScriptedAnswer::status(status, Json{{"error", {{"message", message}}}}.dump(), headers);
    }

private:
    ScriptedAnswer answer(RecordedRequest const& request) {
        auto const question = read(request);
        std::unique_lock lock(mutex_);
        questions_.push_back(question);
        changed_.notify_all();
        if (held_ == question.purpose) changed_.wait(lock, [this] { return !held_; });
        if (!next_.empty()) {
            auto const scripted = next_.front();
            next_.pop_front();
            return scripted;
        }
        if (failure_) return *failure_;
        return completion(rules_.at(question.purpose)(question.document).dump());
    }

    static Question read(RecordedRequest const& request) {
        auto const body = Json::parse(request.body);
        auto const authorization = request.headers.find("authorization");
        return {body.at("response_format").at("json_schema").at("name"),
                Json::parse(body.at("messages").back().at("content").get<std::string>()),
                authorization == request.headers.end() ? "" : authorization->second};
    }

    static Json all_that_users_say(Json const& document) {
        Json facts = Json::array();
        for (auto const& turn : document.at("turns"))
            if (turn.at("role") == "user") facts.push_back(proposed_fact(turn.at("text"), Json::array({turn.at("n")})));
        return extracted_facts(facts);
    }
    static Json nothing_decided(Json const&) {
        return {{"decisions", Json::array()}, {"relation_decisions", Json::array()}};
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::map<std::string, Rule> rules_ = {{extraction, all_that_users_say}, {consolidation, nothing_decided}};
    std::deque<ScriptedAnswer> next_;
    std::optional<ScriptedAnswer> failure_;
    std::optional<std::string> held_;
    std::vector<Question> questions_;
    ScriptedHttpServer http_;
};

}  // namespace keepsake::testing

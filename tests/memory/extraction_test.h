#pragma once

#include "memory/jobs/intake.h"
#include "memory/jobs/job_runner.h"
#include "memory/scripted_chat.h"
#include "memory/searching_test.h"
#include "models/embedding/no_embedder.h"

namespace keepsake::testing {

/// Conversations of Ana on their way into the store, past a scripted model.
class ExtractionTest : public SearchingTest<models::NoEmbedder> {
protected:
    using Json = nlohmann::json;

    storage::Submitted submit(memory::AddRequest request) {
        request.wait = true;
        return intake_.take(request);
    }
    memory::AddRequest said(std::vector<std::string> const& texts, std::string session = "s1") const {
        memory::AddRequest request;
        request.scope = ana_;
        request.scope.session = std::move(session);
        request.actor = "tests";
        for (auto const& text : texts) request.messages.push_back({"user", "Ana", text, std::nullopt});
        return request;
    }
    /// Runs the next job; false when none is due.
    bool run_next() {
        auto job = queue_.lease("me", [](std::string const&) { return true; });
        if (!job) return false;
        runner_.run(std::move(*job), {});
        return true;
    }
    void run_all() {
        while (run_next()) {}
    }

    /// A reply of memory_extraction with these facts, each of all turns.
    static Json facts(std::vector<std::string> const& texts) {
        Json reply = {{"facts", Json::array()}, {"relations", Json::array()}, {"summary", "They talked."}};
        for (auto const& text : texts) reply["facts"].push_back(fact(text));
        return reply;
    }
    static Json fact(std::string const& text, std::vector<int> const& sources = {0}) {
        return {{"text", text},          {"sources", sources},     {"confidence", .9},
                {"event_date", nullptr}, {"category", "personal"}, {"forget", false}};
    }
    static Json decision(int fact, std::string const& event, Json memory = nullptr, Json text = nullptr) {
        return {{"fact", fact},
                {"event", event},
                {"memory", std::move(memory)},
                {"text", std::move(text)},
                {"reason", "because"}};
    }
    static Json decisions(std::vector<Json> const& list, std::vector<Json> const& relations = {}) {
        return {{"decisions", list}, {"relation_decisions", relations}};
    }

    storage::EventRecord event(storage::EventId const& id) const {
        return store_.find_event(id, all_of("ana")).value();
    }
    /// "ADD Ana lives in Porto"
    std::vector<std::string> results(storage::EventId const& id) const {
        static constexpr char const* names[] = {"ADD", "UPDATE", "DELETE", "NOOP"};
        std::vector<std::string> lines;
        for (auto const& result : event(id).results)
            lines.push_back(std::string(names[static_cast<int>(result.event)]) + " " + result.text);
        return lines;
    }
    std::vector<storage::MemoryRecord> current_facts() const {
        std::vector<MemoryKind> const kinds = {MemoryKind::fact};
        auto page = store_.page(all_of("ana"), {}, kinds, storage::Store::Include::current, 100, std::nullopt);
        std::reverse(page.memories.begin(), page.memories.end());
        return std::move(page.memories);
    }
    Texts fact_texts() const {
        Texts texts;
        for (auto const& memory : current_facts()) texts.push_back(memory.content.text);
        return texts;
    }

    core::LlmSettings settings_ = [] {
        core::LlmSettings settings;
        settings.extraction.provider = settings.consolidation.provider = core::ChatProvider::openai;
        return settings;
    }();
    ScriptedChat chat_;
    storage::JobQueue queue_{store_, clock_};
    memory::HandedOut handed_out_{queue_, clock_};
    memory::Housekeeping housekeeping_{store_, vectors_, handed_out_, folder_.path()};
    memory::Prompts prompts_{{}};
    std::vector<std::chrono::milliseconds> waits_;
    memory::ModelCaller caller_{
        chat_,     std::nullopt,
        settings_, queue_,
        clock_,    {.wait = [this](std::chrono::milliseconds time, std::stop_token) { waits_.push_back(time); }}};
    memory::Extractor extractor_{caller_, prompts_, settings_};
    memory::Consolidator consolidator_{caller_, prompts_, settings_};
    memory::SurroundingsFinder finder_{store_, queue_, neighbours_};
    memory::JobRunner runner_{extractor_, consolidator_, finder_, vectors_, queue_, settings_, clock_};
    memory::JobWorkers workers_{runner_, queue_, housekeeping_, clock_, folder_.path(), 2};
    memory::Intake intake_{queue_, handed_out_, workers_, settings_, clock_};
};

}  // namespace keepsake::testing

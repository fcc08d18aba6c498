#include "app/doctor_models.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/chat_choice.h"
#include "app/embedder_choice.h"
#include "memory/extraction/extraction_reply.h"
#include "memory/prompts.h"
#include "memory/text_vectors.h"
#include "models/curl_http_client.h"
#include "storage/job_queue.h"

namespace keepsake::app {
namespace {

using Clock = std::chrono::steady_clock;

std::string since(Clock::time_point began) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count()) + " ms";
}

/// One turn with one fact in it.
models::ChatQuestion sample_question(memory::Prompts const& prompts) {
    nlohmann::json const turn = {{"n", 0},
                                 {"speaker", "Ana"},
                                 {"role", "user"},
                                 {"time", "2026-03-14T09:00:00+00:00"},
                                 {"text", "I moved to Porto last week."}};
    nlohmann::json const document = {
        {"time", "2026-03-14T09:00:00+00:00"}, {"recent", nlohmann::json::array()}, {"turns", {turn}}};
    return {.name = "memory_extraction",
            .system = prompts.text("extract.md"),
            .document = document.dump(),
            .schema = prompts.text("extract.schema.json")};
}

void check_language_model(Report& report, core::ChatSettings const& settings, core::Settings const& all,
                          std::string const& what) {
    models::CurlHttpClient http;
    models::Breakers breakers(1);
    auto const model = make_chat(settings, all.llm, http, breakers);
    auto const began = Clock::now();
    auto const answer = model->ask(sample_question(memory::Prompts(all.prompts_dir)), {});
    if (auto const* const failure = std::get_if<models::ChatFailure>(&answer))
        return report.fail(what, failure->message);
    auto const name = model->model() + " (" + model->provider() + ")";
    auto const read = memory::read_extraction_reply(std::get<models::ChatReply>(answer).text, 1);
    if (!read)
        return report.fail(what, name + " answers, but not with what was asked for: " + read.error().message +
                                     " A larger model may do better.");
    auto const facts = read.value().facts.size();
    report.fine(what, name + ", found " + std::to_string(facts) + (facts == 1 ? " fact" : " facts") +
                          " in a sentence after " + since(began));
}

bool are_the_same(core::ChatSettings const& a, core::ChatSettings const& b) {
    return a.model == b.model && a.base_url == b.base_url && a.api_key == b.api_key;
}

std::string shown(storage::ModelUse const& use) {
    auto line = use.model + ": " + std::to_string(use.calls) + (use.calls == 1 ? " call" : " calls");
    if (use.failed > 0) line += " (" + std::to_string(use.failed) + " failed)";
    line += ", " + std::to_string(use.prompt_tokens) + " + " + std::to_string(use.completion_tokens) + " tokens, " +
            fmt::format("{:.1f} s", static_cast<double>(use.milliseconds) / 1000);
    if (use.cost) line += fmt::format(", cost {:.4f}", *use.cost);
    return line;
}

}  // namespace

void check_meaning(Report& report, core::Settings const& settings) {
    if (settings.embedder.provider == core::EmbedderProvider::none)
        return report.note("embedding model",
                           "none, as KEEPSAKE_EMBEDDER_PROVIDER says: memories are found by their words only");
    models::CurlHttpClient http;
    auto const embedder = make_embedder(settings, http);
    std::vector<std::string> const sample = {"Where does Ana live?"};
    auto const began = std::chrono::steady_clock::now();
    auto const vectors = embedder->embed(sample, models::Urgency::background, {});
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    if (!vectors) return report.fail("embedding model", vectors.error().message);
    report.fine("embedding model", embedder->model().name + ", " + std::to_string(vectors.value().front().size()) +
                                       " dimensions, first vector after " + std::to_string(took.count()) + " ms");
    if (!storage::Store::is_in(settings.data_dir)) return;
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    if (auto const problem = memory::TextVectors(store, *embedder).mismatch()) return report.fail("vectors", *problem);
    auto const waiting = store.count_texts_to_embed();
    if (waiting > 0)
        return report.note("vectors", std::to_string(waiting) + (waiting == 1 ? " text has" : " texts have") +
                                          " none yet and can be found by words only; a running server makes them by "
                                          "itself, `keepsake reembed` at once");
    report.fine("vectors", "every text has one");
}

void check_language_models(Report& report, core::Settings const& settings) {
    auto const& llm = settings.llm;
    if (!llm.is_configured())
        return report.note("language model",
                           "none: conversations are kept and found as they were said. KEEPSAKE_LLM_PROVIDER and "
                           "KEEPSAKE_LLM_MODEL name one that turns them into facts");
    if (are_the_same(llm.extraction, llm.consolidation))
        return check_language_model(report, llm.extraction, settings, "language model");
    check_language_model(report, llm.extraction, settings, "language model for extraction");
    check_language_model(report, llm.consolidation, settings, "language model for consolidation");
}

void show_extraction(Report& report, core::Settings const& settings) {
    if (!storage::Store::is_in(settings.data_dir)) return;
    core::SystemClock const clock;
    storage::Store store(settings.data_dir, clock);
    storage::JobQueue const queue(store, clock);
    for (auto const& use : queue.usage()) report.note(use.purpose, shown(use));
    auto const counts = queue.counts();
    if (counts.waiting + counts.running + counts.failed > 0)
        report.note("jobs", std::to_string(counts.waiting) + " waiting, " + std::to_string(counts.running) +
                                " running, " + std::to_string(counts.failed) + " failed; `keepsake jobs` lists them");
    if (counts.backlog > 0)
        report.note("backlog", std::to_string(counts.backlog) + (counts.backlog == 1 ? " call was" : " calls were") +
                                   " stored without a language model; `keepsake extract --backlog` extracts the facts");
}

}  // namespace keepsake::app

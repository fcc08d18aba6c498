#include "extraction.h"

#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace keepsake::demo {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// A model on a slow machine may take minutes; what hangs is ended by the server's own limits.
constexpr std::chrono::minutes longest_wait{15};
constexpr std::chrono::seconds between_words{10};
constexpr std::chrono::milliseconds between_looks{200};
constexpr std::size_t label_width = 10;

testing::Launch launch(std::filesystem::path const& server, std::filesystem::path const& folder,
                       LanguageModel const& model) {
    auto environment = model.environment;
    environment["KEEPSAKE_DATA_DIR"] = folder.string();
    environment["KEEPSAKE_LLM_WAIT_MS"] = "5000";  // then the demo says that it waits
    return {.path = server.string(), .environment = std::move(environment)};
}

std::string first_day(Session const& session) { return session.messages.front().value("time", "").substr(0, 10); }

std::string with_spaces(std::string text) {
    for (char& c : text) c = c == '_' ? ' ' : c;
    return text;
}

std::string seconds(Seconds time) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << time.count() << " s";
    return text.str();
}

bool is_waiting(json const& event) { return event.at("status") == "PENDING" || event.at("status") == "RUNNING"; }

/// What happened to a memory, for people.
std::string label_of(std::string const& event) {
    if (event == "ADD") return "added";
    if (event == "UPDATE") return "updated";
    return event == "DELETE" ? "ended" : "known";
}

}  // namespace

Extraction::Extraction(std::filesystem::path const& server, LanguageModel const& model, ChangesScript script)
    : model_(model), script_(std::move(script)), server_(launch(server, directory_.path(), model)) {}

void Extraction::run() {
    terminal_.note(
        "Asked is " + model_.description +
        ". It is sent the conversations below and what is remembered of them. Another folder, another person.");
    server_.initialize();
    for (auto const& session : script_.sessions) {
        tell(session);
        bool const is_first = &session == &script_.sessions.front();
        if (is_first || &session == &script_.sessions.back()) remember_answers(first_day(session));
    }
    show_answers();
    show_all_facts();
    terminal_.line();
    terminal_.line("Together: " + words(model_calls_in(server_.stderr_text())));
}

void Extraction::tell(Session const& session) {
    terminal_.line();
    terminal_.line(terminal_.bold(first_day(session) + "  " + session.title));
    show_said(session);
    auto const begun = Clock::now();
    auto const event = extracted(session);
    auto const took = Clock::now() - begun;
    terminal_.line();
    for (auto const& result : event.at("results")) show_result(result);
    if (event.at("results").empty()) terminal_.line("The model found nothing worth keeping.");
    for (auto const& relation : event.at("relations")) show_relation(relation);
    show_calls(took);
}

json Extraction::extracted(Session const& session) {
    auto const begun = Clock::now();
    auto const answer =
        server_.call_ok("add_memory", {{"messages", session.messages}, {"session_id", session.id}, {"wait", true}});
    auto event = is_waiting(answer) ? wait_for_end(answer.at("event_id"), begun) : answer;
    if (event.at("status") == "SUCCEEDED") return event;
    throw std::runtime_error(event.value("error", "The language model has extracted nothing."));
}

json Extraction::wait_for_end(std::string const& event, Clock::time_point begun) {
    for (auto told = begun;; std::this_thread::sleep_for(between_looks)) {
        auto state = server_.call_ok("get_event", {{"event_id", event}});
        if (!is_waiting(state)) return state;
        // It waits for a limit or for a server that wishes a longer pause.
        if (state.contains("error")) throw std::runtime_error(state.at("error").get<std::string>());
        auto const now = Clock::now();
        if (now - begun > longest_wait)
            throw std::runtime_error(model_.description + " has not answered for too long.");
        if (now - told < between_words) continue;
        told = now;
        terminal_.note("still waiting for the model, " + seconds(now - begun));
    }
}

void Extraction::show_said(Session const& session) const {
    for (auto const& message : session.messages)
        terminal_.paragraph(padded(message.value("name", ""), label_width + 1),
                            message.at("content").get<std::string>(), Terminal::Style::dim);
}

void Extraction::show_result(json const& result) {
    auto const event = result.at("event").get<std::string>();
    std::string text = result.at("memory");
    if (event == "UPDATE") text = result.value("previous_memory", "") + " -> " + text;
    terminal_.paragraph(padded(label_of(event), label_width), text);
    auto const reason = reason_of(result);
    if (!reason.empty()) terminal_.paragraph(std::string(label_width, ' '), "why: " + reason, Terminal::Style::dim);
}

std::string Extraction::reason_of(json const& result) {
    auto const memory = server_.call_ok("get_memory", {{"memory_id", result.at("id")}, {"history", true}});
    std::string reason;
    for (auto const& change : memory.at("history")) {
        if (change.at("event") == result.at("event")) reason = change.value("reason", "");
    }
    return reason;
}

void Extraction::show_relation(json const& relation) const {
    auto const event = relation.at("event").get<std::string>();
    terminal_.paragraph(padded(label_of(event), label_width), "relation: " + relation.value("source", "") + " " +
                                                                  with_spaces(relation.value("relation", "")) + " " +
                                                                  relation.value("target", ""));
}

void Extraction::show_calls(Seconds took) {
    auto const all = model_calls_in(server_.stderr_text());
    terminal_.note(words(all - calls_) + ", " + seconds(took));
    calls_ = all;
}

std::string Extraction::answer_to(std::string const& question) {
    auto const found = server_.call_ok("search_memory", {{"query", question}, {"limit", 1}}).at("results");
    return found.empty() ? "nothing" : found.front().at("memory").get<std::string>();
}

void Extraction::remember_answers(std::string const& day) {
    for (auto const& question : script_.questions) answers_[question].push_back(day + "  " + answer_to(question));
}

void Extraction::show_answers() const {
    terminal_.line();
    terminal_.line("The same questions, searched for after the first conversation and after the last:");
    for (auto const& question : script_.questions) {
        terminal_.line();
        terminal_.line(terminal_.bold(question));
        for (auto const& answer : answers_.at(question)) terminal_.line(answer);
    }
}

void Extraction::show_all_facts() {
    auto const facts = server_.call_ok("list_memories", {{"limit", 50}, {"kinds", {"fact"}}});
    terminal_.line();
    terminal_.line("All that is remembered now; the rest stands in the history:");
    for (auto const& fact : facts.at("results")) terminal_.paragraph("- ", fact.at("memory").get<std::string>());
}

}  // namespace keepsake::demo

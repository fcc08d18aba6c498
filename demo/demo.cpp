#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "arguments.h"
#include "client_setup.h"
#include "extraction.h"
#include "language_model.h"
#include "script.h"
#include "spoken_words.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"
#include "terminal.h"

namespace keepsake::demo {
namespace {

using nlohmann::json;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// A slow machine may take some seconds to load the embedding model.
constexpr std::chrono::seconds patience_for_model{20};
/// The expected answer must be among them.
constexpr std::size_t best_answers = 3;

class Stopwatch {
public:
    [[nodiscard]] Milliseconds elapsed() const { return std::chrono::steady_clock::now() - start_; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::string words(Milliseconds time) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << time.count() << " ms";
    return text.str();
}

std::string score_of(json const& answer) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << answer.value("score", 0.0);
    return text.str();
}

std::string day_of(json const& memory) {
    auto const time = memory.value("event_date", memory.value("valid_from", std::string()));
    return time.substr(0, std::string_view("2026-09-06").size());
}

[[noreturn]] void give_up(std::string const& reason) { throw std::runtime_error(reason); }

/// What one question brought.
struct Found {
    json answers;
    Milliseconds time;
};

/// Shows a server that is told, asked, killed and started again. Good for one run.
class Demo {
public:
    Demo(std::filesystem::path server, Script script, ChangesScript changes, std::optional<LanguageModel> model)
        : server_path_(std::move(server)),
          script_(std::move(script)),
          changes_(std::move(changes)),
          spoken_(script_),
          model_(std::move(model)) {}

    void run();

private:
    void start();
    void tell();
    void tell(Session const& session);
    void ask();
    std::string ask_and_show(Question const& question);
    void kill_after_last_word();
    void ask_again();
    void check_same_answers();
    void stop();
    void extract();
    void show_how_to_extract() const;

    Found search(Question const& question);
    void wait_for_model();
    std::size_t count_memories();
    void show_words(Question const& question) const;
    void show_answer(json const& answer) const;

    std::filesystem::path server_path_;
    Script script_;
    ChangesScript changes_;
    SpokenWords spoken_;
    std::optional<LanguageModel> model_;
    Terminal terminal_;
    testing::TemporaryDirectory directory_;
    std::optional<testing::ServerProcess> server_;
    std::size_t kept_ = 0;
    /// The id of the best answer to each question.
    std::vector<std::string> best_answers_;
};

bool has_expected(Question const& question, json const& answer) {
    return answer.value("memory", std::string()).find(question.expected) != std::string::npos;
}

void check_expected(Question const& question, json const& answers) {
    std::string seen;
    for (auto const& answer : answers) {
        if (has_expected(question, answer)) return;
        seen += "\n  " + answer.value("memory", std::string());
    }
    give_up("\"" + question.text + "\" did not bring \"" + question.expected + "\", but:" + seen);
}

void check_searched(json const& not_searched) {
    for (auto const& missing : not_searched)
        give_up("the search went without " + missing.value("signal", "") + ": " + missing.value("reason", ""));
}

void Demo::start() {
    Stopwatch const watch;
    server_.emplace(testing::Launch{.path = server_path_.string(),
                                    .environment = {{"KEEPSAKE_DATA_DIR", directory_.path().string()}}});
    auto const answer = server_->initialize();
    auto const& name = answer.at("serverInfo");
    terminal_.line(name.value("name", "") + " " + name.value("version", "") + " started, ready in " +
                   words(watch.elapsed()));
}

void Demo::tell() {
    terminal_.heading("1. The server is told " + std::to_string(script_.sessions.size()) + " conversations");
    start();
    terminal_.note("The first conversation waits until the embedding model is loaded.");
    for (auto const& session : script_.sessions) tell(session);
    wait_for_model();
    kept_ = count_memories();
    terminal_.line(std::to_string(kept_) + " memories, in " + directory_.path().string());
}

void Demo::tell(Session const& session) {
    Stopwatch const watch;
    auto const kept = server_->call_ok("add_memory", {{"messages", session.messages}, {"session_id", session.id}});
    auto const time = watch.elapsed();
    auto const count = kept.at("results").size();
    if (count != session.messages.size())
        give_up(std::to_string(session.messages.size()) + " messages were told, " + std::to_string(count) +
                " were kept");
    auto const first_day = session.messages.front().value("time", "").substr(0, 10);
    terminal_.line(first_day + "  " + padded(session.title, 32) + std::to_string(count) + " messages kept in " +
                   words(time));
}

void Demo::ask() {
    terminal_.heading("2. It is asked, in words that nobody has said");
    terminal_.note(
        "Below each question its own words, compared with all that was said; then the answer, with its nearness in "
        "meaning (1 is the same). The time is what a caller waits.");
    for (auto const& question : script_.questions) best_answers_.push_back(ask_and_show(question));
}

std::string Demo::ask_and_show(Question const& question) {
    auto const found = search(question);
    terminal_.line();
    terminal_.line(terminal_.bold(padded(question.text, 56)) + terminal_.dim(words(found.time)));
    show_words(question);
    for (auto const& answer : found.answers) {
        show_answer(answer);
        if (has_expected(question, answer)) break;
    }
    return found.answers.front().at("id");
}

void Demo::show_words(Question const& question) const {
    std::string asked;
    for (auto const& word : spoken_.asked_with(question.text)) {
        if (spoken_.has(word)) give_up("\"" + question.text + "\" asks with \"" + word + "\", which was said");
        asked += (asked.empty() ? "" : ", ") + word;
    }
    terminal_.line(terminal_.dim("asked with: " + asked + "; of these were said: none"));
}

void Demo::show_answer(json const& answer) const {
    constexpr std::size_t most_lines = 3;
    auto const head = score_of(answer) + "  " + day_of(answer) + "  ";
    auto const text = wrapped(answer.at("memory").get<std::string>(), terminal_.width() - columns(head) - 4);
    for (std::size_t i = 0; i < std::min(most_lines, text.size()); ++i) {
        bool const cut = i + 1 == most_lines && text.size() > most_lines;
        terminal_.line((i == 0 ? head : std::string(columns(head), ' ')) + text[i] + (cut ? " ..." : ""));
    }
}

void Demo::kill_after_last_word() {
    terminal_.heading("3. It is killed (SIGKILL) the moment it has answered \"kept\"");
    auto const kept = server_->call_ok("add_memory", {{"text", script_.last_word}});
    server_->kill_hard();
    server_.reset();
    kept_ += kept.at("results").size();
    terminal_.line("told last: " + script_.last_word);
    terminal_.line(std::to_string(kept_) + " memories kept, server killed");
}

void Demo::ask_again() {
    terminal_.heading("4. Another server is started on the same folder and asked again");
    start();
    wait_for_model();
    auto const counted = count_memories();
    if (counted != kept_)
        give_up(std::to_string(kept_) + " memories before the kill, " + std::to_string(counted) + " after it");
    terminal_.line(std::to_string(kept_) + " memories before, " + std::to_string(counted) + " after");
    check_same_answers();
    ask_and_show(script_.last_question);
}

void Demo::check_same_answers() {
    for (std::size_t i = 0; i < script_.questions.size(); ++i) {
        auto const& question = script_.questions[i];
        if (search(question).answers.front().at("id") != best_answers_[i])
            give_up("\"" + question.text + "\" has another best answer after the restart");
    }
    terminal_.line(std::to_string(best_answers_.size()) + " questions asked again, the same best answers");
}

void Demo::stop() {
    server_->close_input();
    auto const ending = server_->wait_exit();
    if (ending.code != 0) give_up("the server did not end well when its input was closed: " + server_->stderr_text());
}

void Demo::extract() {
    terminal_.heading("5. A language model turns conversations into facts, and later ones change them");
    try {
        Extraction(server_path_, *model_, changes_).run();
    } catch (std::exception const& failure) {
        if (model_->was_named) throw;
        terminal_.note(std::string("It could not be shown with ") + model_->description + ". " + failure.what());
        terminal_.note("KEEPSAKE_LLM_PROVIDER=none leaves this part out.");
    }
}

void Demo::show_how_to_extract() const {
    terminal_.line();
    terminal_.note(
        "All this was without a language model. To see one make facts of conversations and keep them up to date: "
        "./run demo --llm http://127.0.0.1:11434/v1 MODEL (Ollama; any OpenAI-compatible address will do)");
}

Found Demo::search(Question const& question) {
    Stopwatch const watch;
    auto const reply =
        server_->call_ok("search_memory", {{"query", question.text}, {"limit", best_answers}, {"full", true}});
    Found found{.answers = reply.at("results"), .time = watch.elapsed()};
    check_searched(reply.at("not_searched"));
    if (found.answers.empty()) give_up("\"" + question.text + "\" brought nothing");
    check_expected(question, found.answers);
    return found;
}

void Demo::wait_for_model() {
    for (Stopwatch const watch;; std::this_thread::sleep_for(std::chrono::milliseconds(100))) {
        auto const reply = server_->call_ok("search_memory", {{"query", script_.last_question.text}});
        auto const& not_searched = reply.at("not_searched");
        if (not_searched.empty()) return;
        if (watch.elapsed() > patience_for_model) check_searched(not_searched);
    }
}

std::size_t Demo::count_memories() { return server_->call_ok("list_memories", {{"limit", 1}}).at("total"); }

void Demo::run() {
    terminal_.heading("Keepsake demo");
    terminal_.note(
        "A real server over stdio, on a folder removed afterwards. The embedding model runs inside it: no key, no "
        "network" +
        std::string(model_ ? ", up to part 5." : "."));
    tell();
    ask();
    kill_after_last_word();
    ask_again();
    stop();
    model_ ? extract() : show_how_to_extract();
    terminal_.heading(std::string(model_ ? "6" : "5") + ". Everything held. Add it to your own assistant");
    show_client_setup(terminal_, server_path_);
    if (!model_) return;
    terminal_.note(
        "To have them use the model: KEEPSAKE_LLM_BASE_URL, KEEPSAKE_LLM_MODEL and, where one is wanted, "
        "KEEPSAKE_LLM_API_KEY, in an object \"env\" beside \"command\".");
}

int run(std::vector<std::string> const& words) {
    auto const arguments = read_arguments(words);
    if (!arguments) {
        std::cerr << usage() << '\n';
        return 2;
    }
    auto model = chosen_model(arguments->model);
    if (!model) {
        std::cerr << model.error().message << '\n';
        return 2;
    }
    try {
        Demo(std::filesystem::canonical(arguments->server), read_script(arguments->conversation),
             read_changes_script(arguments->changes), std::move(model).value())
            .run();
        return 0;
    } catch (std::exception const& failure) {
        std::cerr << "\nThe demo failed: " << failure.what() << '\n';
        return 1;
    }
}

}  // namespace
}  // namespace keepsake::demo

int main(int count, char** values) { return keepsake::demo::run({values + 1, values + count}); }

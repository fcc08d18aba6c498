#include "search_time.h"

#include <algorithm>
#include <numeric>

#include "first_search.h"
#include "local_engine.h"
#include "local_model.h"
#include "sample_vectors.h"
#include "search_parts.h"
#include "support/data_sets.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t warm_up_count = 100;
constexpr std::size_t most_embedded = 10'000;
constexpr double goal_ms = 5;
constexpr double wider_goal_ms = 10;
constexpr std::size_t goal_memories = 10'000;

std::string pair_of(Samples const& samples) { return figure(samples.p50()) + " / " + figure(samples.p95()); }

/// Fewer where each takes long.
std::size_t question_count(std::size_t memories) { return memories > goal_memories ? 300 : 1'000; }

std::string percent(std::size_t part, std::size_t whole) {
    return figure(100.0 * static_cast<double>(part) / static_cast<double>(whole)) + " %";
}

/// One way of searching: its times, and how many questions led back to their text.
struct Way {
    Samples times;
    std::size_t found = 0;

    void ask(LocalEngine const& engine, SampleQuestion const& question) {
        auto const answer = timed(times, [&] { return engine.search(question.query); });
        found += has_source(answer, question) ? 1 : 0;
    }
};

class SearchTables {
public:
    explicit SearchTables(models::Embedder& model);
    void measure(std::size_t memories);
    void add_to(Report& report);

private:
    void add_whole(std::size_t memories, Way const& by_all, Way const& by_words);
    void add_parts(std::size_t memories, Samples const& whole, SearchParts const& parts);
    void remark_tokens(std::vector<SampleQuestion> const& questions);

    models::Embedder& model_;
    ModelVectors vectors_{model_, most_embedded};
    Table whole_{"Search, one user, ten results: ms; every question is embedded anew",
                 {"memories", "p50", "p95", "p95 / of 1,000", "found", "words only: p50", "p95", "found",
                  "with meaning : words only"}};
    Table parts_;
    Table first_{"First search of a user: ms, median",
                 {"memories", "whole", "reading rows", "building", "index MB", "by its own count"}};
    double base_p95_ = 0;
};

Table table_of_parts(models::Embedder& model) {
    std::vector<std::string> titles = {"memories"};
    for (auto& title : SearchParts(model).titles()) titles.push_back(std::move(title));
    titles.emplace_back("rest (p50)");
    return {"Parts of a search: ms, p50 / p95", std::move(titles)};
}

SearchTables::SearchTables(models::Embedder& model) : model_(model), parts_(table_of_parts(model)) {}

void SearchTables::measure(std::size_t memories) {
    Report::progress("search: embedding and storing " + grouped(memories) + " memories");
    testing::TemporaryDirectory const directory;
    LocalEngine engine(directory.path(), model_);
    LocalEngine const without_model(engine, no_model());
    SampleUser user(default_user, 7);
    user.store(engine.store(), memories, std::ref(vectors_));

    Report::progress("search: asking " + grouped(question_count(memories)) + " questions");
    for (auto const& question : user.questions(warm_up_count)) {
        (void)engine.search(question.query);
        (void)without_model.search(question.query);
    }
    Way by_all, by_words;
    SearchParts parts(model_);
    auto const questions = user.questions(question_count(memories));
    for (auto const& question : questions) {
        by_all.ask(engine, question);
        by_words.ask(without_model, question);
        parts.search(engine, question.query);
    }
    add_whole(memories, by_all, by_words);
    add_parts(memories, by_all.times, parts);
    if (memories == goal_memories) remark_tokens(questions);

    auto const first = measure_first_search(engine, directory.path(), model_, questions.front().query);
    first_.add({grouped(memories), figure(first.whole.p50()), figure(first.reading.p50()), figure(first.building.p50()),
                figure(static_cast<double>(first.heap_bytes) / 1e6), figure(static_cast<double>(first.bytes) / 1e6)});
}

void SearchTables::add_whole(std::size_t memories, Way const& by_all, Way const& by_words) {
    auto const p95 = by_all.times.p95();
    if (base_p95_ == 0) base_p95_ = p95;
    whole_.add({grouped(memories), figure(by_all.times.p50()),
                memories == goal_memories ? against_goal(p95, goal_ms, wider_goal_ms) : figure(p95),
                figure(p95 / base_p95_), memories > most_embedded ? "" : percent(by_all.found, by_all.times.size()),
                figure(by_words.times.p50()), figure(by_words.times.p95()),
                percent(by_words.found, by_words.times.size()), figure(by_all.times.p50() / by_words.times.p50())});
}

void SearchTables::add_parts(std::size_t memories, Samples const& whole, SearchParts const& parts) {
    std::vector<std::string> row = {grouped(memories)};
    double sum = 0;
    for (auto const* part : parts.all()) {
        row.push_back(pair_of(*part));
        sum += part->p50();
    }
    row.push_back(figure(std::max(0.0, whole.p50() - sum)));
    parts_.add(std::move(row));
}

/// Made-up words fall into more pieces than real ones do; so what real questions take is said too.
void SearchTables::remark_tokens(std::vector<SampleQuestion> const& questions) {
    Samples tokens, real_tokens, real_times;
    for (auto const& question : questions) tokens.add(static_cast<double>(token_count(question.query)));
    for (auto const& pair : testing::read_paraphrases().pairs) {
        real_tokens.add(static_cast<double>(token_count(pair.question)));
        std::vector<std::string> const texts = {pair.question};
        (void)timed(real_times, [&] { return model_.embed(texts, models::Urgency::waited_for, {}); });
    }
    parts_.remark("A question has " + pair_of(tokens) + " tokens, and is embedded twice when it names somebody. The " +
                  grouped(real_tokens.size()) + " English questions of tests/data have " + pair_of(real_tokens) +
                  ", to embed one takes " + pair_of(real_times) + " ms.");
}

void SearchTables::add_to(Report& report) {
    whole_.remark(
        "Found: the text that the question was made from is among the ten results. The vectors are the "
        "model's; beyond " +
        grouped(most_embedded) +
        " memories they are those of earlier texts, moved a little, with which no text is found.");
    first_.remark("The store is open and the model loaded; the rest of a first search is the search itself.");
    report.add(std::move(whole_));
    report.add(std::move(parts_));
    report.add(std::move(first_));
}

}  // namespace

void measure_search(Report& report) {
    SearchTables tables(local_model());
    for (std::size_t const memories : {1'000, 10'000, 100'000}) tables.measure(memories);
    tables.add_to(report);
}

}  // namespace keepsake::bench

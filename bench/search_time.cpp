#include "search_time.h"

#include <malloc.h>

#include <algorithm>

#include "local_engine.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t question_count = 1'000;
constexpr std::size_t warm_up_count = 100;
constexpr std::size_t results_wanted = 10;
constexpr double goal_ms = 2;
constexpr std::size_t goal_memories = 10'000;

struct Parts {
    Samples counter;
    Samples lease;
    Samples ranking;
    Samples texts;
};

struct FirstSearch {
    Samples whole;
    Samples reading;
    Samples building;
    std::size_t bytes = 0;       ///< as the index counts itself
    std::size_t heap_bytes = 0;  ///< as the allocator does
};

/// The same steps that a search consists of, one at a time.
void search_in_parts(LocalEngine& engine, std::string const& query, Parts& parts) {
    static auto const formula = memory::make_formula().value();
    auto const users = timed(parts.counter, [&] { return engine.store().users(default_user_filter()); });
    auto const index = timed(parts.lease, [&] { return engine.indexes().lease(users.front()); });
    std::vector<storage::DocumentId> documents(index->documents().size());
    for (std::size_t i = 0; i < documents.size(); ++i) documents[i] = static_cast<storage::DocumentId>(i);
    std::vector<memory::Candidates> const candidates = {{.index = *index, .documents = documents}};
    auto const best = timed(parts.ranking, [&] {
        memory::Question const question(query);
        memory::Ranking const ranking(question, candidates, formula.signals, formula.factors);
        return ranking.best(results_wanted, [](memory::Place const&) { return true; });
    });
    std::vector<std::pair<storage::RowId, int>> rows;
    for (auto const& entry : best) {
        auto const& document = index->documents()[documents[entry.place.candidate]];
        rows.emplace_back(document.row, document.version);
    }
    (void)timed(parts.texts, [&] { return engine.store().load_versions(rows); });
}

FirstSearch measure_first_search(LocalEngine& engine, std::filesystem::path const& directory,
                                 std::string const& query) {
    constexpr int runs = 7;
    FirstSearch first;
    auto const user = engine.store().users(default_user_filter()).front().row;
    for (int i = 0; i < runs; ++i) {
        LocalEngine const fresh(directory);
        (void)timed(first.whole, [&] { return fresh.search(query); });
        std::vector<storage::IndexedRow> rows;
        auto const keep = [&](storage::IndexedRow&& row) { rows.push_back(std::move(row)); };
        (void)timed(first.reading, [&] { return engine.store().read_changes(user, 0, keep); });
        auto const heap_before = ::mallinfo2().uordblks;
        auto const index = timed(first.building, [&] {
            storage::UserIndex built;
            for (auto const& row : rows) built.put(row);
            return built;
        });
        first.bytes = index.bytes();
        first.heap_bytes = ::mallinfo2().uordblks - heap_before;
    }
    return first;
}

class SearchTables {
public:
    void measure(std::size_t memories);
    void add_to(Report& report) {
        whole_.remark("Found: the text that the question was made from is among the ten results.");
        first_.remark("The store is open; the rest of a first search is the search itself.");
        report.add(std::move(whole_));
        report.add(std::move(parts_));
        report.add(std::move(first_));
    }

private:
    Table whole_{"Search, one user, ten results: ms", {"memories", "p50", "p95", "found", "p95 / p95 of 1,000"}};
    Table parts_{"Parts of a search: ms, p50 / p95",
                 {"memories", "change counter", "index lease", "question, ranking", "fetching texts", "rest (p50)"}};
    Table first_{"First search of a user: ms, median",
                 {"memories", "whole", "reading rows", "building", "index MB", "by its own count"}};
    double base_p95_ = 0;
};

std::string pair_of(Samples const& samples) { return figure(samples.p50()) + " / " + figure(samples.p95()); }

void SearchTables::measure(std::size_t memories) {
    Report::progress("search: storing " + grouped(memories) + " memories");
    testing::TemporaryDirectory const directory;
    LocalEngine engine(directory.path());
    SampleUser user(default_user, 7);
    user.store(engine.store(), memories);

    Report::progress("search: asking " + grouped(question_count) + " questions");
    for (auto const& question : user.questions(warm_up_count)) (void)engine.search(question.query);
    Samples whole;
    Parts parts;
    std::size_t found = 0;
    auto const questions = user.questions(question_count);
    for (auto const& question : questions) {
        (void)timed(whole, [&] { return engine.search(question.query); });
        search_in_parts(engine, question.query, parts);
        found += engine.finds(question) ? 1 : 0;
    }
    if (base_p95_ == 0) base_p95_ = whole.p95();
    auto const p95 = memories == goal_memories ? against_goal(whole.p95(), goal_ms) : figure(whole.p95());
    whole_.add({grouped(memories), figure(whole.p50()), p95,
                figure(100.0 * static_cast<double>(found) / static_cast<double>(question_count)) + " %",
                figure(whole.p95() / base_p95_)});
    auto const sum = parts.counter.p50() + parts.lease.p50() + parts.ranking.p50() + parts.texts.p50();
    parts_.add({grouped(memories), pair_of(parts.counter), pair_of(parts.lease), pair_of(parts.ranking),
                pair_of(parts.texts), figure(std::max(0.0, whole.p50() - sum))});

    auto const first = measure_first_search(engine, directory.path(), questions.front().query);
    first_.add({grouped(memories), figure(first.whole.p50()), figure(first.reading.p50()), figure(first.building.p50()),
                figure(static_cast<double>(first.heap_bytes) / 1e6), figure(static_cast<double>(first.bytes) / 1e6)});
}

}  // namespace

void measure_search(Report& report) {
    SearchTables tables;
    for (std::size_t const memories : {1'000, 10'000, 100'000}) tables.measure(memories);
    tables.add_to(report);
}

}  // namespace keepsake::bench

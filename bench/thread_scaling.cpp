#include "thread_scaling.h"

#include <array>
#include <atomic>
#include <future>
#include <optional>
#include <thread>

#include "local_engine.h"
#include "local_model.h"
#include "piped_server.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t stored_memories = 10'000;
constexpr std::size_t question_count = 1'000;
constexpr double seconds_measured = 2;
constexpr std::array<std::size_t, 3> thread_counts = {1, 2, 4};

/// What is searched with, and what another process does meanwhile.
struct Pace {
    std::string name;
    LocalEngine const& engine;
    /// Between two writes; negative: nothing is written.
    std::chrono::milliseconds pause;
};

/// Another process that adds one message after the other, from the constructor to finish().
class BackgroundWriter {
public:
    BackgroundWriter(std::filesystem::path const& directory, std::chrono::milliseconds pause)
        : server_(directory, Provider::local) {
        server_.send(handshake_lines());
        (void)server_.read_answer();
        wait_for_model(server_);
        writing_ = std::async(std::launch::async, [this, pause] { return write(pause); });
    }
    BackgroundWriter(BackgroundWriter const&) = delete;
    BackgroundWriter& operator=(BackgroundWriter const&) = delete;
    ~BackgroundWriter() { stop_ = true; }

    /// Writes per second.
    double finish() {
        stop_ = true;
        return writing_.get();
    }

private:
    double write(std::chrono::milliseconds pause) {
        SampleUser user("writer", 23);
        Stopwatch const watch;
        int writes = 0;
        while (!stop_) {
            server_.send(add_line(++writes, user.next_conversation(1)));
            (void)server_.read_answer();
            std::this_thread::sleep_for(pause);
        }
        return writes / watch.seconds();
    }

    std::atomic<bool> stop_ = false;
    PipedServer server_;
    std::future<double> writing_;
};

struct Searched {
    Samples searches;
    double seconds = 0;

    double rate() const { return static_cast<double>(searches.size()) / seconds; }
};

Samples search_for(double seconds, LocalEngine const& engine, std::vector<SampleQuestion> const& questions,
                   std::size_t first) {
    Samples samples;
    Stopwatch const watch;
    for (auto i = first; watch.seconds() < seconds; ++i) {
        (void)timed(samples, [&] { return engine.search(questions[i % questions.size()].query); });
    }
    return samples;
}

Searched search_with(std::size_t threads, LocalEngine const& engine, std::vector<SampleQuestion> const& questions) {
    std::vector<std::future<Samples>> searchers;
    Stopwatch const watch;
    for (std::size_t i = 0; i < threads; ++i) {
        auto const first = i * questions.size() / threads;
        searchers.push_back(std::async(std::launch::async,
                                       [&, first] { return search_for(seconds_measured, engine, questions, first); }));
    }
    Searched searched;
    for (auto& searcher : searchers) searched.searches.add(searcher.get());
    searched.seconds = watch.seconds();
    return searched;
}

}  // namespace

void measure_threads(Report& report) {
    testing::TemporaryDirectory const directory;
    LocalEngine engine(directory.path(), local_model());
    LocalEngine const without_model(engine, no_model());
    SampleUser user(default_user, 13);
    user.store(engine.store(), stored_memories, RandomVectors(13));
    auto const questions = user.questions(question_count);
    (void)search_for(.3, engine, questions, 0);
    (void)search_for(.3, without_model, questions, 0);

    Table table("Searches per second in one process, a user of " + grouped(stored_memories) + " memories",
                {"", "callers", "searches/s", ": 1 caller", "p50 ms", "p95 ms", "writes/s"});
    std::array<Pace, 4> const paces = {{{"nobody writes", engine, -1ms},
                                        {"another process writes", engine, 10ms},
                                        {"it writes without pause", engine, 0ms},
                                        {"nobody writes, words only", without_model, -1ms}}};
    for (auto const& [name, searched_engine, pause] : paces) {
        double of_one = 0;
        for (auto const threads : thread_counts) {
            Report::progress("threads: " + name + ", " + std::to_string(threads) + " callers");
            std::optional<BackgroundWriter> writer;
            if (pause >= 0ms) {
                writer.emplace(directory.path(), pause);
                std::this_thread::sleep_for(200ms);
            }
            auto const searched = search_with(threads, searched_engine, questions);
            if (threads == 1) of_one = searched.rate();
            table.add({threads == 1 ? name : "", std::to_string(threads), figure(searched.rate()),
                       figure(searched.rate() / of_one), figure(searched.searches.p50()),
                       figure(searched.searches.p95()), writer ? figure(writer->finish()) : ""});
        }
    }
    table.remark("Every question is embedded; the memories' vectors point anywhere.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench

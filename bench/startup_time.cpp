#include "startup_time.h"

#include "local_engine.h"
#include "piped_server.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t stored_memories = 1'000;
constexpr int runs = 20;
constexpr int warm_up_runs = 3;
constexpr double goal_ms = 30;
constexpr double goal_megabytes = 40;

struct Start {
    Samples answer;
    Samples megabytes;
};

/// From before exec to the answer of the last of the lines, all of which are sent at once.
void start(std::filesystem::path const& directory, std::string const& lines, int answers, Start& into) {
    Stopwatch const watch;
    PipedServer server(directory);
    server.send(lines);
    for (int i = 0; i < answers; ++i) (void)server.read_answer();
    into.answer.add(watch.elapsed());
    into.megabytes.add(server.resident_megabytes());
}

Start measure(std::filesystem::path const& directory, std::string const& lines, int answers) {
    Start ignored;
    for (int i = 0; i < warm_up_runs; ++i) start(directory, lines, answers, ignored);
    Start measured;
    for (int i = 0; i < runs; ++i) start(directory, lines, answers, measured);
    return measured;
}

Start measure_fresh(std::string const& lines, int answers) {
    Start measured;
    for (int i = 0; i < runs; ++i) {
        testing::TemporaryDirectory const directory;
        start(directory.path(), lines, answers, measured);
    }
    return measured;
}

}  // namespace

void measure_startup(Report& report) {
    testing::TemporaryDirectory const directory;
    SampleUser user(default_user, 3);
    {
        LocalEngine engine(directory.path());
        user.store(engine.store(), stored_memories);
    }
    auto const query = user.questions(1).front().query;
    auto const list = handshake_lines() + list_tools_line(1);
    auto const search = handshake_lines() + call_line(1, "search_memory", {{"query", query}});

    Report::progress("startup: starting the server " + std::to_string(runs) + " times for each line");
    auto const fresh = measure_fresh(list, 2);
    auto const listed = measure(directory.path(), list, 2);
    auto const searched = measure(directory.path(), search, 2);

    Table table("From exec to the answer, handshake and request sent at once; " + std::to_string(runs) + " starts",
                {"", "median ms", "p95 ms", "resident MB then"});
    auto const row = [&](std::string name, Start const& times) {
        table.add({std::move(name), against_goal(times.answer.p50(), goal_ms), figure(times.answer.p95()),
                   against_goal(times.megabytes.p50(), goal_megabytes)});
    };
    row("tools/list, no store yet", fresh);
    row("tools/list, " + grouped(stored_memories) + " memories", listed);
    table.add({"first search, " + grouped(stored_memories) + " memories", figure(searched.answer.p50()),
               figure(searched.answer.p95()), figure(searched.megabytes.p50())});
    report.add(std::move(table));
}

}  // namespace keepsake::bench

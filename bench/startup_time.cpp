#include "startup_time.h"

#include <stdexcept>

#include "local_engine.h"
#include "local_model.h"
#include "piped_server.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t stored_memories = 1'000;
constexpr int runs = 20;
constexpr int warm_up_runs = 3;
constexpr double list_goal_ms = 30;
constexpr double search_goal_ms = 400;

/// What is asked of a server that has just been started.
struct Request {
    std::string lines;
    Provider provider = Provider::local;
    bool needs_all_signals = false;
    bool forgets_compiled_model = false;
};

struct Start {
    Samples answer;
    Samples megabytes;
};

/// From before exec to the answer of the second of the lines, which are sent at once.
void start(std::filesystem::path const& directory, Request const& request, Start& into) {
    if (request.forgets_compiled_model) std::filesystem::remove_all(directory / "cache");
    Stopwatch const watch;
    PipedServer server(directory, request.provider);
    server.send(request.lines);
    (void)server.read_answer();
    auto const answer = server.read_answer();
    into.answer.add(watch.elapsed());
    into.megabytes.add(server.memory_use().now);
    if (request.needs_all_signals && !searched_by_all(answer))
        throw std::runtime_error("the first search did without meaning: " + answer);
}

Start measure(std::filesystem::path const& directory, Request const& request) {
    Start ignored;
    for (int i = 0; i < warm_up_runs; ++i) start(directory, request, ignored);
    Start measured;
    for (int i = 0; i < runs; ++i) start(directory, request, measured);
    return measured;
}

Start measure_fresh(Request const& request) {
    Start measured;
    for (int i = 0; i < runs; ++i) {
        testing::TemporaryDirectory const directory;
        start(directory.path(), request, measured);
    }
    return measured;
}

}  // namespace

void measure_startup(Report& report) {
    testing::TemporaryDirectory const directory;
    SampleUser user(default_user, 3);
    {
        LocalEngine engine(directory.path(), no_model());
        user.store(engine.store(), stored_memories, RandomVectors(3));
    }
    auto const list = handshake_lines() + list_tools_line(1);
    auto const search = handshake_lines() + search_line(1, user.questions(1).front().query);

    Report::progress("startup: starting the server " + std::to_string(runs) + " times for each line");
    Table table("From exec to the answer, handshake and request sent at once; " + std::to_string(runs) + " starts",
                {"", "median ms", "p95 ms", "resident MB then"});
    auto const row = [&](std::string name, Start const& times, double goal) {
        table.add({std::move(name), against_goal(times.answer.p50(), goal), against_goal(times.answer.p95(), goal),
                   figure(times.megabytes.p50())});
    };
    auto const stored = ", " + grouped(stored_memories) + " memories";
    row("tools/list, no store yet", measure_fresh({list}), list_goal_ms);
    row("tools/list" + stored, measure(directory.path(), {list}), list_goal_ms);
    row("first search" + stored + ", compiled model there",
        measure(directory.path(), {.lines = search, .needs_all_signals = true}), search_goal_ms);
    auto const compiling =
        measure(directory.path(), {.lines = search, .needs_all_signals = true, .forgets_compiled_model = true});
    table.add({"the same, the model is compiled first", figure(compiling.answer.p50()), figure(compiling.answer.p95()),
               figure(compiling.megabytes.p50())});
    row("first search" + stored + ", words only",
        measure(directory.path(), {.lines = search, .provider = Provider::none}), search_goal_ms);
    table.remark("The model is loaded behind the first answers. It is compiled at the first start on a data folder.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench

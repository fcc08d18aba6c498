#include "memory_use.h"

#include <array>
#include <stdexcept>

#include "local_engine.h"
#include "local_model.h"
#include "piped_server.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr int runs = 5;
constexpr double before_model_goal = 40;
constexpr double first_search_goal = 150;
constexpr std::size_t goal_memories = 1'000;

struct Held {
    Samples now;
    Samples peak;

    void add(MemoryUse const& use) {
        now.add(use.now);
        peak.add(use.peak);
    }
};

/// Each time a server of its own, right after the answer to initialize.
Held after_handshake(std::filesystem::path const& directory, Provider provider) {
    Held held;
    for (int i = 0; i < runs; ++i) {
        PipedServer server(directory, provider);
        server.send(handshake_lines());
        (void)server.read_answer();
        held.add(server.memory_use());
    }
    return held;
}

enum class CompiledModel { kept, made_anew };

/// Each time a server of its own, right after the answer to its first search.
Held after_search(std::filesystem::path const& directory, Provider provider, std::string const& query,
                  CompiledModel compiled = CompiledModel::kept) {
    Held held;
    for (int i = 0; i < runs; ++i) {
        if (compiled == CompiledModel::made_anew) std::filesystem::remove_all(directory / "cache");
        PipedServer server(directory, provider);
        server.send(handshake_lines());
        (void)server.read_answer();
        server.send(search_line(1, query));
        auto const answer = server.read_answer();
        if (provider == Provider::local && !searched_by_all(answer))
            throw std::runtime_error("the first search did without meaning: " + answer);
        held.add(server.memory_use());
    }
    return held;
}

/// A store that grows from one row of the table to the next.
class MemoryTable {
public:
    void measure_start();
    void measure(std::size_t memories);
    void add_to(Report& report);

private:
    void add(std::string name, Held const& held) {
        table_.add({std::move(name), figure(held.now.p50()), figure(held.peak.p50())});
    }
    void add(std::string name, Held const& held, double goal) {
        table_.add({std::move(name), against_goal(held.now.p50(), goal), figure(held.peak.p50())});
    }

    testing::TemporaryDirectory directory_;
    SampleUser user_{default_user, 29};
    RandomVectors vectors_{29};
    std::size_t stored_ = 0;
    Table table_{"The server in memory (VmRSS), median of " + std::to_string(runs) + " starts: MB",
                 {"", "then", "peak"}};
};

void MemoryTable::measure_start() {
    Report::progress("memory: starting the server");
    add("initialize answered, no model set", after_handshake(directory_.path(), Provider::none), before_model_goal);
    add("initialize answered, the model is being loaded", after_handshake(directory_.path(), Provider::local));
}

void MemoryTable::measure(std::size_t memories) {
    Report::progress("memory: storing and searching " + grouped(memories) + " memories");
    {
        LocalEngine engine(directory_.path(), no_model());
        user_.store(engine.store(), memories - stored_, std::ref(vectors_));
        stored_ = memories;
    }
    auto const query = user_.questions(1).front().query;
    auto const name = "first search, " + grouped(memories) + " memories";
    auto const search = [&](Provider provider, CompiledModel compiled) {
        return after_search(directory_.path(), provider, query, compiled);
    };
    add(name + ", words only", search(Provider::none, CompiledModel::kept));
    if (memories != goal_memories) {
        add(name, search(Provider::local, CompiledModel::kept));
        return;
    }
    auto const compiling = search(Provider::local, CompiledModel::made_anew);
    add(name, search(Provider::local, CompiledModel::kept), first_search_goal);
    add(name + ", the model is compiled first", compiling, first_search_goal);
}

void MemoryTable::add_to(Report& report) {
    table_.remark("Shared libraries are counted. Words only still holds the vectors that are stored.");
    report.add(std::move(table_));
}

}  // namespace

void measure_memory(Report& report) {
    MemoryTable table;
    table.measure_start();
    for (std::size_t const memories : {goal_memories, std::size_t{10'000}, std::size_t{100'000}})
        table.measure(memories);
    table.add_to(report);
}

}  // namespace keepsake::bench

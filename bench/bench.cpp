#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

#include "core/process.h"
#include "extraction_prompts.h"
#include "extraction_time.h"
#include "graph_recall.h"
#include "graph_time.h"
#include "http_load.h"
#include "machine.h"
#include "many_users.h"
#include "memory_use.h"
#include "report.h"
#include "search_time.h"
#include "soak.h"
#include "startup_time.h"
#include "thread_scaling.h"
#include "vector_search.h"
#include "write_rate.h"

namespace keepsake::bench {
namespace {

struct Measurement {
    std::string_view name;
    std::string_view what;
    bool by_default;
    void (*run)(Report&);
};

constexpr std::array<Measurement, 12> measurements = {{
    {"startup", "from exec to the answer of tools/list and to that of a first search", true, measure_startup},
    {"memory", "what the server holds in memory: without and with the model, with many memories", true, measure_memory},
    {"search", "one search of a user of 1,000, 10,000 and 100,000 memories, its parts, and words only", true,
     measure_search},
    {"threads", "searches per second of 1, 2 and 4 callers, also while another process writes", true, measure_threads},
    {"writes", "memories stored per second over stdio, by 1 and by 8 processes, with and without the model", true,
     measure_writes},
    {"http", "searching and adding over HTTP: one client against the engine itself, and 64 at once", true,
     measure_http},
    {"extraction", "searching and adding while a slow language model is asked", true, measure_extraction},
    {"questions", "how long the two questions about ten messages are", true, measure_prompts},
    {"graph", "questions about a graph of 100,000 relations, and that graph in memory", true, measure_graph},
    {"recall", "questions that need two facts, found without and with the graph", true, measure_graph_recall},
    {"vectors", "scanning 1,000,000 vectors, and lists instead (6 GB of memory)", false, measure_vectors},
    {"many_users", "a user of 10,000 memories alone and among 1,000,000 of 10,000 users (5 GB of disk)", false,
     measure_many_users},
}};

constexpr int wrong_usage = 2;

void explain(std::ostream& out) {
    out << "Usage: keepsake_bench [NAME...]\n\nWithout a name: all but vectors and many_users.\n\n";
    for (auto const& [name, what, by_default, run] : measurements) {
        out << "  " << name << std::string(12 - name.size(), ' ') << what << "\n";
    }
    out << "  all         everything\n"
           "\n  soak MINUTES [REQUESTS_PER_SECOND]\n"
           "              a server on HTTP under mixed traffic: what it holds, minute by minute\n";
}

/// Those that the words name, in the order of the list; empty when a word names none.
std::vector<Measurement> chosen(std::vector<std::string_view> const& names) {
    for (auto const name : names) {
        auto const is_it = [&](Measurement const& measurement) { return measurement.name == name; };
        if (name != "all" && std::none_of(measurements.begin(), measurements.end(), is_it)) return {};
    }
    auto const named = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    std::vector<Measurement> found;
    for (auto const& measurement : measurements) {
        bool const wanted = names.empty() ? measurement.by_default : named("all") || named(measurement.name);
        if (wanted) found.push_back(measurement);
    }
    return found;
}

int run(std::vector<std::string_view> const& names) {
    if (names == std::vector<std::string_view>{"--help"}) {
        explain(std::cout);
        return 0;
    }
    bool const is_soak = !names.empty() && names.front() == "soak";
    auto const wanted = is_soak ? std::vector<Measurement>{} : chosen(names);
    if (wanted.empty() && !is_soak) {
        explain(std::cerr);
        return wrong_usage;
    }
    if (auto const fault = build_fault(); !fault.empty()) {
        std::cerr << fault << "\n";
        return wrong_usage;
    }
    core::ignore_broken_pipes();
    spdlog::set_level(spdlog::level::warn);
    std::cout << machine_line() << std::endl;
    if (is_soak) return run_soak({names.begin() + 1, names.end()});
    Report report;
    Table surroundings("What else the machine did", {"", "seconds", "cores taken by others"});
    for (auto const& measurement : wanted) {
        OtherLoad const others;
        try {
            measurement.run(report);
        } catch (std::exception const& error) {
            report.failed(measurement.name, error.what());
        }
        surroundings.add({std::string(measurement.name), figure(others.seconds()), figure(others.cores())});
    }
    report.add(std::move(surroundings));
    report.print(std::cout);
    return report.complete() ? 0 : 1;
}

}  // namespace
}  // namespace keepsake::bench

int main(int count, char** words) {
    try {
        return keepsake::bench::run({words + 1, words + count});
    } catch (std::exception const& error) {
        std::cerr << "keepsake_bench: " << error.what() << "\n";
        return 1;
    }
}

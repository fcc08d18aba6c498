#include "graph_time.h"

#include <malloc.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "local_engine.h"
#include "memory/graph/graph.h"
#include "samples.h"
#include "stored_world.h"
#include "support/temporary_directory.h"
#include "vocabulary.h"

namespace keepsake::bench {
namespace {

using memory::GraphAnswer;
using memory::GraphPattern;

constexpr std::size_t question_count = 1'000;
constexpr std::size_t warm_up_count = 100;
constexpr std::size_t first_questions = 5;
constexpr std::size_t most_index_bytes = 512u << 20;
constexpr int widest_limit = 200;

/// A graph in this process over the store in a folder, put together as the server does it.
struct LocalGraph {
    explicit LocalGraph(std::filesystem::path const& directory) : store(directory, clock) {}

    core::SystemClock clock;
    storage::Store store;
    storage::GraphStore graph_store{store, clock};
    storage::IndexCache indexes{store, most_index_bytes};
    memory::Graph graph{store, graph_store, indexes, clock};
};

memory::GraphScope whole_scope() { return {default_user_filter(), default_user_filter(), {}}; }

/// Draws what is asked about from the world.
class Asker {
public:
    explicit Asker(testing::GeneratedWorld const& world) {
        std::set<storage::RowId> ends;
        for (auto const& relation : world.relations) {
            if (!relation.valid_to) ends.insert({relation.source, relation.target});
        }
        for (auto const row : ends) {
            auto const& entity = world.entities[static_cast<std::size_t>(row) - 1];
            names_.push_back(entity.name);
            names_of_type_[entity.type].push_back(entity.name);
        }
    }

    /// An entity of which something is said now.
    std::string any() { return one_of(random_, names_); }
    std::string any(std::string const& type) { return one_of(random_, names_of_type_.at(type)); }

    memory::GraphExploreRequest around(int depth) {
        memory::GraphExploreRequest request;
        request.scope = whole_scope();
        request.entity = any();
        request.depth = depth;
        return request;
    }

    memory::GraphExploreRequest way() {
        memory::GraphExploreRequest request;
        request.scope = whole_scope();
        request.entity = any("person");
        do request.to = any("person");
        while (request.to == request.entity);
        return request;
    }

    memory::GraphQueryRequest three_patterns() {
        std::vector<std::vector<GraphPattern>> const shapes = {
            {{any("person"), "knows", "?a"}, {"?a", "works_at", "?b"}, {"?b", "located_in", "?c"}},
            {{"?a", "works_at", any("organization")}, {"?a", "lives_in", "?b"}, {"?b", "located_in", "?c"}},
            {{"?a", "lives_in", any("place")}, {"?a", "knows", "?b"}, {"?b", "works_at", any("organization")}},
            {{any("person"), "knows", "?a"}, {"?a", "knows", "?b"}, {"?b", "uses", any("technology")}}};
        memory::GraphQueryRequest request;
        request.scope = whole_scope();
        request.patterns = one_of(random_, shapes);
        return request;
    }

    memory::GraphSearchRequest search() {
        std::vector<std::string> const queries = {any(), any("person") + " knows " + any("person"),
                                                  "Where does " + any("person") + " live and work?",
                                                  any("organization") + " " + any("place")};
        memory::GraphSearchRequest request;
        request.scope = whole_scope();
        request.query = one_of(random_, queries);
        return request;
    }

private:
    std::vector<std::string> names_;
    std::map<std::string, std::vector<std::string>> names_of_type_;
    Random random_{17};
};

/// One kind of question: its times with the limit that nobody names, and with the highest.
struct Kind {
    std::string name;
    double goal_ms;  ///< 0: none
    /// Asks another question; no limit: the usual one.
    std::function<GraphAnswer(std::optional<int>)> ask;
    Samples usual = {};
    Samples widest = {};
    std::size_t cut_short = 0;  ///< answers in which the budget was reached
};

template <typename Request>
Request limited(Request request, std::optional<int> limit) {
    request.limit = limit.value_or(request.limit);
    return request;
}

GraphAnswer value_of(core::Result<GraphAnswer> answer) {
    if (!answer) throw std::runtime_error(answer.error().message);
    return std::move(answer).value();
}

class GraphTables {
public:
    GraphTables();
    void measure();
    void measure_first();
    void add_to(Report& report);

private:
    std::vector<Kind> kinds(memory::Graph const& graph);
    void add(Kind const& kind);

    testing::TemporaryDirectory directory_;
    testing::GeneratedWorld world_ = testing::generated_world();
    Asker asker_{world_};
    Table questions_;
    Table first_{"The graph in memory",
                 {"first question: ms", "reading its rows", "building it", "MB", "by its own count"}};
};

GraphTables::GraphTables()
    : questions_("Questions about " + grouped(world_.relations.size()) + " relations of " +
                     grouped(world_.entities.size()) + " names: ms",
                 {"", "usual limit: p50", "p95", "limit 200: p50", "p95", "cut short"}) {
    Report::progress("graph: storing " + grouped(world_.relations.size()) + " relations");
    store_world(world_, directory_.path());
}

std::vector<Kind> GraphTables::kinds(memory::Graph const& graph) {
    auto const explore = [&](auto make) {
        return [&graph, make](std::optional<int> limit) { return value_of(graph.explore(limited(make(), limit))); };
    };
    auto const query = [&graph, this](std::optional<int> limit) {
        return value_of(graph.query(limited(asker_.three_patterns(), limit)));
    };
    auto const search = [&graph, this](std::optional<int> limit) {
        return graph.search(limited(asker_.search(), limit));
    };
    auto const in_the_past = [this] {
        auto request = asker_.around(2);
        request.scope.time.as_of = world_.now - std::chrono::hours(1);
        return request;
    };
    return {{"explore_graph, depth 2", 2, explore([this] { return asker_.around(2); })},
            {"explore_graph, depth 2, as_of", 0, explore(in_the_past)},
            {"explore_graph, depth 3", 10, explore([this] { return asker_.around(3); })},
            {"query_graph, three patterns", 10, query},
            {"explore_graph, to: shortest paths", 20, explore([this] { return asker_.way(); })},
            {"search_graph", 0, search}};
}

void GraphTables::measure() {
    LocalGraph const local(directory_.path());
    for (auto& kind : kinds(local.graph)) {
        Report::progress("graph: " + kind.name);
        for (std::size_t i = 0; i < warm_up_count; ++i) (void)kind.ask({});
        for (std::size_t i = 0; i < question_count; ++i) {
            auto const usual = timed(kind.usual, [&] { return kind.ask({}); });
            auto const widest = timed(kind.widest, [&] { return kind.ask(widest_limit); });
            kind.cut_short += usual.stopped || widest.stopped ? 1 : 0;
        }
        add(kind);
    }
}

void GraphTables::add(Kind const& kind) {
    auto const p95 = [&](Samples const& times) {
        return kind.goal_ms == 0 ? figure(times.p95()) : against_goal(times.p95(), kind.goal_ms);
    };
    questions_.add({kind.name, figure(kind.usual.p50()), p95(kind.usual), figure(kind.widest.p50()), p95(kind.widest),
                    grouped(kind.cut_short)});
}

std::size_t heap_bytes() {
    auto const heap = ::mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

void GraphTables::measure_first() {
    Samples whole, reading, building;
    std::size_t bytes = 0;
    std::size_t counted = 0;
    for (std::size_t i = 0; i < first_questions; ++i) {
        LocalGraph const local(directory_.path());
        local.store.open();
        (void)timed(whole, [&] { return value_of(local.graph.explore(asker_.around(1))); });
        std::vector<storage::EntityRow> entities;
        std::vector<storage::RelationRow> relations;
        auto const user = local.store.users(default_user_filter()).front().row;
        storage::ChangeTakers const take{[](storage::IndexedRow&&) {},
                                         [&](storage::EntityRow&& row) { entities.push_back(std::move(row)); },
                                         [&](storage::RelationRow&& row) { relations.push_back(std::move(row)); }};
        (void)timed(reading, [&] { return local.store.read_changes(user, 0, take); });
        auto const before = heap_bytes();
        auto const graph = timed(building, [&] {
            storage::UserGraph built;
            for (auto const& row : entities) built.put(row);
            for (auto const& row : relations) built.put(row);
            return built;
        });
        bytes = heap_bytes() - before;
        counted = graph.bytes();
    }
    first_.add({figure(whole.p50()), figure(reading.p50()), figure(building.p50()),
                figure(static_cast<double>(bytes) / 1e6), figure(static_cast<double>(counted) / 1e6)});
}

void GraphTables::add_to(Report& report) {
    questions_.remark(
        "1,000 questions of each kind and limit about entities drawn at random, hubs among them; with reading "
        "the relations of the answer from the store. Cut short: the budget of steps was reached.");
    first_.remark(
        "The store is open. The first question also builds the index of the 10,000 facts that say the relations.");
    report.add(std::move(questions_));
    report.add(std::move(first_));
}

}  // namespace

void measure_graph(Report& report) {
    GraphTables tables;
    tables.measure();
    tables.measure_first();
    tables.add_to(report);
}

}  // namespace keepsake::bench

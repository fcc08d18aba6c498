#include "http_load.h"

#include <array>
#include <functional>

#include "http_client.h"
#include "http_crowd.h"
#include "listening_server.h"
#include "local_engine.h"
#include "local_model.h"
#include "piped_server.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t stored_memories = 10'000;
constexpr std::size_t question_count = 1'000;
constexpr std::size_t questions_a_round = 100;
constexpr std::size_t warm_up_count = 50;
constexpr std::size_t add_rounds = 4;
constexpr std::size_t adds_a_round = 50;
constexpr std::array<CrowdPlan, 2> crowd_plans = {{{.searching = 64, .adding = 0}, {.searching = 60, .adding = 4}}};

/// One way to have the same thing done.
struct Way {
    std::string name;
    std::function<void(std::string const& query)> search;
    std::function<void(storage::Addition const& conversation)> add;  ///< none: not measured
    Samples searches = {};
    Samples adds = {};
};

struct Tables {
    Table searches{"search_memory, a user of " + grouped(stored_memories) + " memories, one client: ms",
                   {"", "p50", "p95", "p99", "p50 : engine", "p95 : engine"}};
    Table adds{"add_memory of one message, infer=false, to the same user, one client: ms",
               {"", "p50", "p95", "p99", "adds/s"}};
    Table crowds{"64 clients at once over HTTP, half of them in sessions, each without pause: ms",
                 {"", "searches/s", "p50", "p95", "p99", "longest", "least served : mean", "adds/s", "p50", "p95"}};
};

/// A server with the user's memories, its clients, and the engine on the same store in this process.
class HttpLoad {
public:
    explicit HttpLoad(Provider provider);
    void measure_one(Tables& tables);
    void measure_crowds(Tables& tables);

private:
    void search_each();
    void add_each();
    std::string name(std::string const& what) const {
        return provider_ == Provider::local ? what : what + ", words only";
    }

    Provider const provider_;
    testing::TemporaryDirectory const directory_;
    LocalEngine engine_;
    SampleUser user_{default_user, 41};
    std::vector<SampleQuestion> questions_;
    std::unique_ptr<ListeningServer> server_;
    std::unique_ptr<PipedServer> piped_;
    std::unique_ptr<HttpClient> modern_, session_;
    std::vector<Way> ways_;
    int last_id_ = 0;
};

HttpLoad::HttpLoad(Provider provider)
    : provider_(provider), engine_(directory_.path(), provider == Provider::local ? local_model() : no_model()) {
    user_.store(engine_.store(), stored_memories, RandomVectors(41));
    questions_ = user_.questions(question_count);
    server_ = std::make_unique<ListeningServer>(directory_.path(), provider);
    piped_ = std::make_unique<PipedServer>(directory_.path(), provider);
    piped_->send(handshake_lines());
    (void)piped_->read_answer();
    modern_ = std::make_unique<HttpClient>(server_->port(), Era::modern);
    session_ = std::make_unique<HttpClient>(server_->port(), Era::session);
    if (provider == Provider::local) {
        wait_for_model(*modern_);
        wait_for_model(*piped_);
    }

    auto const send = [this](std::string const& line) {
        piped_->send(line);
        (void)piped_->read_answer();
    };
    auto const over_http = [](HttpClient& client) {
        return std::pair(
            [&client](std::string const& query) {
                (void)client.call("search_memory", {{"query", query}});
            },
            [&client](storage::Addition const& said) { (void)client.call("add_memory", add_arguments(said)); });
    };
    auto const [modern_search, modern_add] = over_http(*modern_);
    auto const [session_search, session_add] = over_http(*session_);
    ways_ = {{"the engine, in this process", [this](auto const& query) { (void)engine_.search(query); }, {}},
             {"over stdio", [this, send](auto const& query) { send(search_line(++last_id_, query)); },
              [this, send](auto const& said) { send(add_line(++last_id_, said)); }},
             {"over HTTP, stateless", modern_search, modern_add},
             {"over HTTP, in a session", session_search, session_add}};
}

/// In turn, so that what else the machine does meets all of them alike.
void HttpLoad::search_each() {
    for (auto const& way : ways_) {
        for (std::size_t i = 0; i < warm_up_count; ++i) way.search(questions_[i].query);
    }
    for (std::size_t first = 0; first < questions_.size(); first += questions_a_round) {
        for (auto& way : ways_) {
            for (std::size_t i = first; i < first + questions_a_round; ++i) {
                Stopwatch const watch;
                way.search(questions_[i].query);
                way.searches.add(watch.elapsed());
            }
        }
    }
}

void HttpLoad::add_each() {
    for (std::size_t round = 0; round < add_rounds; ++round) {
        for (auto& way : ways_) {
            for (std::size_t i = 0; way.add && i < adds_a_round; ++i) {
                auto const said = user_.next_conversation(1);
                Stopwatch const watch;
                way.add(said);
                way.adds.add(watch.elapsed());
            }
        }
    }
}

void HttpLoad::measure_one(Tables& tables) {
    search_each();
    add_each();
    auto const& engine = ways_.front().searches;
    for (auto const& way : ways_) {
        auto const& searches = way.searches;
        tables.searches.add({name(way.name), figure(searches.p50()), figure(searches.p95()),
                             figure(searches.percentile(.99)), figure(searches.p50() / engine.p50()),
                             figure(searches.p95() / engine.p95())});
        if (!way.add) continue;
        tables.adds.add({name(way.name), figure(way.adds.p50()), figure(way.adds.p95()),
                         figure(way.adds.percentile(.99)), figure(1'000 / way.adds.mean())});
    }
}

void HttpLoad::measure_crowds(Tables& tables) {
    piped_.reset();
    for (auto const& plan : crowd_plans) {
        auto const crowd = ask_at_once(server_->port(), plan, questions_);
        auto const& searches = crowd.searches;
        auto const of_adds = [&](double value) { return plan.adding > 0 ? figure(value) : ""; };
        auto const what = std::to_string(plan.searching) + " search" +
                          (plan.adding > 0 ? ", " + std::to_string(plan.adding) + " add" : "");
        tables.crowds.add({name(what), figure(crowd.searches_per_second()), figure(searches.p50()),
                           figure(searches.p95()), figure(searches.percentile(.99)), figure(searches.percentile(1)),
                           figure(crowd.least_served()), of_adds(crowd.adds_per_second()), of_adds(crowd.adds.p50()),
                           of_adds(crowd.adds.p95())});
    }
}

void measure_with(Provider provider, Tables& tables) {
    std::string const with = provider == Provider::local ? "" : ", words only";
    Report::progress("http: storing " + grouped(stored_memories) + " memories" + with);
    HttpLoad load(provider);
    Report::progress("http: one client" + with);
    load.measure_one(tables);
    Report::progress("http: 64 clients" + with);
    load.measure_crowds(tables);
}

}  // namespace

void measure_http(Report& report) {
    Tables tables;
    measure_with(Provider::none, tables);
    try {
        measure_with(Provider::local, tables);
    } catch (std::exception const& error) {
        tables.searches.remark("With the model it was not measured: " + std::string(error.what()));
    }
    tables.searches.remark("All four are asked the same questions, in turn, " + grouped(questions_a_round) +
                           " at a time; the engine's answers are not made into JSON.");
    tables.crowds.remark("Clients and server share the machine. Each row: " + figure(crowd_plans[0].seconds) +
                         " s. Least served: the searches of the client with the fewest.");
    report.add(std::move(tables.searches));
    report.add(std::move(tables.adds));
    report.add(std::move(tables.crowds));
}

}  // namespace keepsake::bench

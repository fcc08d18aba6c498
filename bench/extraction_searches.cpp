#include "extraction_searches.h"

#include <array>
#include <functional>
#include <stdexcept>
#include <thread>

#include "asking_client.h"
#include "local_engine.h"
#include "local_model.h"
#include "model_replies.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"
#include "talking_users.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::size_t stored_memories = 10'000;
constexpr std::size_t jobs_at_once = 4;
/// Of each user one is worked on, one waits, and one is in its quiet window.
constexpr std::size_t conversations_ahead = 3 * jobs_at_once;
constexpr int rounds = 4;
constexpr double seconds_per_phase = 5;
constexpr std::size_t warm_up_count = 20;
constexpr auto model_delay = 1000ms;
constexpr double goal_ratio = 1.2;

/// What was seen in all phases of one kind.
struct Seen {
    Samples searches;
    double seconds = 0;
    std::size_t by_all = 0;  ///< searches in which every signal took part
};

struct Meanwhile {
    std::size_t jobs = 0;
    double questions_open = 0;  ///< put together over all seconds
};

/// One server, searched for its user while it does nothing else and while it extracts, in turn.
class Alternation {
public:
    Alternation(std::filesystem::path const& directory, Provider provider, std::vector<std::string> const& talkers,
                std::vector<SampleQuestion> const& questions)
        : questions_(questions), talking_(talkers), client_(started(directory, provider)) {}

    void run() {
        for (int round = 0; round < rounds; ++round) {
            finish_jobs();
            search(idle_);
            begin_jobs();
            auto const waited = model_.seconds_waited();
            auto const jobs = jobs_done();
            search(busy_, [this] { add_ahead(); });
            meanwhile_.questions_open += model_.seconds_waited() - waited;
            meanwhile_.jobs += jobs_done() - jobs;
        }
    }

    Seen const& idle() const { return idle_; }
    Seen const& busy() const { return busy_; }
    Meanwhile const& meanwhile() const { return meanwhile_; }

private:
    AskingClient started(std::filesystem::path const& directory, Provider provider) {
        configure_model(directory, model_);
        return {directory, provider};
    }
    void ask(Seen& seen) {
        auto const& question = questions_[asked_++ % questions_.size()].query;
        auto const answer = timed(seen.searches, [&] { return client_.call("search_memory", {{"query", question}}); });
        seen.by_all += searched_by_all(answer) ? 1 : 0;
    }
    void search(
        Seen& seen, std::function<void()> const& before_each = [] {}) {
        Seen warm_up;
        while (warm_up.searches.size() < warm_up_count) ask(warm_up);
        Stopwatch const watch;
        while (watch.seconds() < seconds_per_phase) {
            before_each();
            ask(seen);
        }
        seen.seconds += watch.seconds();
    }

    /// Adds at most one conversation; its answer is not waited for.
    void add_ahead() {
        if (added_ < model_.asked(extraction_name) + conversations_ahead) begin_add();
    }
    void begin_add() {
        adds_.push_back(client_.begin("add_memory", talking_.next_conversation()));
        ++added_;
    }
    void begin_jobs() {
        model_.answer_after(model_delay);
        while (added_ < model_.asked(extraction_name) + conversations_ahead) begin_add();
        while (model_.open() < jobs_at_once) std::this_thread::sleep_for(10ms);
    }
    void finish_jobs() {
        model_.answer_after(0ms);
        while (jobs_done() < added_) std::this_thread::sleep_for(50ms);
        // The vectors of what was said last.
        std::this_thread::sleep_for(1s);
    }

    std::size_t jobs_done() {
        for (auto const id : adds_) running_.push_back(AskingClient::content_of(client_.answer_to(id)).at("event_id"));
        adds_.clear();
        std::erase_if(running_, [&](std::string const& event) {
            auto const status = AskingClient::content_of(client_.call("get_event", {{"event_id", event}})).at("status");
            if (status == "FAILED") throw std::runtime_error("a conversation could not be extracted");
            return status == "SUCCEEDED";
        });
        return added_ - running_.size();
    }

    std::vector<SampleQuestion> const& questions_;
    TalkingUsers talking_;
    SlowModel model_{plausible_reply, 0ms};
    AskingClient client_;
    std::size_t asked_ = 0;
    std::size_t added_ = 0;
    std::vector<int> adds_;             ///< calls whose answers have not been read
    std::vector<std::string> running_;  ///< events
    Seen idle_, busy_;
    Meanwhile meanwhile_;
};

struct Pair {
    std::string name;
    Provider provider;
    std::vector<std::string> talkers;
};

void add_rows(Table& table, std::string const& name, Alternation const& alternation, bool is_goal) {
    auto const& idle = alternation.idle();
    auto const& busy = alternation.busy();
    auto const ratio = busy.searches.p95() / idle.searches.p95();
    auto const share = static_cast<double>(busy.by_all) / static_cast<double>(busy.searches.size());
    table.add({name, figure(idle.searches.p50()), figure(idle.searches.p95()), figure(busy.searches.p50()),
               figure(busy.searches.p95()), figure(busy.searches.p50() / idle.searches.p50()),
               is_goal ? against_goal(ratio, goal_ratio) : figure(ratio), grouped(busy.searches.size()),
               grouped(alternation.meanwhile().jobs), figure(alternation.meanwhile().questions_open / busy.seconds),
               figure(100 * share) + " %"});
}

}  // namespace

void measure_searches_meanwhile(Report& report) {
    Table table("Searches over stdio, a user of " + grouped(stored_memories) +
                    " memories, while conversations of 20 turns are extracted: ms",
                {"", "idle: p50", "p95", "extracting: p50", "p95", "p50 : idle", "p95 : idle", "searches", "jobs done",
                 "questions open", "by all signals"});
    std::vector<std::string> const others = {"ada", "ben", "cleo", "dan"};
    std::vector<std::string> const own = {default_user, "ben", "cleo", "dan"};
    std::array<Pair, 4> const pairs = {{{"conversations of four others", Provider::local, others},
                                        {"of the searching user and three others", Provider::local, own},
                                        {"of four others, words only", Provider::none, others},
                                        {"of the user and three others, words only", Provider::none, own}}};
    for (auto const& [name, provider, talkers] : pairs) {
        Report::progress("extraction: searching while it goes on, " + name);
        testing::TemporaryDirectory const directory;
        std::vector<SampleQuestion> questions;
        {
            LocalEngine engine(directory.path(), no_model());
            SampleUser user(default_user, 31);
            user.store(engine.store(), stored_memories, RandomVectors(31));
            questions = user.questions(1'000);
        }
        Alternation alternation(directory.path(), provider, talkers, questions);
        alternation.run();
        add_rows(table, name, alternation, provider == Provider::local);
    }
    table.remark("Both are measured in turn, " + std::to_string(rounds) + " times " + figure(seconds_per_phase) +
                 " s each. The model answers after about " + std::to_string(model_delay.count()) +
                 " ms; a job asks two. One search follows the other without pause.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench

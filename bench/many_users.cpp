#include "many_users.h"

#include <filesystem>
#include <optional>

#include "local_engine.h"
#include "machine.h"
#include "prepared_embedder.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr std::size_t measured_memories = 10'000;
constexpr std::size_t other_users = 9'900;
constexpr std::size_t memories_of_each_other = 100;
/// The measured user's conversations lie scattered over the whole file, as they would after years.
constexpr std::size_t others_between_conversations = 19;
constexpr std::size_t question_count = 2'000;
constexpr std::size_t warm_up_count = 200;
constexpr std::size_t first_searches = 7;
constexpr std::uint64_t seed = 11;
constexpr double goal_ratio = 1.5;
constexpr double needed_gigabytes = 5;

struct Times {
    Samples search;
    Samples first_search;
};

/// The same user alone and among many: everything is done in turns, so that a noisy moment meets both.
class Comparison {
public:
    void fill();
    void measure();
    void add_to(Report& report) const;

private:
    void fill_crowd(LocalEngine& engine, SampleUser& user);
    void ask(std::string const& query, std::size_t turn);

    testing::TemporaryDirectory alone_directory_;
    testing::TemporaryDirectory crowd_directory_;
    PreparedEmbedder embedder_{seed};
    RandomVectors vectors_{seed};
    std::vector<SampleQuestion> questions_;
    std::optional<LocalEngine> alone_engine_;
    std::optional<LocalEngine> crowd_engine_;
    Times alone_;
    Times crowd_;
    double fill_seconds_ = 0;
    std::int64_t bytes_ = 0;
};

void Comparison::fill() {
    alone_engine_.emplace(alone_directory_.path(), embedder_);
    SampleUser(default_user, seed).store(alone_engine_->store(), measured_memories, std::ref(vectors_));

    auto const total = measured_memories + other_users * memories_of_each_other;
    Report::progress("many_users: storing " + grouped(total) + " memories");
    crowd_engine_.emplace(crowd_directory_.path(), embedder_);
    Stopwatch const watch;
    SampleUser user(default_user, seed);
    fill_crowd(*crowd_engine_, user);
    fill_seconds_ = watch.seconds();
    bytes_ = crowd_engine_->store().statistics().bytes;
    questions_ = user.questions(question_count + warm_up_count);
}

void Comparison::fill_crowd(LocalEngine& engine, SampleUser& user) {
    auto left = measured_memories;
    for (std::size_t i = 0; i < other_users; ++i) {
        SampleUser other("user-" + std::to_string(i), seed + 1 + i);
        auto conversation = other.next_conversation(memories_of_each_other);
        vectors_(conversation);
        engine.store().add(conversation);
        if (i % others_between_conversations == 0) {
            left -= user.store_conversation(engine.store(), left, std::ref(vectors_));
        }
        if (i % 1'000 == 999) Report::progress("many_users: " + grouped(i + 1) + " users stored");
    }
    user.store(engine.store(), left, std::ref(vectors_));
}

void Comparison::measure() {
    Report::progress("many_users: asking " + grouped(question_count) + " questions of both");
    for (std::size_t i = 0; i < first_searches; ++i) {
        LocalEngine const alone(alone_directory_.path(), embedder_);
        LocalEngine const crowd(crowd_directory_.path(), embedder_);
        (void)timed(alone_.first_search, [&] { return alone.search(questions_[i].query); });
        (void)timed(crowd_.first_search, [&] { return crowd.search(questions_[i].query); });
    }
    for (std::size_t i = 0; i < warm_up_count; ++i) {
        (void)alone_engine_->search(questions_[i].query);
        (void)crowd_engine_->search(questions_[i].query);
    }
    for (std::size_t i = warm_up_count; i < questions_.size(); ++i) ask(questions_[i].query, i);
}

void Comparison::ask(std::string const& query, std::size_t turn) {
    auto const ask_alone = [&] { (void)timed(alone_.search, [&] { return alone_engine_->search(query); }); };
    auto const ask_crowd = [&] { (void)timed(crowd_.search, [&] { return crowd_engine_->search(query); }); };
    if (turn % 2 == 0) ask_alone();
    ask_crowd();
    if (turn % 2 == 1) ask_alone();
}

void Comparison::add_to(Report& report) const {
    Table table("The same user of " + grouped(measured_memories) + " memories: ms, embedding left out",
                {"", "p50", "p95", "first search"});
    auto const row = [](std::string name, Times const& times) -> std::vector<std::string> {
        return {std::move(name), figure(times.search.p50()), figure(times.search.p95()),
                figure(times.first_search.p50())};
    };
    table.add(row("alone", alone_));
    table.add(row("among " + grouped(other_users) + " others", crowd_));
    table.add({"ratio", against_goal(crowd_.search.p50() / alone_.search.p50(), goal_ratio),
               against_goal(crowd_.search.p95() / alone_.search.p95(), goal_ratio),
               figure(crowd_.first_search.p50() / alone_.first_search.p50())});
    auto const memories = measured_memories + other_users * memories_of_each_other;
    table.remark("The store of " + grouped(memories) + " memories was filled in " + figure(fill_seconds_) + " s (" +
                 figure(static_cast<double>(memories) / fill_seconds_) + " memories/s) and has " +
                 figure(static_cast<double>(bytes_) / 1e6) +
                 " MB. The vectors of memories and questions point anywhere.");
    report.add(std::move(table));
}

}  // namespace

void measure_many_users(Report& report) {
    need_disk(needed_gigabytes);
    Comparison comparison;
    comparison.fill();
    comparison.measure();
    comparison.add_to(report);
}

}  // namespace keepsake::bench

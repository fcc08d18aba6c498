#include "soak.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <optional>
#include <thread>

#include "listening_server.h"
#include "local_engine.h"
#include "local_model.h"
#include "report.h"
#include "sample_vectors.h"
#include "soak_visitor.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t stored_memories = 2'000;
constexpr std::size_t visitor_count = 6;
constexpr double default_rate = 25;
constexpr int warm_up_minutes = 2;
constexpr int wrong_usage = 2;
constexpr std::size_t lines_shown = 20;
constexpr auto between_looks = 1s;
/// After which the server forgets a session.
constexpr auto session_idle = 30min;

struct Plan {
    int minutes = 0;
    double rate = default_rate;
};

std::optional<Plan> read_plan(std::vector<std::string_view> const& words) {
    Plan plan;
    auto const read = [](std::string_view word, auto& number) {
        auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        return error == std::errc() && end == word.data() + word.size() && number > 0;
    };
    bool const is_read = (words.size() == 1 || words.size() == 2) && read(words[0], plan.minutes) &&
                         (words.size() == 1 || read(words[1], plan.rate));
    return is_read ? std::optional(plan) : std::nullopt;
}

/// What the server holds, seen once a second.
struct Holding {
    Samples megabytes, own, descriptors, threads;

    void look(ListeningServer const& server) {
        auto const use = server.memory_use();
        megabytes.add(use.now);
        own.add(use.own);
        descriptors.add(static_cast<double>(server.descriptors()));
        threads.add(static_cast<double>(server.threads()));
    }
    std::vector<std::string> row(std::string name) const {
        return {std::move(name), figure(megabytes.p50()), figure(own.p50()), figure(descriptors.p50()),
                figure(threads.p50())};
    }
};

double megabytes_in(std::filesystem::path const& directory) {
    double bytes = 0;
    for (auto const& entry : std::filesystem::directory_iterator(directory)) {
        if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
    }
    return bytes / 1e6;
}

std::vector<std::string> lines_in(std::filesystem::path const& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    return lines;
}

class Soak {
public:
    explicit Soak(Plan const& plan);
    /// Whether all went well.
    bool run();

private:
    std::vector<SampleQuestion> store() const;
    void watch_minute(int minute);
    void let_everybody_go();
    void print_counts() const;
    bool conclude();
    std::size_t count_memories() const;
    void print_row(std::vector<std::string> const& cells) const;

    Plan const plan_;
    testing::TemporaryDirectory const directory_;
    std::filesystem::path const data_ = directory_.path() / "data";
    std::filesystem::path const log_ = directory_.path() / "log";
    std::vector<SampleQuestion> const questions_;
    ListeningServer server_;
    SoakTally tally_;
    SoakPace pace_;
    std::vector<Holding> minutes_;
    Holding before_, afterwards_;
    std::size_t memories_before_ = 0;
    std::size_t memories_after_ = 0;
};

Soak::Soak(Plan const& plan)
    : plan_(plan), questions_(store()), server_(data_, Provider::none, log_), pace_(plan.rate, 60.0 * plan.minutes) {}

std::vector<SampleQuestion> Soak::store() const {
    std::filesystem::create_directory(data_);
    LocalEngine engine(data_, no_model());
    SampleUser user(default_user, 43);
    user.store(engine.store(), stored_memories, RandomVectors(43));
    return user.questions(1'000);
}

std::size_t Soak::count_memories() const {
    HttpClient client(server_.port(), Era::modern);
    auto const answer = nlohmann::json::parse(client.call("list_memories", {{"limit", 1}}));
    return answer.at("result").at("structuredContent").at("total");
}

void Soak::print_row(std::vector<std::string> const& cells) const {
    for (auto const& cell : cells) std::cout << std::setw(12) << cell;
    std::cout << std::endl;
}

void Soak::watch_minute(int minute) {
    Holding holding;
    Stopwatch const watch;
    while (watch.seconds() < 60) {
        std::this_thread::sleep_for(between_looks);
        holding.look(server_);
    }
    minutes_.push_back(holding);
    auto row = holding.row(std::to_string(minute));
    row.push_back(grouped(pace_.requests()));
    row.push_back(grouped(tally_.failures()));
    row.push_back(grouped(tally_.sessions_left_within(session_idle)));
    row.push_back(figure(megabytes_in(data_)));
    print_row(row);
}

bool Soak::run() {
    memories_before_ = count_memories();
    before_.look(server_);
    print_row({"minute", "RSS MB", "own MB", "descriptors", "threads", "requests", "errors", "left", "store MB"});
    {
        std::vector<std::unique_ptr<SoakVisitor>> visitors;
        std::vector<std::future<void>> running;
        for (std::size_t i = 0; i < visitor_count; ++i) {
            visitors.push_back(std::make_unique<SoakVisitor>(server_.port(), i, questions_, pace_, tally_));
            running.push_back(std::async(std::launch::async, [visitor = visitors.back().get()] { visitor->run(); }));
        }
        try {
            for (int minute = 1; minute <= plan_.minutes; ++minute) watch_minute(minute);
        } catch (...) {
            pace_.end();
            print_counts();
            throw;
        }
        for (auto& one : running) one.get();
    }
    let_everybody_go();
    return conclude();
}

void Soak::let_everybody_go() {
    memories_after_ = count_memories();
    for (int looks = 0; looks < 10; ++looks) {
        std::this_thread::sleep_for(between_looks);
        afterwards_.look(server_);
    }
}

void Soak::print_counts() const {
    for (auto const& [title, counts] : {std::pair("Done", tally_.done()), std::pair("Errors", tally_.failed())}) {
        Table counted(title, {});
        for (auto const& [what, count] : counts) counted.add({what, grouped(count)});
        if (counts.empty()) counted.remark("none");
        counted.print(std::cout);
    }
}

bool Soak::conclude() {
    bool const ended_well = server_.end();
    auto const said = lines_in(log_);
    auto const first = std::min(static_cast<std::size_t>(warm_up_minutes), minutes_.size() - 1);
    auto const middle = (first + minutes_.size() - 1) / 2;
    Table table("The server under " + figure(plan_.rate) + " requests a second, median of a minute",
                {"", "RSS MB", "own MB", "descriptors", "threads"});
    auto const add = [&](std::string const& name, std::size_t minute) {
        table.add(minutes_[minute].row(name + " (minute " + std::to_string(minute + 1) + ")"));
    };
    table.add(before_.row("nobody there yet"));
    add("start", first);
    add("middle", middle);
    add("end", minutes_.size() - 1);
    table.add(afterwards_.row("everybody gone"));
    table.remark("Own: what stands in no file. Left: sessions that were begun in the last " +
                 std::to_string(session_idle.count()) + " minutes and never ended. Memories before and after: " +
                 grouped(memories_before_) + ", " + grouped(memories_after_) + " (each of the " +
                 std::to_string(visitor_count) + " visitors keeps up to 20).");
    table.remark("The server wrote " + grouped(said.size()) + " lines on standard error and ended " +
                 (ended_well ? "by itself." : "BADLY."));
    table.print(std::cout);
    print_counts();
    Table last_words("Its last lines", {});
    for (auto line = said.size() - std::min(said.size(), lines_shown); line < said.size(); ++line) {
        last_words.remark(said[line]);
    }
    last_words.print(std::cout);
    std::cout.flush();
    return ended_well && tally_.failures() == 0;
}

}  // namespace

int run_soak(std::vector<std::string_view> const& words) {
    auto const plan = read_plan(words);
    if (!plan) {
        std::cerr << "Usage: keepsake_bench soak MINUTES [REQUESTS_PER_SECOND]\n";
        return wrong_usage;
    }
    return Soak(*plan).run() ? 0 : 1;
}

}  // namespace keepsake::bench

#include "write_rate.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <stdexcept>
#include <vector>

#include "local_engine.h"
#include "local_model.h"
#include "piped_server.h"
#include "sample_vectors.h"
#include "support/temporary_directory.h"

namespace keepsake::bench {
namespace {

constexpr double seconds_measured = 2;
constexpr int warm_up_calls = 5;
constexpr std::size_t many_processes = 8;

/// How one client writes.
struct Manner {
    std::string name;
    std::size_t messages_per_call;
    std::size_t calls_open;
    std::size_t stored_before;
    Provider provider = Provider::local;
};

struct Written {
    std::size_t memories = 0;
    double seconds = 0;
    Samples calls;
    std::int64_t without_vector = 0;  ///< though there is a model

    double rate() const { return static_cast<double>(memories) / seconds; }
};

/// One client with a server of its own; sends calls and keeps `calls_open` of them unanswered.
class Writer {
public:
    Writer(std::filesystem::path const& directory, Manner const& manner, std::uint64_t seed)
        : manner_(manner), user_("writer-" + std::to_string(seed), seed), server_(directory, manner.provider) {
        server_.send(handshake_lines());
        (void)server_.read_answer();
    }

    void warm_up() {
        if (manner_.provider == Provider::local) wait_for_model(server_);
        for (int i = 0; i < warm_up_calls; ++i) {
            server_.send(next_call());
            (void)server_.read_answer();
        }
    }

    Written write(double seconds) {
        Written written;
        Stopwatch const watch;
        for (std::size_t i = 1; i < manner_.calls_open; ++i) server_.send(next_call());
        while (watch.seconds() < seconds) {
            auto const call = next_call();
            (void)timed(written.calls, [&] {
                server_.send(call);
                return server_.read_answer();
            });
        }
        for (std::size_t i = 1; i < manner_.calls_open; ++i) (void)server_.read_answer();
        written.memories = (written.calls.size() + manner_.calls_open - 1) * manner_.messages_per_call;
        written.seconds = watch.seconds();
        return written;
    }

private:
    std::string next_call() { return add_line(++last_id_, user_.next_conversation(manner_.messages_per_call)); }

    Manner manner_;
    SampleUser user_;
    PipedServer server_;
    int last_id_ = 0;
};

/// All write to one store, for the same user, from the same moment on.
Written write_with(std::size_t processes, Manner const& manner) {
    testing::TemporaryDirectory const directory;
    {
        LocalEngine engine(directory.path(), no_model());
        SampleUser(default_user, 5).store(engine.store(), manner.stored_before, RandomVectors(5));
    }
    std::vector<std::unique_ptr<Writer>> writers;
    for (std::size_t i = 0; i < processes; ++i) {
        writers.push_back(std::make_unique<Writer>(directory.path(), manner, 100 + i));
        writers.back()->warm_up();
    }
    std::vector<std::future<Written>> running;
    for (auto const& writer : writers) {
        running.push_back(std::async(std::launch::async, [&writer] { return writer->write(seconds_measured); }));
    }
    Written all;
    for (auto& run : running) {
        auto const written = run.get();
        all.memories += written.memories;
        all.seconds = std::max(all.seconds, written.seconds);
        all.calls.add(written.calls);
    }
    if (manner.provider == Provider::local) {
        core::SystemClock const clock;
        all.without_vector = storage::Store(directory.path(), clock).count_texts_to_embed();
    }
    return all;
}

/// Single pages written and synchronised one after the other, in a file that has its size already, as the store's log
/// has: the most that single commits could reach.
Written write_pages() {
    constexpr std::size_t page_count = 1'000;
    testing::TemporaryDirectory const directory;
    auto const path = directory.path() / "pages";
    testing::FileDescriptor const file(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    std::string const page(4096, 'k');
    auto const put = [&](std::size_t place) {
        auto const offset = static_cast<off_t>(place % page_count * page.size());
        if (::pwrite(file.number(), page.data(), page.size(), offset) < 0) {
            throw std::runtime_error("the temporary directory cannot be written");
        }
    };
    for (std::size_t i = 0; i < page_count; ++i) put(i);
    ::fdatasync(file.number());
    Written written;
    Stopwatch const watch;
    while (watch.seconds() < seconds_measured) {
        Stopwatch const call;
        put(written.memories++);
        ::fdatasync(file.number());
        written.calls.add(call.elapsed());
    }
    written.seconds = watch.seconds();
    return written;
}

/// One manner with the model and, for the ratio, without.
void add_rows(Table& table, Manner manner) {
    double with_model = 0;
    for (auto const provider : {Provider::local, Provider::none}) {
        bool const local = provider == Provider::local;
        manner.provider = provider;
        Report::progress("writes: " + manner.name + (local ? "" : ", without the model"));
        auto const one = write_with(1, manner);
        auto const many = write_with(many_processes, manner);
        auto const calls = [&](Written const& written) {
            return manner.calls_open > 1 ? "" : figure(written.calls.p50()) + " / " + figure(written.calls.p95());
        };
        if (local) with_model = one.rate();
        table.add({local ? manner.name : "  the same, words only", figure(one.rate()), calls(one), figure(many.rate()),
                   calls(many), figure(many.rate() / one.rate()),
                   local ? "" : figure(one.rate() / with_model) + " times as many"});
        auto const without_vector = one.without_vector + many.without_vector;
        if (without_vector > 0) {
            table.remark(manner.name + ": " + grouped(static_cast<std::size_t>(without_vector)) +
                         " were stored without a vector, to be made later.");
        }
    }
}

}  // namespace

void measure_writes(Report& report) {
    std::array<Manner, 4> const manners = {{
        {"one message a call, one call after the other", 1, 1, 0},
        {"the same, into 10,000 memories", 1, 1, 10'000},
        {"one message a call, 64 calls open", 1, 64, 0},
        {"20 messages a call, one call after the other", 20, 1, 0},
    }};
    Table table("Memories stored per second over stdio, one store, one user, each with its vector",
                {"", "1 process", "ms a call p50 / p95", "8 processes", "ms a call p50 / p95", "8 : 1",
                 "words only, 1 process"});
    for (auto const& manner : manners) add_rows(table, manner);
    auto const disk = write_pages();
    table.remark("For comparison, single pages of 4 KiB written and synchronised: " + figure(disk.rate()) +
                 " a second, p50 " + figure(disk.calls.p50()) + " ms.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench

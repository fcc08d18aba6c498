#include "extraction_adds.h"

#include <array>

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

constexpr std::size_t stored_memories = 10'000;
constexpr std::size_t add_count = 200;
constexpr std::size_t warm_up_count = 10;
constexpr double goal_ms = 50;

struct Manner {
    std::string name;
    Provider provider;
    bool infer;
};

Samples add_conversations(Manner const& manner) {
    testing::TemporaryDirectory const directory;
    {
        LocalEngine engine(directory.path(), no_model());
        SampleUser(default_user, 37).store(engine.store(), stored_memories, RandomVectors(37));
    }
    SlowModel const model(plausible_reply, 1000ms);
    configure_model(directory.path(), model);
    AskingClient client(directory.path(), manner.provider);
    TalkingUsers talking({default_user, "ben", "cleo", "dan"});
    Samples warm_up, times;
    for (std::size_t i = 0; i < warm_up_count + add_count; ++i) {
        auto conversation = talking.next_conversation();
        conversation["infer"] = manner.infer;
        (void)timed(i < warm_up_count ? warm_up : times, [&] { return client.call("add_memory", conversation); });
    }
    return times;
}

}  // namespace

void measure_adds(Report& report) {
    Table table("add_memory of 20 messages with a language model configured, without waiting for it: ms",
                {"", "p50", "p95", "longest"});
    std::array<Manner, 3> const manners = {
        {{"extracted later", Provider::local, true},
         {"extracted later, words only", Provider::none, true},
         {"infer=false, for comparison: their vectors are made first", Provider::local, false}}};
    for (auto const& manner : manners) {
        Report::progress("extraction: adding conversations, " + manner.name);
        auto const times = add_conversations(manner);
        auto const longest = times.percentile(1);
        table.add({manner.name, figure(times.p50()), figure(times.p95()),
                   manner.infer ? against_goal(longest, goal_ms) : figure(longest)});
    }
    table.remark(grouped(add_count) + " calls, one after the other, for four users in turn, one of them with " +
                 grouped(stored_memories) + " memories; jobs run and vectors are made meanwhile.");
    report.add(std::move(table));
}

}  // namespace keepsake::bench

#include "http_crowd.h"

#include <functional>
#include <future>
#include <memory>

#include "http_client.h"
#include "piped_server.h"

namespace keepsake::bench {
namespace {

Era era_of(std::size_t client) { return client % 2 == 0 ? Era::modern : Era::session; }

/// What a client asks next.
using Ask = std::function<std::string(HttpClient&)>;

struct Member {
    std::unique_ptr<HttpClient> client;
    Ask ask;
};

std::vector<Samples> run(std::vector<Member> const& members, double seconds) {
    Stopwatch const watch;
    auto const work = [&](Member const& member) {
        Samples samples;
        while (watch.seconds() < seconds) (void)timed(samples, [&] { return member.ask(*member.client); });
        return samples;
    };
    std::vector<std::future<Samples>> running;
    for (auto const& member : members) running.push_back(std::async(std::launch::async, work, std::cref(member)));
    std::vector<Samples> done;
    for (auto& one : running) done.push_back(one.get());
    return done;
}

}  // namespace

Crowd ask_at_once(std::uint16_t port, CrowdPlan const& plan, std::vector<SampleQuestion> const& questions) {
    std::vector<Member> members;
    auto const join = [&](Ask ask) {
        members.push_back({std::make_unique<HttpClient>(port, era_of(members.size())), std::move(ask)});
    };
    for (std::size_t i = 0; i < plan.searching; ++i) {
        join([&, next = i * questions.size() / plan.searching](HttpClient& client) mutable {
            return client.call("search_memory", {{"query", questions[next++ % questions.size()].query}});
        });
    }
    for (std::size_t i = 0; i < plan.adding; ++i) {
        join([user = SampleUser("adding", 600 + i)](HttpClient& client) mutable {
            return client.call("add_memory", add_arguments(user.next_conversation(1)));
        });
    }

    auto const done = run(members, plan.seconds);
    Crowd crowd;
    crowd.seconds = plan.seconds;
    for (std::size_t i = 0; i < done.size(); ++i) {
        bool const searched = i < plan.searching;
        (searched ? crowd.searches : crowd.adds).add(done[i]);
        if (searched) crowd.searches_of_one.add(static_cast<double>(done[i].size()));
    }
    return crowd;
}

}  // namespace keepsake::bench

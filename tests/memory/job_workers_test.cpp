#include "memory/jobs/job_workers.h"

#include <future>
#include <latch>
#include <thread>

#include "memory/extraction_test.h"

namespace keepsake::memory {
namespace {

using namespace keepsake::testing;
using storage::EventStatus;

class JobWorkersTest : public ExtractionTest {
protected:
    void wait_for(storage::EventId const& id, std::string const& user = "ana") const {
        while (store_.find_event(id, all_of(user)).value().status != EventStatus::succeeded) std::this_thread::yield();
    }
    memory::AddRequest said_by(std::string const& user, std::string const& text) const {
        auto request = said({text});
        request.scope.user = user;
        return request;
    }
};

TEST_F(JobWorkersTest, TakeWhatWaitsAndWhatComes) {
    chat_.say(facts({"Ana lives in Porto"}));
    auto const before = submit(said({"I live in Porto."}));
    workers_.start();
    workers_.start();
    wait_for(before.event);
    chat_.say(facts({"Ben paints"}));
    auto const later = submit(said_by("ben", "I paint."));
    wait_for(later.event, "ben");
    EXPECT_EQ(fact_texts(), Texts{"Ana lives in Porto"});
    EXPECT_EQ(chat_.unsaid(), 0u);
}

TEST_F(JobWorkersTest, JobsOfTwoUsersRunAtOnce) {
    std::latch both(2);
    for (int i = 0; i < 2; ++i) {
        chat_.then([&both](models::ChatQuestion const&) {
            both.arrive_and_wait();
            return models::ChatReply{facts({}).dump()};
        });
    }
    auto const ana = submit(said({"I live in Porto."}));
    auto const ben = submit(said_by("ben", "I paint."));
    workers_.start();
    wait_for(ana.event);
    wait_for(ben.event, "ben");
}

TEST_F(JobWorkersTest, JobsOfOneUserRunOneAfterTheOther) {
    std::promise<void> go_on;
    chat_.then([go = go_on.get_future().share()](models::ChatQuestion const&) {
        go.wait();
        return models::ChatReply{facts({}).dump()};
    });
    auto const first = submit(said({"I live in Porto."}));
    auto const second = submit(said({"I paint."}, "s2"));
    workers_.start();
    while (chat_.questions().empty()) std::this_thread::yield();
    // Another process finds nothing to do for her.
    EXPECT_FALSE(queue_.lease("other", [](std::string const&) { return true; }));
    chat_.say(facts({}));
    go_on.set_value();
    wait_for(first.event);
    wait_for(second.event);
}

TEST_F(JobWorkersTest, AJobThatThrowsWaitsForAnotherTry) {
    auto const job = submit(said({"I live in Porto."}));
    workers_.start();
    while (!event(job.event).error) std::this_thread::yield();
    EXPECT_EQ(event(job.event).status, EventStatus::pending) << "the scripted model had nothing to say";
}

TEST_F(JobWorkersTest, APresenceEndsWithItsProcess) {
    Presence const mine(folder_.path());
    auto other = std::make_unique<Presence>(folder_.path());
    auto const name = other->name();
    EXPECT_TRUE(mine.is_alive(mine.name()));
    EXPECT_TRUE(mine.is_alive(name));
    EXPECT_FALSE(mine.is_alive("nobody"));
    other.reset();
    EXPECT_FALSE(mine.is_alive(name));
    // Of a process that was killed the file is left.
    std::ofstream(folder_.path() / "workers" / "killed.lock") << "";
    EXPECT_FALSE(mine.is_alive("killed"));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "workers" / "killed.lock"));
}

}  // namespace
}  // namespace keepsake::memory

// Several servers on one data directory. KEEPSAKE_TEST_WRITES is the number of writes of each.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <thread>

#include "e2e/answers.h"
#include "e2e/environment_number.h"
#include "e2e/server_test.h"

namespace keepsake::testing {
namespace {

/// One assistant with a server of its own that adds, updates and ends memories, and knows what must be left.
class Writer {
public:
    Writer(std::unique_ptr<ServerProcess> server, int number)
        : server_(std::move(server)), number_(number), random_(number) {}

    void write(int count) {
        try {
            for (int step = 0; step < count; ++step) write_one(step);
        } catch (std::exception const& refused) {
            failure = refused.what();
        }
    }

    ServerProcess& server() { return *server_; }

    std::map<std::string, std::string> expected;
    std::string failure;

private:
    void write_one(int step) {
        auto const text = "writer " + std::to_string(number_) + " step " + std::to_string(step);
        auto const choice = random_() % 10;
        if (choice < 6 || expected.empty()) add(text);
        else if (choice < 8) update(text);
        else end();
    }

    void add(std::string const& text) {
        auto const answer = server_->call_ok("add_memory", {{"text", text}});
        expected[ids(answer).at(0)] = text;
    }

    void update(std::string const& text) {
        auto const chosen = any();
        server_->call_ok("update_memory", {{"memory_id", chosen->first}, {"text", text}});
        chosen->second = text;
    }

    void end() {
        auto const chosen = any();
        server_->call_ok("delete_memory", {{"memory_id", chosen->first}});
        expected.erase(chosen);
    }

    std::map<std::string, std::string>::iterator any() {
        return std::next(expected.begin(), static_cast<std::ptrdiff_t>(random_() % expected.size()));
    }

    std::unique_ptr<ServerProcess> server_;
    int number_;
    std::mt19937 random_;
};

class ManyProcessesTest : public ServerTest {
protected:
    std::vector<std::unique_ptr<ServerProcess>> start_many(int count) {
        std::vector<std::unique_ptr<ServerProcess>> servers;
        for (int number = 0; number < count; ++number) servers.push_back(start());
        return servers;
    }

    static void write_at_once(std::deque<Writer>& writers, int writes) {
        std::vector<std::jthread> threads;
        for (auto& writer : writers) threads.emplace_back([&writer, writes] { writer.write(writes); });
    }

    static void expect_seen_by(ServerProcess& reader, std::map<std::string, std::string> const& expected) {
        auto const listed = list_all(reader);
        EXPECT_EQ(listed.size(), expected.size());
        for (auto const& hit : listed) {
            auto const known = expected.find(hit.at("id"));
            ASSERT_NE(known, expected.end()) << "nobody added " << hit;
            EXPECT_EQ(hit.at("memory"), known->second);
        }
    }
};

TEST_F(ManyProcessesTest, no_write_is_lost_or_refused) {
    std::deque<Writer> writers;
    for (int number = 0; number < 8; ++number) writers.emplace_back(start(), number);
    write_at_once(writers, environment_number("KEEPSAKE_TEST_WRITES", 150));

    std::map<std::string, std::string> expected;
    for (auto const& writer : writers) {
        EXPECT_EQ(writer.failure, "");
        expected.insert(writer.expected.begin(), writer.expected.end());
    }
    for (auto& writer : writers) expect_seen_by(writer.server(), expected);
    expect_seen_by(server(), expected);

    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 0) << doctor.output << doctor.errors;
}

TEST_F(ManyProcessesTest, what_one_writes_the_others_next_search_finds) {
    auto const servers = start_many(3);
    for (auto const& server : servers) server->call_ok("search_memory", {{"query", "nothing yet"}});
    for (int round = 0; round < 30; ++round) {
        auto const word = "marker" + std::to_string(round);
        auto const id = ids(servers[round % 3]->call_ok("add_memory", {{"text", "Remember " + word}})).at(0);
        for (auto const& other : servers) EXPECT_EQ(ids(other->call_ok("search_memory", {{"query", word}})), Words{id});
    }
}

TEST_F(ManyProcessesTest, what_one_changes_the_others_next_search_sees) {
    auto const servers = start_many(2);
    auto const id = ids(servers[0]->call_ok("add_memory", {{"text", "Remember apples"}})).at(0);
    EXPECT_EQ(texts(servers[1]->call_ok("search_memory", {{"query", "apples"}})), Words{"Remember apples"});
    servers[0]->call_ok("update_memory", {{"memory_id", id}, {"text", "Remember pears"}});
    EXPECT_EQ(texts(servers[1]->call_ok("search_memory", {{"query", "apples"}})), Words{});
    EXPECT_EQ(texts(servers[1]->call_ok("search_memory", {{"query", "pears"}})), Words{"Remember pears"});
    servers[0]->call_ok("delete_memory", {{"memory_id", id}});
    EXPECT_EQ(texts(servers[1]->call_ok("search_memory", {{"query", "pears"}})), Words{});
}

TEST_F(ManyProcessesTest, of_four_that_update_the_same_version_exactly_one_wins) {
    auto const servers = start_many(4);
    auto const id = ids(servers[0]->call_ok("add_memory", {{"text", "round 0"}})).at(0);
    for (int version = 1; version <= 25; ++version) {
        std::vector<Reply> replies;
        for (std::size_t writer = 0; writer < servers.size(); ++writer) {
            auto const text = "round " + std::to_string(version) + " writer " + std::to_string(writer);
            replies.push_back(servers[writer]->submit_call(
                "update_memory", {{"memory_id", id}, {"text", text}, {"expected_version", version}}));
        }
        Words winners;
        for (auto& reply : replies) {
            auto const result = tool_result(reply.wait());
            if (!result.value("isError", false)) {
                winners.push_back(result.at("structuredContent").at("memory"));
                continue;
            }
            EXPECT_TRUE(says(text_of(result), std::to_string(version)));
            EXPECT_TRUE(says(text_of(result), std::to_string(version + 1)));
        }
        ASSERT_EQ(winners.size(), 1U);
        auto const stored = servers[0]->call_ok("get_memory", {{"memory_id", id}});
        EXPECT_EQ(stored.at("memory"), winners[0]);
        EXPECT_EQ(stored.at("version"), version + 1);
    }
}

TEST_F(ManyProcessesTest, several_open_a_fresh_directory_at_once) {
    for (int round = 0; round < 5; ++round) {
        TemporaryDirectory const fresh;
        auto const on_fresh = launch({{"KEEPSAKE_DATA_DIR", (fresh.path() / "new" / "folder").string()}});
        std::deque<ServerProcess> servers;
        for (int number = 0; number < 4; ++number) servers.emplace_back(on_fresh);
        std::vector<std::jthread> threads;
        std::vector<std::string> failures(servers.size());
        for (std::size_t number = 0; number < servers.size(); ++number)
            threads.emplace_back([&server = servers[number], &failure = failures[number]] {
                try {
                    server.initialize();
                    server.call_ok("add_memory", {{"text", "hello"}});
                } catch (std::exception const& refused) {
                    failure = refused.what();
                }
            });
        threads.clear();
        EXPECT_EQ(failures, std::vector<std::string>(4));
        for (auto& server : servers) EXPECT_EQ(server.call_ok("list_memories").at("total"), 4);
    }
}

TEST_F(ManyProcessesTest, the_end_of_one_does_not_disturb_the_others) {
    auto const servers = start_many(3);
    servers[0]->call_ok("add_memory", {{"text", "one"}});
    servers[0]->close_input();
    EXPECT_EQ(servers[0]->wait_exit().code, 0);
    servers[1]->call_ok("add_memory", {{"text", "two"}});
    servers[1]->kill_hard();
    servers[2]->call_ok("add_memory", {{"text", "three"}});
    EXPECT_EQ(servers[2]->call_ok("list_memories").at("total"), 3);
    EXPECT_EQ(server().call_ok("list_memories").at("total"), 3);
}

TEST_F(ManyProcessesTest, many_open_requests_of_one_server_are_all_served) {
    std::vector<Reply> replies;
    for (int number = 0; number < 16; ++number)
        replies.push_back(server().submit_call("add_memory", {{"text", "number " + std::to_string(number)}}));
    for (auto& reply : replies) EXPECT_NO_THROW(structured_content(tool_result(reply.wait())));
    EXPECT_EQ(call_ok("list_memories").at("total"), 16);
}

}  // namespace
}  // namespace keepsake::testing

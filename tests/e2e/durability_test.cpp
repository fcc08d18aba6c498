// SIGKILL at random moments: what was acknowledged is there, nothing is half done.
// KEEPSAKE_TEST_KILLS is the number of kills, KEEPSAKE_TEST_SEED repeats a choice of moments.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <optional>
#include <random>

#include "e2e/answers.h"
#include "e2e/environment_number.h"
#include "e2e/server_test.h"

namespace keepsake::testing {
namespace {

enum class Change { add, update, end, erase };

/// One request of the stream and, if it came before the kill, its answer.
struct Operation {
    Change change;
    std::string target;  // the memory to update or end
    Words texts;         // what is added, or the one new text
    Reply reply;
    std::optional<Json> answer;
};

/// What must be known of one memory whose adding was acknowledged.
struct Expected {
    std::string text;
    bool ended = false;
    /// Set when a change was sent and never answered: it is there wholly or not at all.
    std::optional<Change> uncertain;
    std::string uncertain_text;
};

class DurabilityTest : public ServerTest {
protected:
    void round(int number) {
        user_ = "round" + std::to_string(number);
        expected_.clear();
        free_.clear();
        operations_.clear();
        auto const kill_after = 1 + random_() % 60;
        while (operations_.size() < kill_after) submit_one();
        spend_a_moment();
        server_process_->kill_hard();
        collect_the_rest();
        server_process_ = start();
        verify();
    }

    std::unique_ptr<ServerProcess> server_process_;
    std::mt19937 random_;

private:
    static constexpr std::size_t most_in_flight = 12;

    void submit_one() {
        if (operations_.size() - collected_upto() >= most_in_flight) collect(operations_[collected_upto()]);
        auto const choice = random_() % 10;
        if (choice < 6 || free_.empty()) return submit_add();
        auto const target = take_free();
        if (choice < 8) submit_update(target);
        else submit_deletion(target, choice == 8 ? Change::end : Change::erase);
    }

    void submit_add() {
        Json messages = Json::array();
        Words texts;
        auto const count = 1 + random_() % 5;
        for (std::size_t part = 0; part < count; ++part) {
            texts.push_back("operation " + std::to_string(operations_.size()) + " part " + std::to_string(part) +
                            std::string(random_() % 2000, '.'));
            messages.push_back({{"role", "user"}, {"content", texts.back()}});
        }
        auto reply = server_process_->submit_call("add_memory", {{"user_id", user_}, {"messages", messages}});
        operations_.push_back({Change::add, "", texts, std::move(reply), std::nullopt});
    }

    void submit_update(std::string const& target) {
        auto const text =
            "operation " + std::to_string(operations_.size()) + " updated" + std::string(random_() % 2000, '.');
        auto reply = server_process_->submit_call("update_memory", {{"memory_id", target}, {"text", text}});
        operations_.push_back({Change::update, target, {text}, std::move(reply), std::nullopt});
    }

    void submit_deletion(std::string const& target, Change change) {
        auto reply =
            server_process_->submit_call("delete_memory", {{"memory_id", target}, {"erase", change == Change::erase}});
        operations_.push_back({change, target, {}, std::move(reply), std::nullopt});
    }

    std::string take_free() {
        std::swap(free_[random_() % free_.size()], free_.back());
        auto id = free_.back();
        free_.pop_back();
        return id;
    }

    std::size_t collected_upto() const {
        auto const open = std::ranges::find_if(operations_, [](auto const& operation) { return !operation.answer; });
        return static_cast<std::size_t>(open - operations_.begin());
    }

    void collect(Operation& operation) {
        operation.answer = structured_content(tool_result(operation.reply.wait()));
        note(operation);
    }

    void collect_the_rest() {
        for (auto& operation : operations_) {
            if (operation.answer) continue;
            try {
                collect(operation);
            } catch (ServerGone const&) {
                note_uncertain(operation);
            }
        }
    }

    void note(Operation const& operation) {
        if (operation.change == Change::erase) expected_.erase(operation.target);
        if (operation.change == Change::end) expected_[operation.target].ended = true;
        if (operation.change == Change::update) {
            expected_[operation.target].text = operation.texts[0];
            free_.push_back(operation.target);
        }
        if (operation.change != Change::add) return;
        auto const ids = testing::ids(*operation.answer);
        ASSERT_EQ(texts(*operation.answer), operation.texts);
        for (std::size_t part = 0; part < ids.size(); ++part) {
            expected_[ids[part]] = {.text = operation.texts[part], .uncertain = std::nullopt, .uncertain_text = ""};
            free_.push_back(ids[part]);
        }
    }

    void note_uncertain(Operation const& operation) {
        if (operation.change == Change::add) return;
        auto& memory = expected_[operation.target];
        memory.uncertain = operation.change;
        if (operation.change == Change::update) memory.uncertain_text = operation.texts[0];
    }

    // A moment of random length in the middle of the server's work, measured in steps and not in time.
    void spend_a_moment() {
        auto const steps = random_() % 3'000'000;
        for (std::size_t step = 0; step < steps; ++step) asm volatile("");
    }

    void verify() {
        std::map<std::string, Json> stored;
        for (auto const& hit :
             list_all(*server_process_, {{"user_id", user_}, {"include_superseded", true}, {"full", true}}))
            stored[hit.at("id")] =
                server_process_->call_ok("get_memory", {{"memory_id", hit.at("id")}, {"history", true}});
        for (auto const& [id, expected] : expected_) {
            if (!stored.contains(id) && expected.uncertain == Change::erase) continue;
            ASSERT_TRUE(stored.contains(id)) << "lost: " << expected.text;
            verify_memory(stored[id], expected);
            stored.erase(id);
        }
        verify_unacknowledged_adds(stored);
    }

    static void verify_memory(Json const& stored, Expected const& expected) {
        auto const ended = stored.contains("valid_to");
        auto const text = stored.at("memory").get<std::string>();
        auto const changed = expected.uncertain == Change::update && text == expected.uncertain_text;
        auto const just_ended = expected.uncertain == Change::end && ended;
        EXPECT_TRUE(changed || text == expected.text) << text << " instead of " << expected.text;
        EXPECT_TRUE(just_ended || ended == expected.ended) << stored;

        auto const& history = stored.at("history");
        EXPECT_EQ(history.size(), stored.at("version").get<std::size_t>()) << stored;
        EXPECT_EQ(history.back().at("event") == "DELETE", ended) << stored;
        EXPECT_EQ(history.back().value(ended ? "old_memory" : "new_memory", ""), text) << stored;
    }

    void verify_unacknowledged_adds(std::map<std::string, Json> const& unexplained) {
        Words stored;
        for (auto const& [id, memory] : unexplained) stored.push_back(memory.at("memory"));
        for (auto const& operation : operations_) {
            if (operation.change != Change::add || operation.answer) continue;
            auto const there = std::ranges::count_if(
                operation.texts, [&](auto const& text) { return std::ranges::count(stored, text) == 1; });
            EXPECT_TRUE(there == 0 || there == std::ssize(operation.texts))
                << there << " of " << operation.texts.size() << " messages";
            for (auto const& text : operation.texts) std::erase(stored, text);
        }
        EXPECT_EQ(stored, Words{}) << "memories that nobody added";
    }

    std::string user_;
    std::map<std::string, Expected> expected_;
    Words free_;
    std::deque<Operation> operations_;
};

TEST_F(DurabilityTest, every_acknowledged_change_survives_and_none_is_half_done) {
    auto const kills = environment_number("KEEPSAKE_TEST_KILLS", 30);
    auto const seed = environment_number("KEEPSAKE_TEST_SEED", static_cast<int>(std::random_device()() >> 1));
    SCOPED_TRACE("KEEPSAKE_TEST_SEED=" + std::to_string(seed));
    random_.seed(static_cast<unsigned>(seed));
    server_process_ = start();
    for (int number = 0; number < kills && !HasFailure(); ++number) round(number);

    server_process_->close_input();
    server_process_->wait_exit();
    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 0) << doctor.output << doctor.errors;
}

}  // namespace
}  // namespace keepsake::testing

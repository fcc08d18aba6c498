// Messages that are wrong in ways nobody thought of: every request gets one answer, notifications none, and nothing breaks.

#include <gtest/gtest.h>

#include <set>

#include "core/worker_pool.h"
#include "e2e/environment_number.h"
#include "mcp/random_messages.h"
#include "mcp/recording_sink.h"
#include "mcp/server_of_everything.h"

namespace keepsake::mcp {
namespace {

using testing::environment_number;
using testing::RandomMessages;
using testing::RecordingSink;
using testing::ServerOfEverything;

constexpr std::size_t deepest = 200;

std::size_t depth(Json const& json) {
    std::size_t inside = 0;
    for (auto const& part : json.is_structured() ? json : Json::array()) inside = std::max(inside, depth(part));
    return json.is_structured() ? inside + 1 : 0;
}

bool is_request_id(Json const& id) { return id.is_string() || id.is_number_integer(); }

/// How many answers a message must get (JSON-RPC 2.0, sections 4 and 5).
std::size_t answers_due(Json const& message) {
    if (!message.is_object() || message.value("jsonrpc", Json()) != "2.0") return 1;
    if (!message.contains("method")) return message.contains("result") || message.contains("error") ? 0 : 1;
    bool const is_notification = message["method"].is_string() && !message.contains("id");
    return is_notification ? 0 : 1;
}

/// The same for a text, together with the ids that they may have.
struct Due {
    std::size_t answers = 1;
    std::multiset<std::string> ids = {};
};

Due due(std::string const& text, bool takes_arrays) {
    auto const read = Json::parse(text, nullptr, false);
    if (read.is_discarded() || text.find('\0') != std::string::npos || depth(read) > deepest) return {};
    bool const is_batch = read.is_array() && takes_arrays && !read.empty();
    auto const messages = is_batch ? read : Json::array({read});
    Due due{0};
    for (auto const& message : messages) {
        auto const answers = answers_due(message);
        due.answers += answers;
        if (answers > 0 && message.is_object() && message.contains("id") && is_request_id(message["id"]))
            due.ids.insert(message["id"].dump());
    }
    return due;
}

void expect_error(Json const& error) {
    ASSERT_TRUE(error.is_object()) << error;
    EXPECT_TRUE(error.value("code", Json()).is_number_integer()) << error;
    EXPECT_TRUE(error.value("message", Json()).is_string() && error["message"] != "") << error;
}

void expect_answer_is_right(Json const& answer) {
    ASSERT_TRUE(answer.is_object()) << answer;
    EXPECT_EQ(answer.value("jsonrpc", Json()), "2.0");
    ASSERT_TRUE(answer.contains("id"));
    EXPECT_TRUE(is_request_id(answer["id"]) || answer["id"].is_null());
    EXPECT_NE(answer.contains("result"), answer.contains("error"));
    EXPECT_EQ(answer.size(), 3u);
    if (answer.contains("error")) return expect_error(answer["error"]);
    EXPECT_TRUE(answer["result"].is_object() && !answer["id"].is_null());
}

class JsonRpcFuzzTest : public ::testing::TestWithParam<char const*> {
protected:
    /// What came of a text, on a connection of its own.
    struct Outcome {
        std::vector<Json> answers;
        bool is_busy = true;
        bool takes_arrays = false;
    };
    Outcome outcome_of(std::string const& text) {
        RecordingSink sink;
        auto const connection = std::make_shared<Connection>(sink);
        std::string const revision = GetParam();
        if (!revision.empty()) {
            server_.receive(connection, RandomMessages::handshake(revision).dump());
            EXPECT_EQ(sink.take().size(), 1u);
        }
        server_.receive(connection, text);
        EXPECT_TRUE(server_.wait_until_idle());
        // Streams of subscriptions are answered when they end.
        Server::close(*connection);
        Outcome outcome{{}, connection->is_busy(), revision == "2025-03-26"};
        for (auto const& message : sink.take()) collect(message, outcome.answers);
        return outcome;
    }

    int const cases_ = environment_number("KEEPSAKE_FUZZ_CASES", 5'000);
    RandomMessages random_{20261122};
    ServerOfEverything server_;

private:
    /// Without what the server says by itself.
    static void collect(Json const& message, std::vector<Json>& answers) {
        EXPECT_TRUE(Json::accept(to_line(message))) << message;
        if (message.is_array()) {
            EXPECT_FALSE(message.empty());
            answers.insert(answers.end(), message.begin(), message.end());
        } else if (message.contains("method")) {
            EXPECT_EQ(message.value("jsonrpc", Json()), "2.0");
            EXPECT_TRUE(message["method"].is_string() && message["params"].is_object()) << message;
        } else {
            answers.push_back(message);
        }
    }
};

TEST_P(JsonRpcFuzzTest, EveryRequestIsAnsweredOnce) {
    int succeeded = 0;
    for (int number = 0; number < cases_; ++number) {
        auto const text = random_.text();
        auto const outcome = outcome_of(text);
        auto expected = due(text, outcome.takes_arrays);
        EXPECT_EQ(outcome.answers.size(), expected.answers);
        for (auto const& answer : outcome.answers) {
            expect_answer_is_right(answer);
            succeeded += answer.contains("result") ? 1 : 0;
            if (answer["id"].is_null()) continue;
            auto const id = expected.ids.find(answer["id"].dump());
            EXPECT_NE(id, expected.ids.end()) << answer;
            if (id != expected.ids.end()) expected.ids.erase(id);
        }
        EXPECT_FALSE(outcome.is_busy);
        ASSERT_FALSE(HasFailure()) << "case " << number << ": " << text << "\ngot " << Json(outcome.answers).dump();
    }
    RecordProperty("succeeded", succeeded);
    EXPECT_GT(succeeded, cases_ / 20);
}

INSTANTIATE_TEST_SUITE_P(Revisions, JsonRpcFuzzTest, ::testing::Values("", "2024-11-05", "2025-03-26", "2025-11-25"),
                         [](auto const& revision) {
                             std::string name = revision.param[0] == 0 ? "without_handshake" : revision.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace keepsake::mcp

// The revisions with a handshake, and what JSON-RPC itself asks for.

#include <gtest/gtest.h>

#include "e2e/answers.h"
#include "e2e/server_test.h"

namespace keepsake::testing {
namespace {

Json with_id(Json id, std::string_view method, Json params = Json::object()) {
    return {{"jsonrpc", "2.0"}, {"id", std::move(id)}, {"method", method}, {"params", std::move(params)}};
}

Json initialize_params(std::string_view version) {
    return {{"protocolVersion", version},
            {"capabilities", Json::object()},
            {"clientInfo", {{"name", "raw"}, {"version", "0"}}}};
}

int error_code(Json const& response) { return response.value("/error/code"_json_pointer, 0); }

/// Speaks raw messages to a server that has not been initialized.
class ProtocolTest : public ServerTest {
protected:
    Json ask(Json const& message) {
        raw.send(message);
        return raw.next_message();
    }

    void expect_alive() {
        auto const pong = ask(with_id("alive", "ping"));
        EXPECT_EQ(pong.value("id", Json()), "alive") << pong;
        EXPECT_EQ(pong.value("result", Json()), Json::object()) << pong;
    }

    ServerProcess raw{launch()};
};

class LegacyRevision : public ProtocolTest, public ::testing::WithParamInterface<char const*> {};

TEST_P(LegacyRevision, is_echoed_by_initialize) {
    auto const result = raw.initialize(GetParam());
    EXPECT_EQ(result.at("protocolVersion"), GetParam());
    EXPECT_TRUE(result.at("capabilities").at("tools").is_object());
    EXPECT_TRUE(result.at("serverInfo").at("name").is_string());
    EXPECT_TRUE(result.at("serverInfo").at("version").is_string());
}

TEST_P(LegacyRevision, lists_and_calls_tools) {
    raw.initialize(GetParam());
    EXPECT_FALSE(raw.request("tools/list").at("result").at("tools").empty());
    EXPECT_EQ(raw.call_ok("list_memories").at("total"), 0);
}

INSTANTIATE_TEST_SUITE_P(all, LegacyRevision, ::testing::Values("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"),
                         [](auto const& revision) {
                             std::string name = revision.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST_F(ProtocolTest, initialize_with_an_unknown_revision_answers_the_newest_with_a_handshake) {
    EXPECT_EQ(ask(with_id(1, "initialize", initialize_params("1999-01-01")))["result"]["protocolVersion"],
              "2025-11-25");
    EXPECT_EQ(ask(with_id(2, "initialize", initialize_params("2026-07-28")))["result"]["protocolVersion"],
              "2025-11-25");
}

TEST_F(ProtocolTest, instructions_are_given_and_short_enough_for_every_client) {
    auto const instructions = raw.initialize().at("instructions").get<std::string>();
    EXPECT_FALSE(instructions.empty());
    EXPECT_LE(instructions.size(), 2048U);
}

TEST_F(ProtocolTest, tools_list_before_initialize_is_an_error_and_the_server_goes_on) {
    EXPECT_NE(error_code(ask(with_id(1, "tools/list"))), 0);
    EXPECT_TRUE(ask(with_id(2, "initialize", initialize_params("2025-11-25"))).contains("result"));
    raw.notify("notifications/initialized");
    EXPECT_TRUE(ask(with_id(3, "tools/list")).contains("result"));
}

TEST_F(ProtocolTest, ping_is_answered_before_and_after_initialize) {
    expect_alive();
    raw.initialize();
    expect_alive();
}

TEST_F(ProtocolTest, ids_come_back_with_the_type_they_were_sent_with) {
    for (Json const& id :
         {Json(7), Json("7"), Json(-3), Json(0), Json(""), Json(9007199254740993), Json("größe 🦊")}) {
        auto const response = ask(with_id(id, "ping"));
        EXPECT_EQ(response.at("id").dump(), id.dump());
        EXPECT_TRUE(response.contains("result")) << response;
    }
}

TEST_F(ProtocolTest, ids_that_are_neither_string_nor_whole_number_are_refused) {
    for (Json const& id : {Json(nullptr), Json(1.5), Json(true), Json::array(), Json::object()}) {
        auto const response = ask(with_id(id, "ping"));
        EXPECT_EQ(error_code(response), -32600) << response;
        EXPECT_TRUE(response.value("id", Json()).is_null()) << response;
    }
    expect_alive();
}

TEST_F(ProtocolTest, notifications_are_never_answered) {
    raw.initialize();
    raw.notify("notifications/initialized");
    raw.notify("notifications/of_some_later_revision", {{"a", 1}});
    raw.notify("notifications/cancelled", {{"requestId", "of no request"}});
    raw.notify("notifications/cancelled", Json::object());
    raw.notify("ping");
    raw.notify("tools/list");
    raw.notify("no/such/method");
    expect_alive();
    raw.close_input();
    EXPECT_EQ(raw.remaining_messages(), std::vector<Json>());
}

TEST_F(ProtocolTest, answers_to_questions_never_asked_are_ignored) {
    raw.send({{"jsonrpc", "2.0"}, {"id", 4}, {"result", Json::object()}});
    raw.send({{"jsonrpc", "2.0"}, {"id", "x"}, {"error", {{"code", 1}, {"message", "no"}}}});
    expect_alive();
    raw.close_input();
    EXPECT_EQ(raw.remaining_messages(), std::vector<Json>());
}

TEST_F(ProtocolTest, an_unknown_method_is_named_as_such) {
    raw.initialize();
    EXPECT_EQ(error_code(ask(with_id(1, "no/such/method"))), -32601);
    expect_alive();
}

TEST_F(ProtocolTest, what_is_no_request_is_refused) {
    raw.initialize();
    EXPECT_EQ(error_code(ask({{"id", 1}, {"method", "ping"}})), -32600);
    EXPECT_EQ(error_code(ask({{"jsonrpc", "1.0"}, {"id", 1}, {"method", "ping"}})), -32600);
    EXPECT_EQ(error_code(ask({{"jsonrpc", "2.0"}, {"id", 1}, {"method", 5}})), -32600);
    EXPECT_EQ(error_code(ask({{"jsonrpc", "2.0"}, {"id", 1}})), -32600);
    EXPECT_EQ(error_code(ask("a string")), -32600);
    EXPECT_EQ(error_code(ask(17)), -32600);
    expect_alive();
}

TEST_F(ProtocolTest, params_of_the_wrong_shape_are_refused) {
    raw.initialize();
    for (Json const& params : {Json("text"), Json::array({1}), Json(5)}) {
        auto const code = error_code(ask(with_id(1, "tools/call", params)));
        EXPECT_TRUE(code == -32602 || code == -32600) << code;
    }
    expect_alive();
}

TEST_F(ProtocolTest, an_unknown_tool_is_a_protocol_error) {
    raw.initialize();
    auto const response = ask(with_id(1, "tools/call", {{"name", "no_such_tool"}, {"arguments", Json::object()}}));
    EXPECT_EQ(error_code(response), -32602);
    EXPECT_TRUE(says(response["error"]["message"], "no_such_tool"));
    EXPECT_EQ(error_code(ask(with_id(2, "tools/call", Json::object()))), -32602);
}

TEST_F(ProtocolTest, a_tool_is_called_without_arguments) {
    raw.initialize();
    auto const response = ask(with_id(1, "tools/call", {{"name", "list_memories"}}));
    EXPECT_EQ(structured_content(tool_result(response)).at("total"), 0);
}

TEST_F(ProtocolTest, tools_list_refuses_a_cursor_it_never_gave) {
    raw.initialize();
    EXPECT_EQ(error_code(ask(with_id(1, "tools/list", {{"cursor", "nowhere"}}))), -32602);
    EXPECT_TRUE(ask(with_id(2, "tools/list", {{"cursor", ""}})).contains("result"));
}

TEST_F(ProtocolTest, a_batch_is_answered_as_a_batch_in_the_revision_that_has_them) {
    raw.initialize("2025-03-26");
    auto const answers = ask({with_id(1, "ping"),
                              {{"jsonrpc", "2.0"}, {"method", "notifications/x"}},
                              with_id("b", "ping"),
                              with_id(3, "no/such/method"),
                              "nonsense"});
    ASSERT_TRUE(answers.is_array()) << answers;
    std::map<std::string, Json> by_id;
    for (auto const& answer : answers) by_id.emplace(answer.value("id", Json()).dump(), answer);
    EXPECT_EQ(answers.size(), 4U) << answers;
    EXPECT_TRUE(by_id["1"].contains("result")) << answers;
    EXPECT_TRUE(by_id["\"b\""].contains("result")) << answers;
    EXPECT_EQ(error_code(by_id["3"]), -32601) << answers;
    EXPECT_EQ(error_code(by_id["null"]), -32600) << answers;
}

TEST_F(ProtocolTest, a_batch_of_notifications_is_not_answered_and_an_empty_one_is_refused) {
    raw.initialize("2025-03-26");
    raw.send(Json::array({{{"jsonrpc", "2.0"}, {"method", "notifications/x"}}}));
    EXPECT_EQ(error_code(ask(Json::array())), -32600);
    expect_alive();
    raw.close_input();
    EXPECT_EQ(raw.remaining_messages(), std::vector<Json>());
}

TEST_F(ProtocolTest, later_revisions_refuse_batches) {
    for (auto const* version : {"2025-06-18", "2025-11-25"}) {
        ServerProcess later(launch());
        later.initialize(version);
        later.send(Json::array({with_id(1, "ping")}));
        EXPECT_EQ(error_code(later.next_message()), -32600) << version;
        EXPECT_TRUE(later.request("ping").contains("result"));
    }
}

TEST_F(ProtocolTest, many_open_requests_are_all_answered) {
    raw.initialize();
    std::vector<Reply> replies;
    for (int number = 0; number < 100; ++number) replies.push_back(raw.submit("ping"));
    for (auto& reply : replies) EXPECT_EQ(reply.wait().at("result"), Json::object());
}

}  // namespace
}  // namespace keepsake::testing

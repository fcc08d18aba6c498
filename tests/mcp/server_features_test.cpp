#include "mcp/recording_channel.h"
#include "mcp/server_test.h"
#include "mcp/shelf.h"

namespace keepsake::mcp {
namespace {

using namespace keepsake::testing;

/// A server that also has resources and a prompt.
class ServerFeaturesTest : public ServerTest {
protected:
    ServerFeaturesTest() {
        prompts_.add(std::make_unique<EchoPrompt>());
        shelf_.put("shelf://a", "one");
        shelf_.put("shelf://asks", "asked");
    }
    Json say(Json message) {
        full_.receive(connection_, std::move(message), channel_);
        EXPECT_TRUE(pool_.wait_until_idle(std::chrono::minutes(1)));
        auto const answers = channel_->answers();
        EXPECT_EQ(answers.size(), 1u);
        if (answers.empty()) return nullptr;
        status_ = answers[0].http_status;
        return answers[0].message;
    }
    Json ask(std::string const& method, Json params = Json::object()) { return say(request(1, method, params)); }
    Json ask_modern(std::string const& method, Json params = Json::object()) {
        return say(request(1, method, modern(std::move(params))));
    }
    Json handshake() {
        return ask("initialize", {{"protocolVersion", "2025-11-25"}, {"capabilities", Json::object()}})["result"];
    }
    static int code(Json const& answer) { return answer.value("/error/code"_json_pointer, 0); }

    int status_ = 0;
    Shelf shelf_;
    PromptSet prompts_;
    std::shared_ptr<RecordingChannel> channel_ = std::make_shared<RecordingChannel>();
    Server full_{{"keepsake", "Keepsake", "1.2.3", "Use it."}, {tools_, &shelf_, &prompts_}, pool_, [] {}};
};

TEST_F(ServerFeaturesTest, SaysWhatItOffers) {
    auto const offered = handshake()["capabilities"];
    EXPECT_EQ(offered["resources"], Json({{"subscribe", true}, {"listChanged", true}}));
    for (auto const* const name : {"tools", "prompts", "completions", "logging"}) EXPECT_TRUE(offered.contains(name));
    EXPECT_EQ(ask_modern("server/discover")["result"]["capabilities"], offered);
    auto const less = initialize()["result"]["capabilities"];
    EXPECT_FALSE(less.contains("resources") || less.contains("prompts") || less.contains("completions"));
    EXPECT_EQ(error_code(request(5, "resources/list")), method_not_found);
}

TEST_F(ServerFeaturesTest, ListsResourcesPageByPage) {
    handshake();
    auto const first = ask("resources/list")["result"];
    EXPECT_EQ(first["resources"].size(), 2u);
    EXPECT_EQ(first["nextCursor"], "2");
    EXPECT_FALSE(ask("resources/list", {{"cursor", "2"}})["result"].contains("nextCursor"));
    EXPECT_EQ(code(ask("resources/list", {{"cursor", "3"}})), invalid_params);
    EXPECT_EQ(code(ask("resources/list", {{"cursor", 3}})), invalid_params);
    auto const modern_list = ask_modern("resources/list")["result"];
    EXPECT_EQ(modern_list["cacheScope"], "private");
    EXPECT_EQ(ask_modern("resources/templates/list")["result"]["cacheScope"], "public");
}

TEST_F(ServerFeaturesTest, AResourceIsReadOrUnknownInTheWordsOfItsEra) {
    handshake();
    EXPECT_EQ(ask("resources/read", {{"uri", "shelf://a"}})["result"]["contents"][0]["text"], "one");
    auto const legacy = ask("resources/read", {{"uri", "shelf://none"}});
    EXPECT_EQ(code(legacy), -32002);
    EXPECT_EQ(legacy["error"]["data"]["uri"], "shelf://none");
    auto const later = ask_modern("resources/read", {{"uri", "shelf://none"}});
    EXPECT_EQ(code(later), invalid_params);
    EXPECT_EQ(later["error"]["data"]["uri"], "shelf://none");
    EXPECT_EQ(code(ask("resources/read")), invalid_params);
}

TEST_F(ServerFeaturesTest, AsksOnlyWhoCanAnswerAndTakesTheAnswerBackWithItsState) {
    auto params = modern({{"uri", "shelf://asks"}});
    auto const refused = say(request(1, "resources/read", params));
    EXPECT_EQ(code(refused), -32021);
    EXPECT_EQ(status_, 400);
    EXPECT_TRUE(refused["error"]["data"]["requiredCapabilities"].contains("elicitation"));

    params["_meta"][meta::client_capabilities] = {{"elicitation", Json::object()}};
    auto const asked = say(request(2, "resources/read", params))["result"];
    EXPECT_EQ(asked["resultType"], "input_required");
    EXPECT_TRUE(asked["inputRequests"].contains("who"));

    params["inputResponses"] = {{"who", {{"action", "accept"}}}};
    params["requestState"] = asked["requestState"];
    EXPECT_EQ(say(request(3, "resources/read", params))["result"]["resultType"], "complete");
    params["requestState"] = asked["requestState"].get<std::string>() + "x";
    EXPECT_EQ(code(say(request(4, "resources/read", params))), invalid_params);
    params["requestState"] = 7;
    EXPECT_EQ(code(say(request(5, "resources/read", params))), invalid_params);
}

TEST_F(ServerFeaturesTest, APromptNeedsItsArguments) {
    handshake();
    EXPECT_EQ(ask("prompts/list")["result"]["prompts"][0]["name"], "echo");
    EXPECT_EQ(ask("prompts/get", {{"name", "echo"}, {"arguments", {{"word", "hm"}}}})["result"]["messages"][0]["word"],
              "hm");
    EXPECT_EQ(code(ask("prompts/get", {{"name", "echo"}})), invalid_params);
    EXPECT_EQ(code(ask("prompts/get", {{"name", "echo"}, {"arguments", {{"word", 1}}}})), invalid_params);
    EXPECT_EQ(code(ask("prompts/get", {{"name", "none"}})), invalid_params);
}

TEST_F(ServerFeaturesTest, ProposesAHundredValuesAtMostAndNothingForTheUnknown) {
    handshake();
    auto const argument = Json({{"name", "word"}, {"value", "h"}});
    auto const of_prompt = [&](char const* name) {
        return ask("completion/complete", {{"ref", {{"type", "ref/prompt"}, {"name", name}}}, {"argument", argument}});
    };
    EXPECT_EQ(of_prompt("echo")["result"]["completion"]["values"], Json({"word:h"}));
    EXPECT_TRUE(of_prompt("none")["result"]["completion"]["values"].empty());
    auto const found = ask("completion/complete", {{"ref", {{"type", "ref/resource"}, {"uri", "shelf://{name}"}}},
                                                   {"argument", argument}})["result"]["completion"];
    EXPECT_EQ(found["values"].size(), 100u);
    EXPECT_EQ(found["total"], 200);
    EXPECT_EQ(found["hasMore"], true);
}

TEST_F(ServerFeaturesTest, AClientHearsOnlyOfTheLevelItWants) {
    tools_.add(std::make_unique<ScriptedTool>("log",
                                              [](Json const&, CallContext const& context) {
                                                  context.log(LogLevel::debug, "small");
                                                  context.log(LogLevel::warning, "large");
                                                  return ToolResult::success({});
                                              }),
               ToolSet::Listing::unlisted);
    handshake();
    say(call(2, "log"));
    EXPECT_EQ(channel_->sent().size(), 1u) << "info and above, unless said otherwise";
    EXPECT_EQ(code(ask("logging/setLevel", {{"level", "loud"}})), invalid_params);
    ask("logging/setLevel", {{"level", "debug"}});
    say(call(3, "log"));
    EXPECT_EQ(channel_->sent().size(), 2u);
    ask_modern("tools/call", {{"name", "log"}});
    EXPECT_TRUE(channel_->sent().empty()) << "a modern request says so each time";
    auto params = modern({{"name", "log"}});
    params["_meta"][meta::log_level] = "warning";
    say(request(4, "tools/call", params));
    auto const sent = channel_->sent();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0]["params"], Json({{"level", "warning"}, {"data", "large"}}));
}

TEST_F(ServerFeaturesTest, AnUnknownModernMethodIsNotFoundOverHttp) {
    EXPECT_EQ(code(ask_modern("resources/subscribe", {{"uri", "a"}})), method_not_found);
    EXPECT_EQ(status_, 404);
    handshake();
    EXPECT_EQ(code(ask("subscriptions/listen")), method_not_found);
    EXPECT_EQ(status_, 200);
}

TEST_F(ServerFeaturesTest, AStreamOfNoticesIsAcknowledgedWithWhatIsHonoured) {
    auto const params = modern(
        {{"notifications",
          {{"toolsListChanged", true}, {"resourcesListChanged", true}, {"resourceSubscriptions", {"shelf://a", 5}}}}});
    full_.receive(connection_, request("s", "subscriptions/listen", params), channel_);
    ASSERT_TRUE(pool_.wait_until_idle(std::chrono::minutes(1)));
    auto const sent = channel_->sent();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0]["method"], "notifications/subscriptions/acknowledged");
    EXPECT_EQ(sent[0]["params"]["_meta"][meta::subscription_id], "s");
    EXPECT_EQ(sent[0]["params"]["notifications"],
              Json({{"resourcesListChanged", true}, {"resourceSubscriptions", {"shelf://a"}}}));
    Server::close(*connection_);
    EXPECT_EQ(channel_->answers().at(0).message["id"], "s");

    Json many = Json::array();
    for (int i = 0; i < 201; ++i) many.push_back("shelf://" + std::to_string(i));
    EXPECT_EQ(code(ask_modern("subscriptions/listen", {{"notifications", {{"resourceSubscriptions", many}}}})),
              invalid_params);
    EXPECT_TRUE(channel_->sent().empty()) << "refused before anything is promised";
}

TEST_F(ServerFeaturesTest, AModernRequestStandsInNoBatch) {
    ask("initialize", {{"protocolVersion", "2025-03-26"}});
    auto const answers = say(Json::array({request(1, "ping"), request("s", "subscriptions/listen", modern())}));
    ASSERT_TRUE(answers.is_array());
    ASSERT_EQ(answers.size(), 2u);
    for (auto const& one : answers) EXPECT_EQ(code(one), one["id"] == "s" ? invalid_request : 0) << one;
    EXPECT_FALSE(connection_->is_busy());
}

}  // namespace
}  // namespace keepsake::mcp

#include "models/openai_chat_test.h"

#include <atomic>
#include <thread>

namespace keepsake::models {
namespace {

/// A server that takes no request in which one of these stands, as long as it says why.
ScriptedHttpServer::Script not_taking(std::vector<std::pair<std::string, std::string>> const& reasons,
                                      int status = 400) {
    return [=](RecordedRequest const& request) {
        auto const body = Json::parse(request.body);
        for (auto const& [name, message] : reasons) {
            if (body.contains(name)) return refusing(status, message)(request);
        }
        return saying("taken")(request);
    };
}

TEST_F(OpenAiChatTest, SpeaksTheWireFormat) {
    EXPECT_EQ(reply(), "{\"facts\": []}");
    auto const seen = server_.requests().at(0);
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/chat/completions");
    EXPECT_EQ(seen.headers.at("authorization"), "Bearer sk-secret-key");
    EXPECT_EQ(seen.headers.at("content-type"), "application/json");
    EXPECT_EQ(
        Json::parse(seen.body),
        Json({{"model", "small"},
              {"messages",
               {{{"role", "system"}, {"content", question_.system}},
                {{"role", "user"}, {"content", question_.document}}}},
              {"temperature", 0},
              {"max_tokens", 1234},
              {"response_format",
               {{"type", "json_schema"},
                {"json_schema",
                 {{"name", "memory_extraction"}, {"strict", true}, {"schema", Json::parse(question_.schema)}}}}}}));
    EXPECT_NE(seen.body.find(R"({"title":"memory_extraction","type":"object","facts":1})"), std::string::npos)
        << "the schema keeps its order: " << seen.body;
}

TEST_F(OpenAiChatTest, WithoutAKeyNoneIsSentAndASlashAtTheEndOfTheAddressDoesNotMatter) {
    settings_.api_key = "";
    settings_.base_url += "/";
    EXPECT_EQ(reply(), "{\"facts\": []}");
    EXPECT_EQ(server_.requests().at(0).target, "/v1/chat/completions");
    EXPECT_FALSE(server_.requests().at(0).headers.contains("authorization"));
}

TEST_F(OpenAiChatTest, IsNamedAsThePersonNamedItAndByWhoServesIt) {
    EXPECT_EQ(chat().model(), "small");
    EXPECT_EQ(chat().provider(), "openai " + host_of(server_.address()));
}

TEST_F(OpenAiChatTest, BytesThatAreNoTextAreSentAsTheReplacementCharacter) {
    question_.document = "broken \xFF bytes";
    EXPECT_EQ(reply(), "{\"facts\": []}");
    EXPECT_EQ(body_of(0).at("messages").at(1).at("content"), "broken \uFFFD bytes");
}

TEST_F(OpenAiChatTest, AReplyThatWasCutSaysSoAndWhatItCost) {
    server_.follow([](RecordedRequest const&) { return chat_answer({{"content", "{\"fac"}}, "length"); });
    auto const reply = std::get<ChatReply>(ask());
    EXPECT_EQ(reply.text, "{\"fac");
    EXPECT_TRUE(reply.cut);
    EXPECT_EQ(reply.tokens.prompt, 11u);
    EXPECT_EQ(reply.tokens.completion, 7u);
}

TEST_F(OpenAiChatTest, AnEndpointWithoutSchemasGetsItInWordsAndIsNotAskedTwiceAgain) {
    for (auto const* const message :
         {"This response_format type is unavailable now", "json_schema is not supported by this model",
          "failed to compile the grammar", "This model has no Structured Outputs", "Invalid schema"}) {
        for (int const status : {400, 404, 422}) {
            server_.follow(not_taking({{"response_format", message}}, status));
            OpenAiChat fresh(client_, settings_, std::chrono::seconds(60), breakers_.of("x"));
            auto const before = request_count();
            EXPECT_TRUE(std::holds_alternative<ChatReply>(fresh.ask(question_, {}))) << message;
            EXPECT_TRUE(std::holds_alternative<ChatReply>(fresh.ask(question_, {}))) << message;
            EXPECT_EQ(request_count() - before, 3u) << message;
        }
    }
    auto const last = body_of(request_count() - 1);
    EXPECT_EQ(last.at("messages").at(0).at("content"),
              question_.system + "\n\nAnswer with JSON of this schema and with nothing else:\n" + question_.schema);
    EXPECT_EQ(last.at("temperature"), 0);
}

TEST_F(OpenAiChatTest, TheNameOfWhatIsNotTakenMayStandBesideTheMessage) {
    std::vector<std::string> const bodies = {
        R"({"detail": [{"loc": ["body", "response_format"], "msg": "Extra inputs are not permitted"}]})",
        R"({"error": {"message": "Unsupported value", "param": "response_format"}})",
        R"({"object": "error", "message": "no", "param": "response_format", "code": 400})"};
    for (auto const& body : bodies) {
        server_.follow([&](RecordedRequest const& request) {
            bool const named = Json::parse(request.body).contains("response_format");
            return named ? ScriptedAnswer::status(422, body) : saying("taken")(request);
        });
        OpenAiChat fresh(client_, settings_, std::chrono::seconds(60), breakers_.of("x"));
        EXPECT_TRUE(std::holds_alternative<ChatReply>(fresh.ask(question_, {}))) << body;
    }
}

TEST_F(OpenAiChatTest, AnEndpointWithoutTemperatureGetsNone) {
    server_.follow(not_taking({{"temperature", "'temperature' does not support 0 with this model."}}));
    EXPECT_EQ(reply(), "taken");
    EXPECT_FALSE(body_of(1).contains("temperature"));
    EXPECT_TRUE(body_of(1).contains("response_format"));
}

TEST_F(OpenAiChatTest, AnEndpointWithItsOwnNameForTheLimitGetsThat) {
    for (auto const* const message :
         {"'max_tokens' is not supported with this model.", "Use 'max_completion_tokens' instead."}) {
        server_.follow(not_taking({{"max_tokens", message}}));
        OpenAiChat fresh(client_, settings_, std::chrono::seconds(60), breakers_.of("x"));
        EXPECT_TRUE(std::holds_alternative<ChatReply>(fresh.ask(question_, {})));
        EXPECT_EQ(body_of(request_count() - 1).at("max_completion_tokens"), 1234);
    }
}

TEST_F(OpenAiChatTest, AnEndpointMayDifferInEverything) {
    server_.follow(not_taking({{"max_tokens", "Unsupported parameter: max_tokens"},
                               {"temperature", "temperature: no"},
                               {"response_format", "response_format: no"}}));
    EXPECT_EQ(reply(), "taken");
    EXPECT_EQ(request_count(), 4u);
    EXPECT_EQ(reply(), "taken");
    EXPECT_EQ(request_count(), 5u) << "it remembers";
}

TEST_F(OpenAiChatTest, ARefusalThatStaysEndsAndNothingIsLearnedFromIt) {
    server_.follow(refusing(400, "response_format, temperature and max_completion_tokens: all wrong"));
    EXPECT_EQ(failure().kind, ChatFailureKind::refused);
    EXPECT_EQ(request_count(), 2u);
    server_.follow(saying("taken"));
    EXPECT_EQ(reply(), "taken");
    EXPECT_TRUE(body_of(2).contains("response_format"));
    EXPECT_TRUE(body_of(2).contains("temperature"));
    EXPECT_TRUE(body_of(2).contains("max_tokens"));
}

TEST_F(OpenAiChatTest, AnErrorInsideAnAnswerTeachesToo) {
    server_.follow([](RecordedRequest const& request) {
        bool const named = Json::parse(request.body).contains("response_format");
        return named ? ScriptedAnswer::status(200, R"({"error": {"code": 400, "message": "no json_schema here"}})")
                     : saying("taken")(request);
    });
    EXPECT_EQ(reply(), "taken");
}

TEST_F(OpenAiChatTest, ManyThreadsMayAskAtOnce) {
    server_.follow(not_taking({{"response_format", "no schema"}, {"temperature", "no temperature"}}));
    auto& shared = chat();
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 10; ++n) right += std::holds_alternative<ChatReply>(shared.ask(question_, {}));
            });
        }
    }
    EXPECT_EQ(right, 80);
}

}  // namespace
}  // namespace keepsake::models

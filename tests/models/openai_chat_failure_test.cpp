#include <future>

#include "models/openai_chat_test.h"

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;
using Kind = ChatFailureKind;

TEST_F(OpenAiChatTest, ARefusalSaysWhichSettingToMend) {
    std::map<int, std::string> const ends = {
        {307, " answers with something else than a chat completion (HTTP status 307); check KEEPSAKE_LLM_BASE_URL."},
        {400, " refuses the request (HTTP status 400); check KEEPSAKE_LLM_MODEL."},
        {401, " refuses the key (HTTP status 401); set KEEPSAKE_LLM_API_KEY to a valid one."},
        {402,
         " wants to be paid (HTTP status 402); top up the account, or set KEEPSAKE_LLM_API_KEY to the key of another."},
        {403, " refuses the key (HTTP status 403); set KEEPSAKE_LLM_API_KEY to a valid one."},
        {404,
         " does not know the model \"small\" or the address (HTTP status 404); check KEEPSAKE_LLM_MODEL and "
         "KEEPSAKE_LLM_BASE_URL."},
        {413,
         " finds a conversation too long (HTTP status 413); set KEEPSAKE_LLM_MAX_PROMPT_TOKENS lower, or "
         "KEEPSAKE_LLM_MODEL to a model that reads longer texts."},
        {422, " refuses the request (HTTP status 422); check KEEPSAKE_LLM_MODEL."},
    };
    for (auto const& [status, end] : ends) {
        server_.follow(refusing(status, "so it is"));
        auto const refused = failure();
        EXPECT_EQ(refused.kind, status == 413 ? Kind::too_long : Kind::refused);
        EXPECT_EQ(refused.message, server_name() + end + " It says: \"so it is\"");
    }
    EXPECT_EQ(request_count(), ends.size()) << "none is asked again";
    server_.follow(refusing(400, "the maximum context length is 8192 tokens"));
    EXPECT_NE(failure().message.find(" finds a conversation too long (HTTP status 400); "), std::string::npos);
}

TEST_F(OpenAiChatTest, SettingsAreNamedAsThePersonNamedThem) {
    settings_.api_key = "";
    settings_.names = {"\"llm_model\" in config.json", "--llm-base-url", "KEEPSAKE_LLM_EXTRACTION_API_KEY"};
    server_.follow(refusing(401, ""));
    EXPECT_EQ(failure().message, server_name() +
                                     " wants a key (HTTP status 401); set KEEPSAKE_LLM_EXTRACTION_API_KEY to a valid "
                                     "one.");
    server_.follow(refusing(404, ""));
    EXPECT_TRUE(failure().message.ends_with("check \"llm_model\" in config.json and --llm-base-url."));
}

TEST_F(OpenAiChatTest, BusyAndFailingServersSayWhenToComeBack) {
    breakers_.of(settings_.base_url).succeeded();
    server_.follow(refusing(429, "slow down", {{"Retry-After", "7"}}));
    auto const busy = failure();
    EXPECT_EQ(busy.kind, Kind::busy);
    EXPECT_EQ(busy.retry_after, 7s);
    EXPECT_EQ(busy.message, server_name() +
                                " is busy or a limit of the account is reached (HTTP status 429); it is asked again "
                                "later. It says: \"slow down\"");
    breakers_.of(settings_.base_url).succeeded();
    server_.follow(refusing(503, "down"));
    auto const failing = failure();
    EXPECT_EQ(failing.kind, Kind::failing);
    EXPECT_EQ(failing.retry_after, std::nullopt);
    EXPECT_EQ(failing.message,
              server_name() + " has failed (HTTP status 503); it is asked again later. It says: \"down\"");
}

TEST_F(OpenAiChatTest, AnErrorInsideAnAnswerIsTreatedLikeItsStatus) {
    std::map<std::string, Kind> const kinds = {{R"({"error": {"code": 429, "message": "slow"}})", Kind::busy},
                                               {R"({"error": {"code": 502, "message": "slow"}})", Kind::failing},
                                               {R"({"error": {"code": 401, "message": "who?"}})", Kind::refused},
                                               {R"({"error": "what?"})", Kind::refused}};
    for (auto const& [body, kind] : kinds) {
        server_.follow([&](RecordedRequest const&) { return ScriptedAnswer::status(200, body); });
        EXPECT_EQ(failure().kind, kind) << body;
        breakers_.of(settings_.base_url).succeeded();
    }
}

TEST_F(OpenAiChatTest, AnAnswerWithoutAReplySaysWhatItIs) {
    auto const check =
        "; check that KEEPSAKE_LLM_BASE_URL is the address of an OpenAI-compatible server and KEEPSAKE_LLM_MODEL a "
        "model for conversations.";
    auto const other = "; if it stays so, set KEEPSAKE_LLM_MODEL to another model than \"small\".";
    struct Case {
        ScriptedAnswer answer;
        Kind kind;
        std::string message;
    };
    std::vector<Case> const cases = {
        {ScriptedAnswer::status(200, "<!doctype html><title>Sign in</title>"), Kind::unreadable,
         std::string(" answers with a web page") + check},
        {ScriptedAnswer::status(200, "{}"), Kind::unreadable,
         std::string(" answers with something else than a chat completion") + check},
        {chat_answer({{"content", ""}}), Kind::empty, std::string(" answers without a text") + other},
        {chat_answer({{"content", nullptr}, {"refusal", "never about my friend Ada"}}), Kind::declined,
         std::string(" answers that it will not answer this") + other},
    };
    for (auto const& expected : cases) {
        server_.follow([&](RecordedRequest const&) { return expected.answer; });
        auto const seen = failure();
        EXPECT_EQ(seen.kind, expected.kind);
        EXPECT_EQ(seen.message, server_name() + expected.message);
        EXPECT_EQ(seen.tokens.prompt, expected.kind == Kind::unreadable ? 0u : 11u);
    }
    EXPECT_EQ(request_count(), cases.size()) << "none of them opens the breaker";
}

TEST_F(OpenAiChatTest, NeitherTheKeyNorATextIsEverRepeated) {
    for (auto const* const words : {"Incorrect API key provided: sk-secret-key.", "Incorrect key: sk-sec*****",
                                    "cannot read 'a text that nobody else may read'", "near: t nobody else m"}) {
        for (int const status : {200, 400, 401, 404, 429, 503}) {
            server_.follow(refusing(status, words));
            auto const message = failure().message;
            EXPECT_EQ(message.find("It says"), std::string::npos) << message;
            EXPECT_EQ(message.find("sk-sec"), std::string::npos) << message;
            EXPECT_EQ(message.find("nobody"), std::string::npos) << message;
            breakers_.of(settings_.base_url).succeeded();
        }
    }
}

TEST_F(OpenAiChatTest, AServerThatCannotBeReachedIsNamedWithWhatToCheck) {
    settings_.base_url = ScriptedHttpServer(saying("")).address();
    auto const unreachable = failure();
    EXPECT_EQ(unreachable.kind, Kind::unreachable);
    EXPECT_EQ(unreachable.message,
              "No answer from the language model: " + host_of(settings_.base_url) +
                  " refused the connection. Check that it runs, that KEEPSAKE_LLM_BASE_URL is its address, and that "
                  "KEEPSAKE_LLM_TIMEOUT_MS gives it time enough.");
}

TEST_F(OpenAiChatTest, ABrokenConnectionAndALateAnswerAreUnreachable) {
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::raw(""); });
    EXPECT_EQ(failure().kind, Kind::unreachable);
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::stalled(); });
    OpenAiChat impatient(client_, settings_, 50ms, breakers_.of("x"));
    auto const late = std::get<ChatFailure>(impatient.ask(question_, {}));
    EXPECT_EQ(late.kind, Kind::unreachable);
    EXPECT_NE(late.message.find("did not answer within 50 ms."), std::string::npos) << late.message;
}

TEST_F(OpenAiChatTest, AnAddressThatIsNoneIsRefused) {
    settings_.base_url = "file:///etc";
    auto const refused = failure();
    EXPECT_EQ(refused.kind, Kind::refused);
    EXPECT_EQ(refused.message, "The address does not start with http:// or https:// and a host.");
}

TEST_F(OpenAiChatTest, AfterFailuresInARowNobodyIsAskedForAWhile) {
    server_.follow(refusing(503, "down"));
    EXPECT_EQ(failure().kind, Kind::failing);
    auto const reason = failure().message;
    EXPECT_EQ(request_count(), 2u);
    auto const resting = failure();
    EXPECT_EQ(resting.kind, Kind::resting);
    EXPECT_EQ(resting.message, reason);
    EXPECT_EQ(request_count(), 2u);
    now_ += 30s;
    EXPECT_EQ(failure().kind, Kind::failing) << "one tries";
    EXPECT_EQ(failure().kind, Kind::resting);
    EXPECT_EQ(request_count(), 3u);
    now_ += 30s;
    server_.follow(saying("back"));
    EXPECT_EQ(reply(), "back");
    EXPECT_EQ(reply(), "back");
}

TEST_F(OpenAiChatTest, EveryOutageCountsAndEveryOtherAnswerEndsTheRow) {
    std::vector<ScriptedAnswer> const others = {ScriptedAnswer::status(400, ""), ScriptedAnswer::status(200, "<html>"),
                                                chat_answer({{"content", ""}}), chat_answer({}, "content_filter"),
                                                chat_answer({{"content", "a"}})};
    for (auto const& other : others) {
        server_.follow(refusing(429, "slow down"));
        EXPECT_EQ(failure().kind, Kind::busy);
        server_.follow([&](RecordedRequest const&) { return other; });
        ask();
    }
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::cut_off("half an answer"); });
    EXPECT_EQ(failure().kind, Kind::unreachable);
    EXPECT_EQ(failure().kind, Kind::unreachable);
    EXPECT_EQ(failure().kind, Kind::resting);
}

TEST_F(OpenAiChatTest, ModelsAtOneAddressRestTogether) {
    OpenAiChat other(client_, settings_, 60s, breakers_.of(settings_.base_url + "/"));
    server_.follow(refusing(503, "down"));
    EXPECT_EQ(failure().kind, Kind::failing);
    EXPECT_EQ(failure().kind, Kind::failing);
    EXPECT_EQ(std::get<ChatFailure>(other.ask(question_, {})).kind, Kind::resting);
    OpenAiChat elsewhere(client_, settings_, 60s, breakers_.of("http://elsewhere"));
    EXPECT_EQ(std::get<ChatFailure>(elsewhere.ask(question_, {})).kind, Kind::failing);
}

TEST_F(OpenAiChatTest, AStopEndsAQuestionAndSaysNothingAboutTheServer) {
    server_.follow([](RecordedRequest const&) { return ScriptedAnswer::stalled(); });
    for (std::size_t asked = 1; asked <= 3; ++asked) {
        std::stop_source stop;
        auto& shared = chat();
        auto answer = std::async(std::launch::async, [&] { return shared.ask(question_, stop.get_token()); });
        server_.wait_for_requests(asked);
        stop.request_stop();
        auto const stopped = std::get<ChatFailure>(answer.get());
        EXPECT_EQ(stopped.kind, Kind::stopped);
        EXPECT_EQ(stopped.message, "The question to the language model was stopped.");
    }
    server_.follow(saying("on"));
    EXPECT_EQ(reply(), "on");
}

/// Breaks off instead of sending.
class ThrowingClient final : public HttpClient {
public:
    core::Result<HttpAnswer> send(HttpRequest const&, std::stop_token) override { throw std::bad_alloc(); }
};

TEST_F(OpenAiChatTest, ATryThatThrowsLeavesTheBreakerToTheNext) {
    auto& breaker = breakers_.of(settings_.base_url);
    breaker.failed("down");
    breaker.failed("down");
    now_ += 30s;
    ThrowingClient throwing;
    OpenAiChat broken(throwing, settings_, 60s, breaker);
    EXPECT_THROW(broken.ask(question_, {}), std::bad_alloc);
    EXPECT_EQ(reply(), "{\"facts\": []}");
}

}  // namespace
}  // namespace keepsake::models

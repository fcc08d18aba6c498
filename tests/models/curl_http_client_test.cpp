#include "models/curl_http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

#include "support/scripted_http_server.h"

namespace keepsake::models {
namespace {

using namespace std::chrono_literals;
using core::ErrorKind;
using testing::RecordedRequest;
using testing::ScriptedAnswer;
using testing::ScriptedHttpServer;

ScriptedAnswer echo(RecordedRequest const& request) { return ScriptedAnswer::status(200, request.body); }

HttpRequest post(std::string url, std::string body = "{}") {
    return {HttpMethod::post, std::move(url), {}, std::move(body)};
}

core::Error error_of(core::Result<HttpAnswer> const& result) {
    return result ? core::Error{ErrorKind::conflict, "an answer: " + result.value().body} : result.error();
}

/// An address of this machine where nobody listens any more.
std::string deserted_address() { return ScriptedHttpServer(echo).address(); }

/// The proxy of this process, and of no other test.
class ProxyVariable {
public:
    explicit ProxyVariable(std::string const& address) {
        for (auto const* const other : {"all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) ::unsetenv(other);
        ::setenv("http_proxy", address.c_str(), 1);
    }
    ProxyVariable(ProxyVariable const&) = delete;
    ProxyVariable& operator=(ProxyVariable const&) = delete;
    ~ProxyVariable() { ::unsetenv("http_proxy"); }
};

TEST(CurlHttpClient, SendsWhatItIsToldAndHandsOverWhatComes) {
    ScriptedHttpServer const server([](RecordedRequest const&) {
        return ScriptedAnswer::status(207, "the answer", {{"Retry-After", " 7 "}, {"X-Empty", ""}});
    });
    CurlHttpClient client;
    HttpRequest const request{HttpMethod::post,
                              server.address() + "/v1/path?a=b",
                              {{"Authorization", "Bearer k"}, {"Content-Type", "application/json"}},
                              std::string("{\"a\":\0}", 7)};
    auto const answer = client.send(request, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer.value().status, 207);
    EXPECT_EQ(answer.value().body, "the answer");
    EXPECT_EQ(answer.value().headers.at("retry-after"), "7");
    EXPECT_EQ(answer.value().headers.at("x-empty"), "");
    auto const seen = server.requests().at(0);
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/v1/path?a=b");
    EXPECT_EQ(seen.headers.at("authorization"), "Bearer k");
    EXPECT_EQ(seen.headers.at("content-type"), "application/json");
    EXPECT_EQ(seen.body, request.body);
}

TEST(CurlHttpClient, GetsWithoutABody) {
    ScriptedHttpServer const server(echo);
    CurlHttpClient client;
    auto const answer = client.send({HttpMethod::get, server.address() + "/models", {}, ""}, {});
    EXPECT_EQ(answer.value().body, "");
    EXPECT_EQ(server.requests().at(0).method, "GET");
}

TEST(CurlHttpClient, KeepsTheConnectionForTheNextRequest) {
    ScriptedHttpServer const server(echo);
    CurlHttpClient client;
    for (auto const* const body : {"first", "second", "third"})
        EXPECT_EQ(client.send(post(server.address(), body), {}).value().body, body);
    EXPECT_EQ(server.requests().back().earlier_on_connection, 2u);
}

TEST(CurlHttpClient, AKeptConnectionThatTheServerHasGivenUpIsReplaced) {
    ScriptedHttpServer const server([](RecordedRequest const& request) {
        return request.earlier_on_connection > 0 ? ScriptedAnswer::raw("") : echo(request);
    });
    CurlHttpClient client;
    EXPECT_TRUE(client.send(post(server.address(), "first"), {}));
    auto const second = client.send(post(server.address(), "second"), {});
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second.value().body, "second");
    EXPECT_EQ(server.requests().size(), 3u);
}

TEST(CurlHttpClient, FollowsNoRedirectSoThatAKeyGoesToNoOtherHost) {
    ScriptedHttpServer const other(echo);
    ScriptedHttpServer const server([&](RecordedRequest const&) {
        return ScriptedAnswer::status(307, "", {{"Location", other.address() + "/elsewhere"}});
    });
    CurlHttpClient client;
    auto const answer = client.send(post(server.address()), {});
    EXPECT_EQ(answer.value().status, 307);
    EXPECT_EQ(answer.value().headers.at("location"), other.address() + "/elsewhere");
    EXPECT_TRUE(other.requests().empty());
}

TEST(CurlHttpClient, SaysWhyThereIsNoAnswer) {
    ProxyVariable const none("");
    CurlHttpClient client;
    auto const deserted = deserted_address();
    EXPECT_EQ(error_of(client.send(post(deserted), {})).message, host_of(deserted) + " refused the connection.");
    EXPECT_EQ(error_of(client.send(post("http://nowhere.invalid/v1"), {})).message,
              "The host nowhere.invalid was not found.");

    ScriptedHttpServer const silent([](RecordedRequest const&) { return ScriptedAnswer::stalled(); });
    auto late = post(silent.address());
    late.timeout = 50ms;
    EXPECT_EQ(error_of(client.send(late, {})).message, host_of(late.url) + " did not answer within 50 ms.");

    auto const cut_off = [](RecordedRequest const&) { return ScriptedAnswer::cut_off("half of this"); };
    auto const hung_up = [](RecordedRequest const&) { return ScriptedAnswer::raw(""); };
    for (auto const& script : {ScriptedHttpServer::Script(cut_off), ScriptedHttpServer::Script(hung_up)}) {
        ScriptedHttpServer const server(script);
        EXPECT_EQ(error_of(client.send(post(server.address()), {})).message,
                  host_of(server.address()) + " broke off before its answer was complete.");
    }

    ScriptedHttpServer const babbling(
        [](RecordedRequest const&) { return ScriptedAnswer::raw("SSH-2.0-OpenSSH_9.2\r\n"); });
    EXPECT_EQ(error_of(client.send(post(babbling.address()), {})).message,
              "What " + host_of(babbling.address()) + " answers is not HTTP.");

    auto const secure = "https" + babbling.address().substr(4);
    auto const error = error_of(client.send(post(secure), {}));
    EXPECT_TRUE(error.message.starts_with("No TLS connection to " + host_of(secure) + ": ")) << error.message;
    EXPECT_EQ(error.kind, ErrorKind::unavailable);
}

TEST(CurlHttpClient, UsesTheProxyOfTheEnvironmentButNotForThisMachine) {
    ScriptedHttpServer const proxy([](RecordedRequest const&) { return ScriptedAnswer::status(200, "by proxy"); });
    ScriptedHttpServer const server([](RecordedRequest const&) { return ScriptedAnswer::status(200, "straight"); });
    ProxyVariable const variable(proxy.address());
    CurlHttpClient client;
    auto const far = client.send(post("http://nowhere.invalid/v1"), {});
    EXPECT_EQ(far.value().body, "by proxy");
    EXPECT_EQ(proxy.requests().at(0).target, "http://nowhere.invalid/v1");
    EXPECT_EQ(client.send(post(server.address()), {}).value().body, "straight");
}

TEST(CurlHttpClient, AnAnswerBeyondTheLimitIsRefused) {
    for (std::size_t const surplus : {0, 1}) {
        std::string const body(HttpClient::largest_body + surplus, 'x');
        ScriptedHttpServer const server([&](RecordedRequest const&) { return ScriptedAnswer::status(200, body); });
        CurlHttpClient client;
        auto const answer = client.send(post(server.address()), {});
        EXPECT_EQ(static_cast<bool>(answer), surplus == 0);
        if (surplus == 0) continue;
        EXPECT_EQ(answer.error().message, "The answer of " + host_of(server.address()) + " is larger than 64 MiB.");
        EXPECT_NE(answer.error().kind, ErrorKind::unavailable) << "asking again does not help";
    }
}

TEST(CurlHttpClient, RefusesWhatIsNoAddressOrHeaderAndNeverRepeatsIt) {
    CurlHttpClient client;
    for (auto const* const url : {"", "secret", "ftp://host/secret", "file:///etc/secret", "http://", "https:///secret",
                                  "http:secret", "http://user:secret@/", "http://secret host/"}) {
        auto const error = error_of(client.send(post(url), {}));
        EXPECT_EQ(error.kind, ErrorKind::bad_argument) << url << ": " << error.message;
        EXPECT_EQ(error.message.find("secret"), std::string::npos) << error.message;
    }
    ScriptedHttpServer const server(echo);
    auto request = post(server.address());
    request.headers = {{"Authorization", "Bearer secret\r\nX-Smuggled: yes"}};
    auto const error = error_of(client.send(request, {}));
    EXPECT_EQ(error.kind, ErrorKind::bad_argument);
    EXPECT_NE(error.message.find("Authorization"), std::string::npos);
    EXPECT_EQ(error.message.find("secret"), std::string::npos);
    EXPECT_TRUE(server.requests().empty());
}

TEST(CurlHttpClient, AnErrorHoldsNothingOfTheRequestButTheHost) {
    CurlHttpClient client;
    auto const host = host_of(deserted_address());
    HttpRequest const request{HttpMethod::post,
                              "http://ana:secret@" + host + "/secret?key=secret#secret",
                              {{"x-api-key", "secret"}},
                              "secret"};
    auto const error = error_of(client.send(request, {}));
    EXPECT_EQ(error.message, host + " refused the connection.");
}

TEST(CurlHttpClient, AStopEndsARequestThatWaits) {
    ScriptedHttpServer const server([](RecordedRequest const&) { return ScriptedAnswer::stalled(); });
    CurlHttpClient client;
    std::stop_source stop;
    auto const request = post(server.address());
    auto answer = std::async(std::launch::async, [&] { return client.send(request, stop.get_token()); });
    server.wait_for_requests(1);
    stop.request_stop();
    EXPECT_EQ(error_of(answer.get()).message, "The request to " + host_of(request.url) + " was stopped.")
        << "and not after its timeout";
    EXPECT_EQ(error_of(client.send(request, stop.get_token())).message,
              "The request to " + host_of(request.url) + " was stopped.");
    EXPECT_EQ(server.requests().size(), 1u) << "what is stopped before it begins is not sent";
}

TEST(CurlHttpClient, ServesManyThreadsAtOnce) {
    ScriptedHttpServer const server(echo);
    CurlHttpClient client;
    constexpr int thread_count = 12;
    constexpr int requests_each = 25;
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < thread_count; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < requests_each; ++i) {
                    auto const body = std::to_string(thread) + "/" + std::to_string(i);
                    auto const answer = client.send(post(server.address(), body), {});
                    if (answer && answer.value().body == body) ++right;
                }
            });
        }
    }
    EXPECT_EQ(right, thread_count * requests_each);
    EXPECT_LT(server.requests().back().connection, 100u) << "connections are used again";
}

TEST(CurlHttpClient, WithoutLibcurlItSaysWhatToInstall) {
    for (auto const* const file : {"libcurl-that-is-not-there.so.4", "libm.so.6"}) {
        CurlHttpClient client(file);
        auto const error = error_of(client.send(post("http://127.0.0.1/"), {}));
        EXPECT_EQ(error.kind, ErrorKind::not_found);
        EXPECT_NE(error.message.find(file), std::string::npos) << error.message;
        EXPECT_NE(error.message.find("apt install libcurl4"), std::string::npos) << error.message;
    }
}

TEST(HostOf, IsTheHostWithItsPortAndNothingElse) {
    EXPECT_EQ(host_of("https://api.openai.com/v1"), "api.openai.com");
    EXPECT_EQ(host_of("http://127.0.0.1:11434"), "127.0.0.1:11434");
    EXPECT_EQ(host_of("http://[::1]:80/v1"), "[::1]:80");
    EXPECT_EQ(host_of("http://ana:secret@host?key=secret"), "host");
    EXPECT_EQ(host_of("http://host#x@y"), "host");
    EXPECT_EQ(host_of("http:///path"), "");
}

}  // namespace
}  // namespace keepsake::models

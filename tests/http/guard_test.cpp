#include "http/guard.h"

#include <gtest/gtest.h>

namespace keepsake::http {
namespace {

Request request_of(Headers headers, std::string const& method = "POST", std::string const& target = "/mcp") {
    return {method, *read_target(target), std::move(headers), "", {}};
}

/// 0: let in.
int status_of(Guard const& guard, Request const& request) {
    auto const refusal = guard.refusal(request);
    return refusal ? refusal->status : 0;
}

Guard const stranger_guard{Admission{}};
Guard const named_guard{Admission{"",
                                  {"https://app.example.org", "http://Desk.local:3000/", "vscode-webview://abc"},
                                  {"Memory.example.org", "desk.local:8765", "[fe80::7]"},
                                  false,
                                  {}}};
Guard const any_host_guard{Admission{"", {}, {}, true, {}}};
Guard const token_guard{Admission{"s3cret", {}, {}, false, {"/health"}}};

struct HostCase {
    char const* host;
    int stranger, named;
};

class GuardHostTest : public ::testing::TestWithParam<HostCase> {};

TEST_P(GuardHostTest, OnlyKnownNamesAreAnswered) {
    auto const [host, stranger, named] = GetParam();
    auto const request = request_of({{"Host", host}});
    EXPECT_EQ(status_of(stranger_guard, request), stranger) << host;
    EXPECT_EQ(status_of(named_guard, request), named) << host;
    EXPECT_EQ(status_of(any_host_guard, request), 0) << host;
}

INSTANTIATE_TEST_SUITE_P(
    Hosts, GuardHostTest,
    ::testing::Values(HostCase{"localhost", 0, 0}, HostCase{"LocalHost:8765", 0, 0}, HostCase{"127.0.0.1:1", 0, 0},
                      HostCase{"[::1]", 0, 0}, HostCase{"[::1]:8765", 0, 0}, HostCase{"localhost:", 0, 0},
                      HostCase{"memory.example.org", 403, 0}, HostCase{"MEMORY.example.org:99", 403, 0},
                      HostCase{"desk.local:8765", 403, 0}, HostCase{"desk.local:8766", 403, 403},
                      HostCase{"desk.local", 403, 403}, HostCase{"[FE80::7]:1", 403, 0}, HostCase{"fe80::7", 403, 403},
                      HostCase{"evil.example.com", 403, 403}, HostCase{"localhost.evil.com", 403, 403},
                      HostCase{"evil.com:localhost", 403, 403}, HostCase{"localhost:80:80", 403, 403},
                      HostCase{"evil@localhost", 403, 403}, HostCase{"localhost/evil", 403, 403},
                      HostCase{"localhost.", 403, 403}, HostCase{"::1", 403, 403}, HostCase{"[::1", 403, 403},
                      HostCase{"[::1]x", 403, 403}, HostCase{"", 403, 403}, HostCase{"0.0.0.0:8765", 403, 403},
                      HostCase{"127.0.0.2", 403, 403}, HostCase{"2130706433", 403, 403}));

struct OriginCase {
    char const* origin;
    int stranger, named;
};

class GuardOriginTest : public ::testing::TestWithParam<OriginCase> {};

TEST_P(GuardOriginTest, OnlyPagesOfKnownOriginsAreAnsweredAndMayRead) {
    auto const [origin, stranger, named] = GetParam();
    auto const request = request_of({{"Host", "localhost:8765"}, {"Origin", origin}});
    EXPECT_EQ(status_of(stranger_guard, request), stranger) << origin;
    EXPECT_EQ(status_of(named_guard, request), named) << origin;
    EXPECT_EQ(status_of(any_host_guard, request), stranger) << origin;
    auto const sharing = named_guard.sharing(request);
    EXPECT_EQ(sharing.find("Access-Control-Allow-Origin"),
              named == 0 ? std::optional<std::string>(origin) : std::nullopt);
    EXPECT_EQ(sharing.find("Vary"), named == 0 ? std::optional<std::string>("Origin") : std::nullopt);
    EXPECT_EQ(sharing.find("Access-Control-Allow-Credentials"), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Origins, GuardOriginTest,
    ::testing::Values(
        OriginCase{"http://localhost", 0, 0}, OriginCase{"http://localhost:3000", 0, 0},
        OriginCase{"https://127.0.0.1:3000", 0, 0}, OriginCase{"http://[::1]:1", 0, 0},
        OriginCase{"https://app.example.org", 403, 0}, OriginCase{"https://APP.example.org:443", 403, 0},
        OriginCase{"http://app.example.org", 403, 403}, OriginCase{"https://app.example.org:444", 403, 403},
        OriginCase{"http://desk.local:3000", 403, 0}, OriginCase{"http://desk.local", 403, 403},
        OriginCase{"vscode-webview://abc", 403, 0}, OriginCase{"vscode-webview://abd", 403, 403},
        OriginCase{"null", 403, 403}, OriginCase{"", 403, 403}, OriginCase{"file://", 403, 403},
        OriginCase{"https://evil.example.com", 403, 403}, OriginCase{"http://localhost.evil.com", 403, 403},
        OriginCase{"http://localhost@evil.com", 403, 403}, OriginCase{"chrome-extension://localhost", 403, 403},
        OriginCase{"http://localhost:80/", 403, 403}, OriginCase{"localhost", 403, 403},
        OriginCase{"http://localhost http://evil.com", 403, 403}, OriginCase{"http://xn--localhost", 403, 403}));

TEST(GuardTest, APageFromThisServerMayAskItWhenItsNameIsKnown) {
    auto const request = request_of({{"Host", "memory.example.org"}, {"Origin", "https://memory.example.org"}});
    EXPECT_EQ(status_of(named_guard, request), 0);
    EXPECT_EQ(named_guard.sharing(request).find("Access-Control-Allow-Origin"), "https://memory.example.org");
    EXPECT_EQ(status_of(any_host_guard, request), 403) << "any name may have been led here";
    auto const other_port = request_of({{"Host", "memory.example.org"}, {"Origin", "https://memory.example.org:81"}});
    EXPECT_EQ(status_of(named_guard, other_port), 403);
}

TEST(GuardTest, WithoutAHostOrOriginNobodyIsAskedForThem) {
    EXPECT_EQ(status_of(stranger_guard, request_of({})), 0);
    EXPECT_TRUE(stranger_guard.sharing(request_of({{"Host", "localhost"}})).fields().empty());
}

TEST(GuardTest, ARefusalSaysWhatToDo) {
    auto const host = stranger_guard.refusal(request_of({{"Host", "evil.com"}}));
    EXPECT_NE(host->body.find("evil.com"), std::string::npos);
    EXPECT_NE(host->body.find("localhost"), std::string::npos) << host->body;
    auto const origin = stranger_guard.refusal(request_of({{"Origin", "http://evil.com"}}));
    EXPECT_NE(origin->body.find("Allow that origin"), std::string::npos) << origin->body;
    EXPECT_EQ(origin->headers.find("Vary"), "Origin");
}

TEST(GuardTest, APreflightIsAnswered) {
    auto const request = request_of({{"Host", "localhost"},
                                     {"Origin", "https://app.example.org"},
                                     {"Access-Control-Request-Method", "POST"},
                                     {"Access-Control-Request-Private-Network", "true"}},
                                    "OPTIONS");
    auto const answer = named_guard.refusal(request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 204);
    EXPECT_NE(answer->headers.find("Access-Control-Allow-Methods")->find("DELETE"), std::string::npos);
    for (std::string const name : {"Content-Type", "Accept", "Authorization", "MCP-Protocol-Version", "Mcp-Method",
                                   "Mcp-Name", "Mcp-Session-Id", "Last-Event-ID"}) {
        EXPECT_NE(answer->headers.find("Access-Control-Allow-Headers")->find(name), std::string::npos) << name;
    }
    EXPECT_TRUE(answer->headers.find("Access-Control-Max-Age"));
    EXPECT_EQ(answer->headers.find("Access-Control-Allow-Private-Network"), "true");
    EXPECT_EQ(status_of(stranger_guard, request), 403);
    auto const exposed = named_guard.sharing(request).find("Access-Control-Expose-Headers");
    EXPECT_NE(exposed.value_or("").find("Mcp-Session-Id"), std::string::npos);
}

TEST(GuardTest, APreflightNeedsNoToken) {
    EXPECT_EQ(status_of(token_guard, request_of({{"Origin", "http://localhost"}}, "OPTIONS")), 204);
    EXPECT_EQ(status_of(token_guard, request_of({{"Origin", "http://evil.com"}}, "OPTIONS")), 403);
    EXPECT_EQ(status_of(token_guard, request_of({}, "OPTIONS")), 401) << "this one is none";
}

struct TokenCase {
    char const* field;
    int status;
};

class GuardTokenTest : public ::testing::TestWithParam<TokenCase> {};

TEST_P(GuardTokenTest, OnlyTheRightTokenIsLetIn) {
    auto const [field, status] = GetParam();
    EXPECT_EQ(status_of(token_guard, request_of({{"Authorization", field}})), status) << field;
    EXPECT_EQ(status_of(stranger_guard, request_of({{"Authorization", field}})), 0) << "none is asked for";
}

INSTANTIATE_TEST_SUITE_P(Tokens, GuardTokenTest,
                         ::testing::Values(TokenCase{"Bearer s3cret", 0}, TokenCase{"bearer s3cret", 0},
                                           TokenCase{"BEARER   s3cret  ", 0}, TokenCase{"Bearer s3cre", 401},
                                           TokenCase{"Bearer s3crets", 401}, TokenCase{"Bearer S3CRET", 401},
                                           TokenCase{"Bearer", 401}, TokenCase{"Bearer ", 401}, TokenCase{"", 401},
                                           TokenCase{"s3cret", 401}, TokenCase{"Basic s3cret", 401},
                                           TokenCase{"Bearers3cret", 401}, TokenCase{"Bearer s3cret x", 401}));

TEST(GuardTest, AMissingTokenIsToldFromAWrongOne) {
    EXPECT_EQ(token_guard.refusal(request_of({}))->headers.find("WWW-Authenticate"), "Bearer");
    auto const wrong = token_guard.refusal(request_of({{"Authorization", "Bearer x"}}));
    EXPECT_EQ(wrong->headers.find("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
    EXPECT_EQ(wrong->body.find("s3cret"), std::string::npos);
}

TEST(GuardTest, OpenPathsNeedNoTokenButAHost) {
    EXPECT_EQ(status_of(token_guard, request_of({}, "GET", "/health")), 0);
    EXPECT_EQ(status_of(token_guard, request_of({}, "GET", "/health/?x=1")), 0);
    EXPECT_EQ(status_of(token_guard, request_of({}, "GET", "/health/more")), 401);
    EXPECT_EQ(status_of(token_guard, request_of({{"Host", "evil.com"}}, "GET", "/health")), 403);
}

}  // namespace
}  // namespace keepsake::http

// Who is let in over HTTP, and who is not.

#include <gtest/gtest.h>

#include "e2e/http_test.h"
#include "support/modern_era.h"

namespace keepsake::testing {
namespace {

std::string const page = "https://app.example.org";
std::string const foreign_page = "https://evil.example";
std::string const token = "a-token-of-the-test";

Json const list_tools = request_message(1, "tools/list", modern());

/// A request that any modern client makes, with these lines for Host, Origin, Authorization.
std::string asking(std::string const& lines) {
    auto const body = list_tools.dump();
    return "POST /mcp HTTP/1.1\r\n" + lines + post_fields() + modern_fields(list_tools) +
           field("Content-Length", std::to_string(body.size())) + "\r\n" + body;
}

std::string preflight(std::string const& origin) {
    return "OPTIONS /mcp HTTP/1.1\r\n" + field("Host", "localhost") + field("Origin", origin) +
           field("Access-Control-Request-Method", "POST") +
           field("Access-Control-Request-Headers", "authorization, content-type") + "\r\n";
}

class HttpAccessTest : public HttpTest {
protected:
    ReceivedAnswer ask(std::string const& request) {
        auto answer = HttpSocket(port()).ask(request);
        for (auto const& [name, value] : answer.headers) EXPECT_EQ(value.find('*'), std::string::npos) << name;
        return answer;
    }
    /// Whether a page of this origin could read the answer.
    static bool is_shared_with(std::string const& origin, ReceivedAnswer const& answer) {
        return answer.header("access-control-allow-origin") == origin && answer.header("vary") == "Origin";
    }
    static bool is_shared(ReceivedAnswer const& answer) {
        return answer.headers.contains("access-control-allow-origin");
    }
};

TEST_F(HttpAccessTest, only_names_of_this_machine_are_answered_for) {
    auto const address = "127.0.0.1:" + std::to_string(port());
    for (auto const& host : {std::string("localhost"), address, std::string("LOCALHOST:1"), std::string("[::1]:8765")})
        EXPECT_EQ(ask(asking(field("Host", host))).status, 200) << host;
    for (auto const* const host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1",
                                   "localhost@evil.example", "0.0.0.0", ""}) {
        auto const answer = ask(asking(field("Host", host)));
        EXPECT_TRUE(answer.status == 403 || answer.status == 400) << host << ": " << answer.status;
        EXPECT_FALSE(mentions(answer.body, "add_memory")) << host;
    }
    EXPECT_EQ(ask(asking("")).status, 400);
    EXPECT_EQ(ask("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403);
}

TEST_F(HttpAccessTest, pages_of_other_origins_are_refused_everywhere) {
    for (auto const* const origin : {"https://evil.example", "null", "http://localhost.evil.example", "file://", "x"}) {
        auto const from_there = field("Host", "localhost") + field("Origin", origin);
        auto const answer = ask(asking(from_there));
        EXPECT_EQ(answer.status, 403) << origin;
        EXPECT_FALSE(is_shared(answer)) << origin;
        for (auto const* const path : {"/health", "/ready", "/sse", "/mcp", "/mcp/app/sse/ana", "/nothing"})
            EXPECT_EQ(ask("GET " + std::string(path) + " HTTP/1.1\r\n" + from_there + "\r\n").status, 403)
                << origin << " " << path;
    }
}

TEST_F(HttpAccessTest, pages_of_this_machine_are_let_in) {
    for (auto const* const origin : {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:1"}) {
        auto const answer = ask(asking(field("Host", "localhost") + field("Origin", origin)));
        EXPECT_EQ(answer.status, 200) << origin;
        EXPECT_TRUE(is_shared_with(origin, answer)) << origin;
    }
}

TEST_F(HttpAccessTest, a_preflight_is_granted_to_this_machines_pages_only) {
    auto const granted = ask(preflight("http://localhost:3000"));
    EXPECT_EQ(granted.status, 204);
    EXPECT_TRUE(is_shared_with("http://localhost:3000", granted));
    for (auto const* const needed : {"Authorization", "Content-Type", "MCP-Protocol-Version", "Mcp-Session-Id"})
        EXPECT_TRUE(says(granted.header("access-control-allow-headers"), needed));
    auto const refused = ask(preflight(foreign_page));
    EXPECT_EQ(refused.status, 403);
    EXPECT_FALSE(is_shared(refused));
}

class HttpOriginsTest : public HttpAccessTest {
protected:
    Environment settings() const override {
        auto all = HttpAccessTest::settings();
        all["KEEPSAKE_ALLOWED_ORIGINS"] = page + ", http://other.example:8080";
        all["KEEPSAKE_ALLOWED_HOSTS"] = "memory.example.org";
        return all;
    }
};

TEST_F(HttpOriginsTest, pages_and_names_in_the_settings_are_let_in) {
    auto const there = field("Host", "memory.example.org");
    auto const answer = ask(asking(there + field("Origin", page)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(is_shared_with(page, answer));
    EXPECT_EQ(ask(preflight(page)).status, 204);
    EXPECT_EQ(ask(preflight(foreign_page)).status, 403);
    for (auto const* const near : {"http://app.example.org", "https://app.example.org:444", "http://other.example"})
        EXPECT_EQ(ask(asking(there + field("Origin", near))).status, 403) << near;
}

TEST_F(HttpOriginsTest, a_star_among_them_is_refused) {
    for (auto const* const name : {"KEEPSAKE_ALLOWED_ORIGINS", "KEEPSAKE_ALLOWED_HOSTS"}) {
        auto const refused = run({"serve", "--listen", "127.0.0.1:0"}, {{name, "*"}});
        EXPECT_EQ(refused.ending.code, 2);
        EXPECT_TRUE(says(refused.errors, name));
    }
}

class HttpTokenTest : public HttpAccessTest {
protected:
    Environment settings() const override {
        auto all = HttpAccessTest::settings();
        all["KEEPSAKE_API_KEY"] = token;
        return all;
    }
    static std::string authorized(std::string const& value) {
        return asking(field("Host", "localhost") + field("Authorization", value));
    }
};

TEST_F(HttpTokenTest, who_has_the_token_is_let_in) {
    EXPECT_EQ(ask(authorized("Bearer " + token)).status, 200);
    EXPECT_EQ(ask(authorized("bearer  " + token)).status, 200);
    EXPECT_EQ(client("/mcp", field("Authorization", "Bearer " + token)).call_ok("list_memories").at("total"), 0);
}

TEST_F(HttpTokenTest, who_has_none_or_another_is_refused_in_the_same_words_each_time) {
    auto const missing = ask(asking(field("Host", "localhost")));
    EXPECT_EQ(missing.status, 401);
    EXPECT_EQ(missing.header("www-authenticate"), "Bearer");
    EXPECT_EQ(ask(authorized("Basic " + token)).body, missing.body);

    auto const wrong = ask(authorized("Bearer wrong"));
    EXPECT_EQ(wrong.status, 401);
    EXPECT_FALSE(mentions(wrong.body, token));
    for (auto const& other : {token + "x", token.substr(1), token.substr(0, 1), std::string(5000, 'x')}) {
        auto const answer = ask(authorized("Bearer " + other));
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.body, wrong.body);
    }
}

TEST_F(HttpTokenTest, only_health_is_open_to_everybody) {
    EXPECT_EQ(get("/health").status, 200);
    for (auto const* const path : {"/ready", "/sse", "/mcp", "/mcp/app/sse/ana", "/nothing", "/health/more"})
        EXPECT_EQ(get(path).status, 401) << path;
    EXPECT_EQ(get("/ready", field("Authorization", "Bearer " + token)).status, 200);
}

TEST_F(HttpTokenTest, a_preflight_needs_no_token_and_a_page_does) {
    EXPECT_EQ(ask(preflight("http://localhost:3000")).status, 204);
    auto const answer = ask(asking(field("Host", "localhost") + field("Origin", "http://localhost:3000")));
    EXPECT_EQ(answer.status, 401);
    EXPECT_TRUE(is_shared_with("http://localhost:3000", answer)) << "so that the page can read what is wrong";
}

TEST_F(HttpTokenTest, other_machines_may_ask_by_any_name_with_the_token) {
    auto surroundings = serving();
    surroundings.arguments = {"serve", "--listen", "0.0.0.0:0"};
    HttpServerProcess const open(surroundings);
    auto const there = field("Host", "memory.example.org");
    EXPECT_EQ(HttpSocket(open.port()).ask(asking(there)).status, 401);
    auto const with_token = there + field("Authorization", "Bearer " + token);
    EXPECT_EQ(HttpSocket(open.port()).ask(asking(with_token)).status, 200);
    EXPECT_EQ(HttpSocket(open.port()).ask(asking(with_token + field("Origin", "http://memory.example.org"))).status,
              403)
        << "a foreign page may have had its own name lead here";
}

TEST_F(HttpAccessTest, other_machines_are_not_listened_for_without_a_token) {
    for (auto const* const address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
        auto const refused = run({"serve", "--listen", address});
        EXPECT_EQ(refused.ending.code, 2) << address;
        EXPECT_TRUE(says(refused.errors, "KEEPSAKE_API_KEY"));
        EXPECT_EQ(refused.output, "");
    }
}

TEST_F(HttpAccessTest, an_address_that_is_none_is_refused_with_a_sentence) {
    for (auto const* const address : {"nowhere", "127.0.0.1:99999", "127.0.0.1:", ":", "300.0.0.1:1"}) {
        auto const refused = run({"serve", "--listen", address});
        EXPECT_EQ(refused.ending.code, 2) << address;
        EXPECT_TRUE(says(refused.errors, "--listen"));
    }
}

}  // namespace
}  // namespace keepsake::testing

#include "http/router.h"

#include <gtest/gtest.h>

#include "http/kept_exchange.h"

namespace keepsake::http {
namespace {

using testing::KeptExchange;

class RouterTest : public ::testing::Test {
protected:
    void SetUp() override {
        add("GET", "/");
        add("GET", "/mcp/{client}/http/{user}");
        add("GET", "/mcp/{client}/status");
        add("GET", "/mcp/local/status");
        add("POST", "/mcp");
        add("DELETE", "/mcp/");
        add("GET", "/both");
        add("HEAD", "/both");
    }
    void add(std::string const& method, std::string const& pattern) {
        router_.add(method, pattern, [name = method + " " + pattern](auto const& exchange) {
            auto text = name;
            for (auto const& [key, value] : exchange->request().parameters) text += " " + key + "=" + value;
            exchange->respond({200, {}, text + exchange->take_request().body});
        });
    }
    Response ask(std::string const& method, std::string const& target) const {
        auto const exchange = std::make_shared<KeptExchange>(Request{method, *read_target(target), {}, "", {}});
        router_.handle(exchange);
        return exchange->answer.value_or(Response{0, {}, "no answer"});
    }
    std::string answer(std::string const& method, std::string const& target) const { return ask(method, target).body; }

    Router router_;
};

TEST_F(RouterTest, APathLeadsToItsHandler) {
    EXPECT_EQ(answer("GET", "/"), "GET /");
    EXPECT_EQ(answer("POST", "/mcp?x=1"), "POST /mcp");
    EXPECT_EQ(answer("POST", "/mcp/"), "POST /mcp") << "a slash at the end makes no difference";
    EXPECT_EQ(answer("DELETE", "/mcp"), "DELETE /mcp/");
}

TEST_F(RouterTest, BracesTakeOneSegmentEach) {
    EXPECT_EQ(answer("GET", "/mcp/desk/http/ana%40home"), "GET /mcp/{client}/http/{user} client=desk user=ana@home");
    EXPECT_EQ(answer("GET", "/mcp/a%2Fb/http/u"), "GET /mcp/{client}/http/{user} client=a/b user=u");
    EXPECT_EQ(ask("GET", "/mcp/desk/http").status, 404);
    EXPECT_EQ(ask("GET", "/mcp/desk/http/ana/more").status, 404);
}

TEST_F(RouterTest, WhatIsSpelledOutComesBeforeBraces) {
    EXPECT_EQ(answer("GET", "/mcp/local/status"), "GET /mcp/local/status");
    EXPECT_EQ(answer("GET", "/mcp/other/status"), "GET /mcp/{client}/status client=other");
}

TEST_F(RouterTest, HeadIsAnsweredByGet) {
    EXPECT_EQ(answer("HEAD", "/"), "GET /");
    EXPECT_EQ(answer("HEAD", "/both"), "HEAD /both");
    EXPECT_EQ(answer("GET", "/both"), "GET /both");
}

TEST_F(RouterTest, AnUnknownPathIs404) {
    auto const response = ask("GET", "/nowhere");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, R"({"error":"There is nothing at /nowhere."})");
}

TEST_F(RouterTest, AnotherMethodIs405AndNamesTheRightOnes) {
    EXPECT_EQ(ask("PUT", "/mcp").status, 405);
    EXPECT_EQ(ask("PUT", "/mcp").headers.find("Allow"), "DELETE, POST");
    EXPECT_EQ(ask("POST", "/").headers.find("Allow"), "GET, HEAD");
    EXPECT_EQ(ask("post", "/mcp").status, 405) << "methods have case";
}

TEST_F(RouterTest, OtherThingsPassThroughToTheExchange) {
    router_.add("GET", "/gone/{name}", [](auto const& exchange) {
        exchange->when_gone([] {});
        exchange->open_stream({201, {}, ""}, "");
    });
    auto const exchange = std::make_shared<KeptExchange>(Request{"GET", *read_target("/gone/x"), {}, "", {}});
    router_.handle(exchange);
    EXPECT_TRUE(exchange->gone);
    EXPECT_EQ(exchange->answer->status, 201);
}

}  // namespace
}  // namespace keepsake::http

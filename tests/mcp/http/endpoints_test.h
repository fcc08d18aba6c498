#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>

#include "mcp/http/endpoints.h"
#include "mcp/http/fake_exchange.h"
#include "mcp/server_test.h"

namespace keepsake::testing {

using SharedReply = std::shared_ptr<Reply>;
using Fields = std::map<std::string, std::string>;

/// Both transports at "/mcp" and "/sse", for a person in the path at "/of/{user}" and "/sse/{user}"; a clock that the test
/// moves, no sockets. The server has one worker.
class EndpointsTest : public ServerTest {
protected:
    explicit EndpointsTest(mcp::HttpLimits limits = {})
        : ServerTest(16), endpoints_(http_server_, pool_, limits, [this] { return now_.load(); }) {
        auto const caller = [](http::Request const& request) { return mcp::Caller{request.parameters.at("user"), ""}; };
        endpoints_.add_streamable(router_, "/mcp");
        endpoints_.add_streamable(router_, "/of/{user}", caller);
        endpoints_.add_sse(router_, "/sse", "/messages");
        endpoints_.add_sse(router_, "/sse/{user}", "/of/all/messages", caller);
        add_tool("report", [](Json const&, CallContext const& context) {
            context.progress(1, 2, "half");
            context.progress(2, 2, "done");
            return ToolResult::success({{"reported", true}});
        });
    }
    void TearDown() override {
        ServerTest::TearDown();
        EXPECT_TRUE(pool_.wait_until_idle(std::chrono::minutes(1)));
    }

    void add_tool(std::string const& name, ScriptedTool::Script script) {
        tools_.add(std::make_unique<ScriptedTool>(name, std::move(script)), mcp::ToolSet::Listing::listed);
    }

    /// `fields` replace the usual ones; an empty one is left out.
    SharedReply send(std::string method, std::string const& path, Fields fields, std::string body = "") {
        Fields all = {{"Content-Type", "application/json"}, {"Accept", "application/json, text/event-stream"}};
        for (auto const& [name, value] : fields) all[name] = value;
        http::Request request{std::move(method), http::read_target(path).value(), {}, std::move(body), {}};
        for (auto const& [name, value] : all) {
            if (!value.empty()) request.headers.add(name, value);
        }
        auto const reply = std::make_shared<Reply>();
        auto exchange = std::make_shared<FakeExchange>(std::move(request), reply);
        last_exchange_ = exchange;
        router_.handle(std::move(exchange));
        return reply;
    }
    SharedReply begin(Json const& message, Fields fields = {}, std::string const& path = "/mcp") {
        return send("POST", path, std::move(fields), message.dump());
    }
    void settle() { EXPECT_TRUE(pool_.wait_until_idle(std::chrono::minutes(1))); }
    /// The same, and waits until nothing runs any more.
    SharedReply post(Json const& message, Fields fields = {}, std::string const& path = "/mcp") {
        auto reply = begin(message, std::move(fields), path);
        settle();
        return reply;
    }

    static Json initialize_request(std::string const& revision = "2025-11-25", Json capabilities = Json::object()) {
        return request("hello", "initialize",
                       {{"protocolVersion", revision},
                        {"capabilities", std::move(capabilities)},
                        {"clientInfo", {{"name", "desk"}}}});
    }
    /// Begins a session and returns the field that names it.
    Fields session(std::string const& revision = "2025-11-25", Json capabilities = Json::object(),
                   std::string const& path = "/mcp") {
        auto const reply = post(initialize_request(revision, std::move(capabilities)), {}, path);
        EXPECT_EQ(reply->status(), 200);
        return {{"Mcp-Session-Id", reply->header("Mcp-Session-Id")}};
    }
    static Fields with(Fields fields, std::string const& name, std::string const& value) {
        fields[name] = value;
        return fields;
    }

    static Json modern_request(Json id, std::string const& method, Json params = Json::object()) {
        return request(std::move(id), method, modern(std::move(params)));
    }
    static Json modern_call(Json id, std::string const& tool, Json arguments = Json::object()) {
        return modern_request(std::move(id), "tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
    }
    /// What a modern client says in the header.
    static Fields mirrored(Json const& message) {
        Fields fields = {{"MCP-Protocol-Version", modern_version}, {"Mcp-Method", message["method"]}};
        auto const& params = message["params"];
        if (params.contains("name")) fields["Mcp-Name"] = params["name"];
        if (params.contains("uri")) fields["Mcp-Name"] = params["uri"];
        return fields;
    }
    SharedReply begin_modern(Json const& message) { return begin(message, mirrored(message)); }
    SharedReply post_modern(Json const& message) { return post(message, mirrored(message)); }

    std::atomic<std::chrono::steady_clock::time_point> now_{std::chrono::steady_clock::now()};
    mcp::Server http_server_{{"keepsake", "Keepsake", "1.2.3", ""}, {tools_, nullptr, nullptr, true}, pool_, [] {}};
    http::Router router_;
    mcp::HttpEndpoints endpoints_;
    std::weak_ptr<FakeExchange> last_exchange_;
};

}  // namespace keepsake::testing
